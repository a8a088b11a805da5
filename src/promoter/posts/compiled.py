"""Wordings that come with the program, compiled once and then kept where Python keeps its own compiled modules.

Compiling them takes Jinja longer than all the rest of composing a week takes.
"""

from __future__ import annotations

import marshal
from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import TYPE_CHECKING
from zlib import crc32

import jinja2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from types import CodeType

    from jinja2 import Environment, Template


def kept(file: Path, sources: Callable[[str], Iterable[str]], environment: Environment) -> dict[str, bytes]:
    """What Jinja makes of a file of wordings: `sources` divides its text into templates, each of which is a key.

    A folder that cannot be written, such as a system's own, costs time and nothing else.
    """
    loader = _Wordings(file, sources, environment)
    module = ModuleType(loader.name)
    loader.exec_module(module)
    codes: dict[str, bytes] = module.CODES
    return codes


def template(code: bytes, environment: Environment) -> Template:
    """The template that `kept` has the code of."""
    made: CodeType = marshal.loads(code)  # noqa: S302 - written by `kept`, beside the program's own compiled modules
    namespace = environment.make_globals(None)
    return environment.template_class.from_code(environment, made, namespace, None)


class _Wordings(SourceFileLoader):
    """Takes a file of wordings for a module's source, so that Python keeps it, and makes it anew when it changes."""

    def __init__(self, file: Path, sources: Callable[[str], Iterable[str]], environment: Environment) -> None:
        super().__init__(f"{__name__}.{file.parent.name}.{file.stem}", str(file))
        self._sources = sources
        self._environment = environment

    def source_to_code(self, data: bytes, path: str, *, _optimize: int = -1) -> CodeType:  # type: ignore[override]
        sources = self._sources(data.decode())
        codes = {source: marshal.dumps(self._environment.compile(source)) for source in sources}
        return compile(f"CODES = {codes!r}", path, "exec", dont_inherit=True, optimize=_optimize)

    def path_stats(self, path: str) -> Mapping[str, float]:
        # What another version of Jinja has made must not be used: to Python, the file has another time then.
        stats = super().path_stats(path)
        return {**stats, "mtime": stats["mtime"] + crc32(jinja2.__version__.encode())}

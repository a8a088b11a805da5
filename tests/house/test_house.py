"""What is true of the project as a whole, and stays true because these tests say so."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import promoter
from promoter import settings
from promoter.posts.variables import KNOWN

ROOT = Path(__file__).parent.parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SOURCES = sorted(path for path in (ROOT / "src").rglob("*.py") if path.stat().st_size)
DURATIONS = {
    "PROMOTER_GRACE",
    "PROMOTER_LEASE",
    "PROMOTER_HTTP_TIMEOUT",
    "PROMOTER_SETTLE_X",
    "PROMOTER_SETTLE_LINKEDIN",
}
NOT_OURS = {".git", ".venv", "__pycache__", "build", "dist", "node_modules"}


def test_imports_point_down() -> None:
    # In a process of its own: import-linter sets up logging and would silence the loggers of other tests.
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--no-cache",
    ]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_setting_is_in_the_example_file_with_its_default() -> None:
    lines = re.findall(r"^# (PROMOTER_\w+)=(.*)$", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    defaults = {settings.variable(name): field.default for name, field in settings.Settings.model_fields.items()}
    assert sorted(name for name, _ in lines) == sorted(defaults)
    for name, value in lines:
        written = settings.duration(value) if name in DURATIONS else value or None
        default = defaults[name]
        assert written == (str(default) if isinstance(default, int) else default), name


def test_the_example_file_as_it_stands_sets_nothing() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_a_source_file_opens_by_saying_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, f"{path.relative_to(ROOT)} has no docstring"
    assert docstring.splitlines()[0].endswith((".", ":")), f"{path.relative_to(ROOT)} does not open with a sentence"


def test_no_file_mentions_a_place_outside_the_repository() -> None:
    # The lookbehind lets addresses on the web be: in those a name stands before the slash.
    outside = re.compile(r"(?<![\w.~-])/(work|root|home|Users|tmp/briefs)/\w|\.\./" + "shared")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in _texts()
        if path.relative_to(ROOT) != Path(".ci/run")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if outside.search(line)
    ]
    assert found == []


def test_the_version_is_one_and_the_changelog_knows_it() -> None:
    headings = re.findall(r"^## \[?([^\]\s]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert PYPROJECT["project"]["version"] == promoter.__version__
    assert headings[0] in {"Unreleased", promoter.__version__}


def test_every_dependency_has_its_reason_in_the_decisions() -> None:
    decided = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    extras = PYPROJECT["project"]["optional-dependencies"].values()
    wanted = {
        re.split(r"[<>=\[ ]", line)[0]
        for line in (*PYPROJECT["project"]["dependencies"], *(line for extra in extras for line in extra))
    }
    wanted.remove("promoter")  # the tests' set takes in its own extras
    assert sorted(name for name in wanted if f"| {name} " not in decided) == []


def test_the_locks_name_no_index_but_the_public_one() -> None:
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://([^/\"]+)", lock)) == {"pypi.org", "files.pythonhosted.org"}
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_the_schema_of_campaigns_is_that_of_the_model() -> None:
    tool: Any = _tool("campaign_schema")
    written = tool.FILE.read_text(encoding="utf-8")
    assert json.loads(written)["$schema"]
    assert written == tool.render(), "schedules/campaign.schema.json is stale: run make schema"


def test_the_built_in_wordings_are_those_of_their_files() -> None:
    tool: Any = _tool("wordings")
    assert tool.FILE.read_text(encoding="utf-8") == tool.render(), "posts/built_in.py is stale: run make wordings"


def _tool(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _texts() -> list[Path]:
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and not NOT_OURS.intersection(path.relative_to(ROOT).parts)
        and _cache_free(path)
        and _is_text(path)
    ]


def _cache_free(path: Path) -> bool:
    return not any(part.endswith(("_cache", ".egg-info", ".hypothesis")) for part in path.relative_to(ROOT).parts)


def _is_text(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_the_readme_names_everything_that_a_wording_may_name() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [f"{name}.{part}" if name != "blogs" else part for name, parts in KNOWN.items() for part in parts]
    names += [name for name, parts in KNOWN.items() if not parts]
    assert [name for name in names if f"`{name}`" not in readme] == []


def test_no_group_is_possessive_because_early_python_3_11_gets_it_wrong() -> None:
    possessive = re.compile(r"\)[*+?]\+(?![,\\])")
    sources = (ROOT / "src").rglob("*.py")
    assert [str(path) for path in sources if possessive.search(path.read_text(encoding="utf-8"))] == []

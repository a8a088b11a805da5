"""Write `src/promoter/posts/built_in.py`: the wordings that come with the program, as Python.

    python tools/wordings.py

Run it after a file in `src/promoter/posts/wording` has changed. The wordings are written in the language that campaigns
use for theirs; but loading Jinja takes longer than composing a week, so a week without wordings of its own does without.
What the built-in wordings do not use of the language is not here.
"""

from __future__ import annotations

import json
from pathlib import Path

from jinja2 import nodes

from promoter.posts.template_rules import ENVIRONMENT
from promoter.posts.templates import parts

POSTS = Path(__file__).resolve().parent.parent / "src" / "promoter" / "posts"
WORDING = POSTS / "wording"
FILE = POSTS / "built_in.py"
HEAD = '''"""The wordings that come with the program, as Python. Written by tools/wordings.py; change the files in wording/ instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
'''
COMPARISONS = {"eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<="}
STEP = "    "


def render():
    lines = [HEAD]
    table = ["", "WORDINGS = {"]
    for file in sorted(WORDING.glob("*/*.txt")):
        table.append(f'{STEP}"{file.parent.name}/{file.stem}": (')
        for variant, rungs in enumerate(parts(file.read_text(encoding="utf-8")), start=1):
            names = [f"_{file.parent.name}_{file.stem}_{variant}_{number}" for number in range(1, len(rungs) + 1)]
            for name, (_, source) in zip(names, rungs, strict=True):
                lines += ["", f"def {name}(given: Mapping[str, Any]) -> Iterator[str]:"]
                lines += [*_statements(ENVIRONMENT.parse(source).body, STEP, frozenset()), ""]
            table.append(f"{STEP * 2}({', '.join(names)},),")
        table.append(f"{STEP}),")
    return "\n".join([*lines, *table, "}", ""])


def _statements(body, indent, local):
    """`local` are the names that the loops around it give."""
    for node in body:
        match node:
            case nodes.Output(nodes=several):
                yield f'{indent}yield f"{"".join(_text(part, local) for part in several)}"'
            case nodes.If(test=test, body=then, elif_=others, else_=otherwise):
                yield f"{indent}if {_expression(test, local)}:"
                yield from _statements(then, indent + STEP, local)
                for other in others:
                    yield f"{indent}elif {_expression(other.test, local)}:"
                    yield from _statements(other.body, indent + STEP, local)
                if otherwise:
                    yield f"{indent}else:"
                    yield from _statements(otherwise, indent + STEP, local)
            case nodes.For(target=nodes.Name(name=name), iter=several, body=each, test=None, else_=[]):
                yield f"{indent}for {_local(name)} in {_expression(several, local)}:"
                yield from _statements(each, indent + STEP, local | {name})
            case _:
                raise _unknown(node)


def _text(node, local):
    """A part of a formatted string in double quotes; expressions have single ones."""
    if isinstance(node, nodes.TemplateData):
        return json.dumps(node.data, ensure_ascii=False)[1:-1].replace("{", "{{").replace("}", "}}")
    return f"{{{_expression(node, local)}}}"


def _expression(node, local):
    match node:
        case nodes.Const(value=value):
            return repr(value)
        case nodes.Name(name=name):
            return _local(name) if name in local else f"given[{name!r}]"
        case nodes.Getattr(node=whole, attr=part):
            return f"{_expression(whole, local)}[{part!r}]"
        case nodes.And(left=left, right=right):
            return f"({_expression(left, local)} and {_expression(right, local)})"
        case nodes.Or(left=left, right=right):
            return f"({_expression(left, local)} or {_expression(right, local)})"
        case nodes.Not(node=denied):
            return f"(not {_expression(denied, local)})"
        case nodes.Compare(expr=first, ops=[nodes.Operand(op=operator, expr=second)]) if operator in COMPARISONS:
            return f"({_expression(first, local)} {COMPARISONS[operator]} {_expression(second, local)})"
        case nodes.Filter(name="join", node=several, args=[nodes.Const(value=str(separator))]):
            return f"{separator!r}.join({_expression(several, local)})"
        case _:
            raise _unknown(node)


def _local(name):
    return f"one_{name}"


def _unknown(node):
    return TypeError(f"the program's own wordings use no {type(node).__name__}; add it here if one is to")


if __name__ == "__main__":
    FILE.write_text(render(), encoding="utf-8")

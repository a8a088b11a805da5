"""What people type into a line: printable, without needless space, and as the model of the files takes it, or refused."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pydantic import ValidationError

from promoter.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPACE = re.compile(r"\s")


def printable(text: str, *, field: str) -> str:
    """The text, unless there is a character in it that shows nothing or turns the others round."""
    if any(letter in _TURNING or unicodedata.category(letter) in {"Cc", "Cs", "Co"} for letter in _SPACE.sub("", text)):
        raise Mistake("this has a character in it that cannot be printed; please write it anew", field=field)
    return text


def a_line(text: str, *, field: str) -> str:
    """The text as one line."""
    return " ".join(printable(text, field=field).split())


def as_modelled(model: type[BaseModel], values: Mapping[str, str], *, name: str, field: str) -> str:
    """The value of this name as the model makes it beside the others, so that nothing is kept that no file may state."""
    try:
        made = model.model_validate(values)
    except ValidationError as problem:
        said = problem.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise Mistake(said, field=field) from None
    return str(getattr(made, name))

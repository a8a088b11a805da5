"""Values as a campaign's files take them, made of what people write: handles without their sign, addresses of profiles, dates."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pydantic

from promoter.campaign.model import FrontMatter
from promoter.campaign.values import XHandle
from promoter.intake.cleaning import line

_PROFILE = re.compile(r"(?:https?://)?(?:www\.)?(?:twitter|x)\.com/(@?\w{1,15})/?(?:\?.*)?", re.IGNORECASE)
_NONE = re.compile(r"(?:n/?a|none|no|nil|not applicable|-+|tbc|tba|unknown|same)\.?", re.IGNORECASE)
_CASE_STUDY = re.compile(r"case[ -]stud(?:y|ies)", re.IGNORECASE)


def said(fact: str, value: str) -> str:
    """A contributor's answer as a fact; "" if it is none, such as n/a. Raises ValueError with a sentence if it cannot be one."""
    text = line(value)
    if fact not in {"title", "subtitle"} and _NONE.fullmatch(text):
        return ""
    if fact.endswith("x") and fact != "suggested_x":
        return handle(text)
    if fact == "kind":
        return "case-study" if _CASE_STUDY.search(text) else "blog"
    if fact == "url" and text:
        checked("url", text)
    return text


def handle(text: str) -> str:
    """An X handle from "@ann", "ann", or the address of a profile."""
    found = _PROFILE.fullmatch(text)
    name = found[1] if found else text
    if not name:
        return ""
    if re.fullmatch(r"\w{1,15}", name, re.ASCII):
        name = f"@{name}"
    return str(_adapter_of(XHandle).validate_python(name))


def checked(name: str, value: object) -> Any:
    """A value of a blog's fact, as its file takes it; raises ValueError with a sentence if it does not."""
    field = FrontMatter.model_fields[name]
    kind: Any = pydantic.fields.FieldInfo.rebuild_annotation(field)
    try:
        _adapter_of(kind).validate_python(value)
    except pydantic.ValidationError as error:
        raise ValueError(_sentence(error)) from None
    return value


def _sentence(error: pydantic.ValidationError) -> str:
    return error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")


@cache
def _adapter_of(kind: Any) -> pydantic.TypeAdapter[Any]:
    return pydantic.TypeAdapter(kind)

"""What LinkedIn lets pass as a new post: its fields, their kinds, and which must be there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from promoter.sandbox.linkedin import errors
from promoter.sandbox.wire import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ORGANISATION = re.compile(r"urn:li:organization:\d+")


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is str, bool, list or dict. `fields` describe a record, `symbols` an enumeration."""

    kind: type
    required: bool = False
    symbols: tuple[str, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    one_of: bool = False


TEXT = Field(str)
LIST = Field(list)
ARTICLE = Field(
    dict,
    fields={
        "source": Field(str, required=True),
        "title": Field(str, required=True),
        "description": TEXT,
        "thumbnail": TEXT,
    },
)
PICTURE = Field(dict, fields={"id": Field(str, required=True), "altText": TEXT, "title": TEXT})
CONTENT = Field(
    dict,
    one_of=True,
    fields={"article": ARTICLE, "media": PICTURE, "multiImage": Field(dict, fields={"images": LIST, "altText": TEXT})},
)
DISTRIBUTION = Field(
    dict,
    required=True,
    fields={
        "feedDistribution": Field(str, required=True, symbols=("MAIN_FEED", "NONE")),
        "targetEntities": LIST,
        "thirdPartyDistributionChannels": LIST,
    },
)
POST = Field(
    dict,
    fields={
        "author": Field(str, required=True),
        "commentary": Field(str, required=True),
        "visibility": Field(str, required=True, symbols=("PUBLIC", "CONNECTIONS", "LOGGED_IN", "CONTAINER")),
        "distribution": DISTRIBUTION,
        "lifecycleState": Field(
            str, required=True, symbols=("PUBLISHED", "DRAFT", "PUBLISH_REQUESTED", "PUBLISH_FAILED")
        ),
        "isReshareDisabledByAuthor": Field(bool),
        "content": CONTENT,
        "contentLandingPage": TEXT,
        "contentCallToActionLabel": TEXT,
    },
)


def accepted(body: object) -> dict[str, Any]:
    """The body, if it passes; else `Refusal`, with every complaint about its shape or the first about its values."""
    complaints = list(_complaints(body, POST, ""))
    if complaints or not isinstance(body, dict):
        raise Refusal(errors.schema(complaints))
    if not ORGANISATION.fullmatch(body["author"]):
        raise Refusal(errors.bad_field("INVALID_URN_TYPE", "author", "The author is not the URN of an organization"))
    if body["lifecycleState"] != "PUBLISHED":
        message = "PUBLISHED is the only accepted lifecycleState during creation"
        raise Refusal(errors.bad_field("INVALID_VALUE_FOR_FIELD", "lifecycleState", message))
    _check_content(body.get("content", {}))
    return body


def _complaints(value: object, expected: Field, path: str) -> Iterator[str]:
    if not isinstance(value, expected.kind):
        yield f"{path or '/'} :: {value!r:.50} cannot be coerced to {expected.kind.__name__}"
    elif expected.symbols and value not in expected.symbols:
        yield f'{path} :: "{value}" is not an enum symbol'
    elif isinstance(value, dict) and expected.fields:
        for name in (name for name in value if name not in expected.fields):
            yield f"{path}/{name} :: unrecognized field found but not allowed"
        for name, inner in expected.fields.items():
            if name in value:
                yield from _complaints(value[name], inner, f"{path}/{name}")
            elif inner.required:
                yield f"{path}/{name} :: field is required but not found and has no default value"
        if expected.one_of and len(value) > 1:
            yield f"{path} :: DataMap should have no more than one entry for a union type"


def _check_content(content: dict[str, Any]) -> None:
    article = content.get("article", {})
    for name in ("source", "title"):
        if article and not article[name].strip():
            raise Refusal(errors.bad_field("INVALID_VALUE_BLANK_FIELD", f"content/article/{name}", f"{name} is blank"))
    if article and not re.match(r"https?://[^\s/?#]+\S*\Z", article["source"]):
        message = "source is not a valid web address"
        raise Refusal(errors.bad_field("INVALID_VALUE_FOR_FIELD", "content/article/source", message))

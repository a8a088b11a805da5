"""Facts of which some could not be read: what does not need those can be checked all the same."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

import pydantic

from promoter.campaign.model import NotRead, Part
from promoter.campaign.values import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promoter.campaign.document import Document
    from promoter.campaign.findings import Complaint

Shape = TypeVar("Shape", bound=Part)


def partly(shape: type[Shape], document: Document) -> Shape:
    """What of a document's facts can be read; asking for any other raises `NotRead`."""
    given = document.value if isinstance(document.value, dict) else {}
    found = {}
    unread = _refused(document) | _misspelt(shape, given) if given else set(shape.model_fields)
    for name in shape.model_fields:
        if given.get(name) is not None and name not in unread:
            try:
                found[name] = _field(shape, name).validate_python(given[name])
            except pydantic.ValidationError:
                unread.add(name)
    return without(cast("Shape", shape.model_construct(**found)), unread)


def without(facts: Shape, names: Iterable[str]) -> Shape:
    """`facts`, now as if those of these `names` had never been read."""
    for name in names:
        facts.__dict__.pop(name, None)
    return facts


def unread(facts: Part) -> set[str]:
    """The names of the facts that could not be read."""
    return type(facts).model_fields.keys() - facts.__dict__.keys()


def as_far_as_read(complaints: Iterable[Complaint]) -> Iterator[Complaint]:
    """The complaints up to one that needs what could not be read; of that there is a finding already."""
    try:
        yield from complaints
    except NotRead:
        return


def _refused(document: Document) -> set[str]:
    """The facts of which some part was not taken, or that are there twice."""
    places = (*document.values.items(), *document.keys.items())
    paths = [path for path, place in places if path and place in document.refused]
    return {str(path[0]) for path in (*paths, *document.twice)}


def _misspelt(shape: type[Part], given: Iterable[str]) -> set[str]:
    """The facts that seem to be given under a name that is not theirs."""
    return {
        near for key in given if key not in shape.model_fields and (near := nearest(key.lower(), shape.model_fields))
    }


@cache
def _field(shape: type[Part], name: str) -> pydantic.TypeAdapter[Any]:
    field = shape.model_fields[name]
    kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    return pydantic.TypeAdapter(kind)  # by this name it is loaded only here, where something is wrong

"""Hidden text in a Word file, which nobody sees and nobody means to publish, taken out before the file is read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from promoter.intake import refusing
from promoter.intake.refusing import NotReadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_MARK = b"vanish"
_OFF = frozenset({"0", "false", "off"})


def styles(part: bytes) -> frozenset[str]:
    """The ids of the styles whose text is hidden, those based on them included."""
    if _MARK not in part:
        return frozenset()
    based: dict[str, str] = {}
    hidden: dict[str, bool] = {}
    for style in _found(_parsed(part), "style"):
        name = _value(style, "styleId")
        parent = next(_found(style, "basedOn"), None)
        based[name] = "" if parent is None else _value(parent, "val")
        if (own := _hides(style)) is not None:
            hidden[name] = own
    return frozenset(name for name in based if _inherited(name, based, hidden))


def without(part: bytes, hidden_styles: frozenset[str]) -> tuple[bytes, bool]:
    """A part without its hidden runs, and whether there were any with text."""
    named = any(f'"{name}"'.encode() in part for name in hidden_styles)
    if _MARK not in part and not named:
        return part, False
    tree = _parsed(part)
    gone = False
    for parent in list(tree.iter()):
        for run in [child for child in parent if _name(child) == "r"]:
            properties = next(_found(run, "rPr"), None)
            style = next(_found(run, "rStyle"), None)
            own = None if properties is None else _hides(properties)
            if own or (own is None and style is not None and _value(style, "val") in hidden_styles):
                gone = gone or any(each.text for each in _found(run, "t"))
                parent.remove(run)
    for paragraph in list(_found(tree, "p")):
        style = next((each for part in paragraph if _name(part) == "pPr" for each in _found(part, "pStyle")), None)
        if style is not None and _value(style, "val") in hidden_styles:
            gone = gone or any(each.text for each in _found(paragraph, "t"))
            for child in [child for child in paragraph if _name(child) != "pPr"]:
                paragraph.remove(child)
    return ET.tostring(tree), gone


def _inherited(name: str, based: dict[str, str], hidden: dict[str, bool]) -> bool:
    seen: set[str] = set()
    while name and name not in seen:
        if name in hidden:
            return hidden[name]
        seen.add(name)
        name = based.get(name, "")
    return False


def _hides(element: Element) -> bool | None:
    """Whether a run or a style says that its text is hidden; None if it says nothing."""
    mark = next((each for each in element.iter() if _name(each) == "vanish"), None)
    return None if mark is None else _value(mark, "val") not in _OFF


def _parsed(part: bytes) -> Element:
    try:
        return ET.fromstring(part)  # noqa: S314 - a document type was refused before
    except (ET.ParseError, ValueError, LookupError):
        raise NotReadable(refusing.DAMAGED) from None


def _found(element: Element, name: str) -> Iterator[Element]:
    return (each for each in element.iter() if _name(each) == name)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _value(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")

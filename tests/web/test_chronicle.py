"""What was done to whole weeks and to what they share, in sentences: one for every kind of event that the program writes."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import promoter
from promoter.ledger.rows import EventRow
from promoter.web import chronicle, history
from promoter.web.chronicle import OF_ALL, OF_THE_DOOR, OF_THE_WEEK, deeds
from web.test_post_page import MACHINE

if TYPE_CHECKING:
    from collections.abc import Iterator

AT = datetime(2021, 9, 10, 13, tzinfo=UTC)
SOURCE = Path(promoter.__file__).parent
APART = {"chosen", "resolved"}  #: these have more than one sentence

#: Where the code says of which kind an event is: by this argument of these functions, given by its place or its name.
NAMED_IN: dict[str, tuple[int | None, str]] = {
    "append": (None, "kind"),
    "append_for_house": (1, "kind"),
    "add_decision": (None, "event"),
    "_note": (2, "kind"),
    "Deed": (0, "kind"),
    "Effect": (None, "kind"),
    "LookStep": (None, "event"),
}


def kinds() -> set[str]:
    """Every kind of event that the code names."""
    found: set[str] = set()
    for file in SOURCE.rglob("*.py"):
        if "sandbox" not in file.parts and file.parent.name != "web":
            found.update(_named(ast.parse(file.read_text(encoding="utf-8"))))
    return found


def _named(tree: ast.AST) -> Iterator[str]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        said: list[ast.expr] = []
        if name == "_tell":  # the ledger's, with the post before it, and the offering's
            said = [arg for arg in call.args if isinstance(arg, ast.Constant)][:1]
        elif name in NAMED_IN:
            place, keyword = NAMED_IN[name]
            said = [word.value for word in call.keywords if word.arg == keyword]
            said += call.args[place : place + 1] if place is not None else []
        for one in said:
            either = [one.body, one.orelse] if isinstance(one, ast.IfExp) else [one]
            yield from (part.value for part in either if isinstance(part, ast.Constant) and isinstance(part.value, str))


def test_every_kind_of_event_that_the_code_can_write_has_its_words() -> None:
    found = kinds()
    assert {"shifted", "blog_approved", "paused", "approved", "vanished", "for_a_person", "account_by_hand"} <= found
    assert found <= {*history._SAYS, *history._LOOKS, *APART, *OF_THE_WEEK, *OF_ALL, *OF_THE_DOOR}


def event(kind: str, **data: Any) -> EventRow:
    return EventRow(
        campaign="w", seq=1, at=AT, kind=kind, actor="ruth@example.org", os_user=None, post_key=None, data=data,
        prev_hash="", hash="",
    )  # fmt: skip


def told(kind: str, titles: dict[str, str] | None = None, **data: Any) -> str:
    (deed,) = deeds([event(kind, **data)], titles or {}, door=True)
    return deed.says


FULL = {
    "shifted": {"by": "-1 day and 2 hours", "day": None, "to": None, "channel": "x"},
    "facts_changed": {
        "facts": {"days.2021-09-13": {"before": "one", "after": "two"}, "deadline": {"before": None, "after": 3}}
    },
    "loaded": {"added": 1, "changed": 2, "withdrawn": 0, "unchanged": 4},
    "blog_approved": {"blog": "doors", "accepted_late": True},
    "user_added": {"email": "tom@example.org", "roles": ["approver", "editor"]},
    "deputy_appointed": {
        "deputy": "d@example.org",
        "approver": "a@example.org",
        "since": "2021-09-13",
        "until": "2021-09-14",
    },
    "account_by_hand": {"account": "linkedin:default"},
}


@pytest.mark.parametrize("kind", [*OF_THE_WEEK, *OF_ALL, *OF_THE_DOOR])
def test_a_sentence_is_whole_with_and_without_its_particulars(kind: str) -> None:
    for data in (FULL.get(kind, {"reason": "so it is"}), {"added": 1}):
        says = told(kind, **data)
        assert says.startswith("ruth@example.org ")
        assert says.endswith(".")
        assert not says.endswith("..")
        assert MACHINE.findall(says) == []
        assert not {"{", "_"} & set(says)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("shifted", "moved everything on X that was not out yet 1 day and 2 hours earlier."),
        ("facts_changed", "changed the theme of Monday 13 September from “The first” to “two” and the deadline for blogs from nothing to “3”."),
        ("loaded", "brought the week in from its files: 1 new post, 2 changed posts and 4 posts as before."),
        ("blog_approved", "approved the blog “Doors and more”, although it came late."),
        ("user_added", "made tom@example.org known, as editor and approver."),
        ("deputy_appointed", "let d@example.org stand in for a@example.org, Monday 13 September to Tuesday 14 September."),
        ("account_by_hand", "had LinkedIn kept by hand."),
    ],
)  # fmt: skip
def test_what_it_holds_is_called_as_people_call_it(kind: str, says: str) -> None:
    assert told(kind, {"doors": "Doors and more", "one": "The first"}, **FULL[kind]) == f"ruth@example.org {says}"


def test_a_load_that_changed_nothing_is_nothing_to_tell() -> None:
    assert deeds([event("loaded", added=0, changed=0, withdrawn=0, unchanged=46)], {}) == []


def test_the_newest_comes_first_and_the_door_only_where_it_is_asked_for() -> None:
    events = [event("paused", reason="one"), event("signed_in"), event("resumed")]
    assert [deed.says.split()[1] for deed in deeds(events, {})] == ["started", "stopped"]
    assert len(deeds(events, {}, door=True)) == 3
    assert chronicle.OF_THE_DOOR.keys() & chronicle.OF_ALL.keys() == set()

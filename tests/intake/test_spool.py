"""Where files wait to be confirmed: private, for their campaign alone, and not for ever."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta

import pytest

from promoter.errors import NotPossible
from promoter.intake import spool as spooling
from promoter.intake.arriving import original
from promoter.intake.spool import Spool

NOW = datetime(2021, 9, 8, 12, tzinfo=UTC)
FILE = original("a b.docx", b"data")


@pytest.fixture
def spool(tmp_path) -> Spool:
    return Spool(tmp_path / "deep" / "spool")


def test_a_file_waits_as_it_came_for_its_campaign_alone(spool):
    token = spool.put("week", FILE, by="amara", now=NOW)
    waiting = spool.get("week", token, NOW)
    assert (waiting.original, waiting.by, waiting.at, waiting.done) == (FILE, "amara", NOW, frozenset())
    assert [each.token for each in spool.waiting("week", NOW)] == [token]
    assert spool.waiting("other", NOW) == []
    with pytest.raises(NotPossible):
        spool.get("other", token, NOW)


def test_nobody_else_on_the_machine_can_look_into_it(spool):
    token = spool.put("week", FILE, by="amara", now=NOW)
    for place in (spool.folder, spool.folder / token):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700


@pytest.mark.parametrize("token", ["", "..", "../x", "x" * 22, "a/b", "." * 22])
def test_a_made_up_token_opens_nothing(spool, token):
    spool.put("week", FILE, by="amara", now=NOW)
    with pytest.raises(NotPossible, match="does not wait here any more"):
        spool.get("week", token, NOW)


def test_the_same_file_waits_once(spool):
    assert spool.put("week", FILE, by="amara", now=NOW) == spool.put("week", FILE, by="ruth", now=NOW)


def test_what_came_together_waits_in_the_order_in_which_it_was_chosen(spool):
    names = [f"{letter}.docx" for letter in "cafdbe"]
    for place, name in enumerate(names):
        spool.put("week", original(name, name.encode()), by="amara", now=NOW, place=place)
    assert [each.original.name for each in spool.waiting("week", NOW)] == names


def test_a_file_goes_once_all_in_it_is_seen_to(spool):
    token = spool.put("week", FILE, by="amara", now=NOW)
    spool.see_to(spool.get("week", token, NOW), 1, of=2)
    assert spool.get("week", token, NOW).done == {1}
    spool.see_to(spool.get("week", token, NOW), 0, of=2)
    with pytest.raises(NotPossible):
        spool.get("week", token, NOW)
    assert list(spool.folder.iterdir()) == []


def test_what_nobody_confirms_is_let_go(spool):
    token = spool.put("week", FILE, by="amara", now=NOW)
    later = NOW + spooling.KEPT + timedelta(seconds=1)
    with pytest.raises(NotPossible):
        spool.get("week", token, later)
    assert spool.waiting("week", later) == []
    spool.put("week", original("b.docx", b"other"), by="amara", now=later)
    assert not (spool.folder / token).exists()


def test_more_than_there_is_room_for_is_refused(spool, monkeypatch):
    spool.put("week", FILE, by="amara", now=NOW)
    monkeypatch.setattr(spooling, "MOST_BYTES", 6)
    with pytest.raises(NotPossible, match="too much waits"):
        spool.put("week", original("b.docx", b"other"), by="amara", now=NOW)


def test_what_is_broken_in_it_is_passed_over_and_swept(spool):
    token = spool.put("week", FILE, by="amara", now=NOW)
    (spool.folder / token / "about.json").write_text("{")
    assert spool.waiting("week", NOW) == []
    spool.sweep(NOW)
    assert not (spool.folder / token).exists()

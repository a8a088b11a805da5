"""Secrets at rest: what is sealed can be read with the right key and with no other, and keys can be changed."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from promoter.sealing import NotOpened, Seal, key_beside

OLD, NEW = "the old key, which is long enough for it", "the new key, which is long enough for it"


def test_what_is_sealed_shows_nothing_and_opens_again():
    seal = Seal((OLD,), "this")
    closed = seal.close("a token")
    assert "a token" not in closed
    assert seal.open(closed) == "a token"


def test_the_same_words_are_sealed_differently_each_time():
    seal = Seal((OLD,), "this")
    assert seal.close("a token") != seal.close("a token")


def test_the_first_key_seals_and_all_open():
    before = Seal((OLD,), "").close("a token")
    both = Seal((NEW, OLD), "")
    assert both.open(before) == "a token"
    after = both.renew(before)
    assert Seal((NEW,), "").open(after) == "a token"
    with pytest.raises(NotOpened):
        Seal((OLD,), "").open(after)


def test_another_key_opens_nothing_and_says_where_it_is_from():
    with pytest.raises(NotOpened, match=r"another key than that in promoter\.key; put the right one") as refused:
        Seal((NEW,), "that in promoter.key").open(Seal((OLD,), "").close("a token"))
    assert OLD not in str(refused.value)
    assert NEW not in str(refused.value)


@pytest.mark.parametrize("sealed", ["", "gAAAA", "ä" * 40, "a token"])
def test_what_was_never_sealed_is_not_opened(sealed):
    with pytest.raises(NotOpened):
        Seal((OLD,), "").open(sealed)


def test_a_changed_letter_is_noticed():
    closed = Seal((OLD,), "").close("a token")
    changed = closed[:30] + ("A" if closed[30] != "A" else "B") + closed[31:]
    with pytest.raises(NotOpened):
        Seal((OLD,), "").open(changed)


def test_a_key_does_not_show_where_a_seal_is_shown():
    assert OLD not in repr(Seal((OLD,), "this"))


def test_the_key_beside_a_ledger_is_made_once_and_for_its_owner_alone(tmp_path):
    first = key_beside(tmp_path / "promoter.db")
    place = tmp_path / "promoter.key"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert key_beside(tmp_path / "promoter.db") == first
    assert [file.name for file in tmp_path.iterdir()] == ["promoter.key"]


def test_many_that_need_a_key_at_once_get_the_same(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        seals = set(pool.map(lambda _: key_beside(tmp_path / "promoter.db").keys, range(40)))
    assert len(seals) == 1


@pytest.mark.parametrize("content", ["", "short"])
def test_a_file_without_a_key_is_not_taken_for_one(tmp_path, content):
    (tmp_path / "promoter.key").write_text(content)
    with pytest.raises(NotOpened, match="holds no key; bring it back from a backup"):
        key_beside(tmp_path / "promoter.db")


def test_a_folder_in_its_place_is_told(tmp_path):
    (tmp_path / "promoter.key").mkdir()
    with pytest.raises(NotOpened, match="cannot be used"):
        key_beside(tmp_path / "promoter.db")

"""Packs and letters on the blog's page: downloaded by those who write, addresses shown to nobody else."""

from __future__ import annotations

import io
import re
import zipfile
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from promoter.contributors.letters import LetterBox
from promoter.ledger.queue import get_post, update_post
from promoter.posts.lifecycle import Status
from web.test_signing_off import BLOG, OWN, PAGE, SLUG, wiring  # noqa: F401 - a fixture
from web.visiting import all_of, visitor

if TYPE_CHECKING:
    from pathlib import Path

    from promoter.web.wiring import Wiring

MAIL = "nia@futures.org.uk"


@pytest.fixture
def reachable(folder: Path) -> None:
    file = folder / "blogs" / f"{BLOG}.md"
    file.write_text(file.read_text().replace("mention: handle}", f"mention: handle, email: {MAIL}}}"))


def unpacked(answer) -> dict[str, bytes]:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def letter(wiring: Wiring, reachable: None) -> int:  # noqa: F811
    """The number of Nia's letter, her post being out."""
    now = wiring.clock.now()
    with wiring.ledger.write() as conn:
        update_post(conn, get_post(conn, OWN), status=Status.SENT, sent_at=now, url="https://x.com/techUK/status/1")
    LetterBox(wiring.ledger, wiring.clock).round()
    return 1


def test_the_packs_of_a_blog_are_downloaded_and_nothing_changes(wiring, reachable):  # noqa: F811
    before = all_of(wiring.ledger, but=("sessions",))
    amara = visitor(wiring, "amara")
    files = unpacked(amara.post(f"{PAGE}/pack", data={"what": "before"}))
    assert f"{BLOG}/1-nia-sample.eml" in files
    assert not [name for name in files if not name.startswith(f"{BLOG}/")]
    everybody = unpacked(amara.post(f"/weeks/{SLUG}/packs", data={}))
    assert len({name.partition("/")[0] for name in everybody}) > 5
    after = all_of(wiring.ledger, but=("sessions",))
    assert {name for name in after if after[name] != before[name]} <= {"events", "devices"}
    assert "sign_off_asked" not in str(after)


def test_before_the_end_nobody_can_be_thanked_for_the_week(wiring, reachable):  # noqa: F811
    answer = visitor(wiring, "amara").post(f"{PAGE}/pack", data={"what": "after"})
    assert answer.status_code == 409
    assert "is not over: its last day is Friday 17 September" in answer.text


def test_links_to_sign_off_by_are_put_in_where_they_are_wanted(wiring, reachable):  # noqa: F811
    files = unpacked(visitor(wiring, "amara").post(f"{PAGE}/pack", data={"sign_off": "yes"}))
    found = re.search(rb"http://127\.0\.0\.1(/sign-off/[\w-]{43})", files[f"{BLOG}/1-nia-sample.txt"])
    assert found is not None
    assert visitor(wiring).get(found[1].decode()).status_code == 200


def test_a_letter_is_downloaded_as_a_draft(wiring, letter):  # noqa: F811
    amara = visitor(wiring, "amara")
    page = amara.get(PAGE).text
    assert f'href="/weeks/{SLUG}/letters/{letter}"' in page
    mail = message_from_bytes(amara.get(f"/weeks/{SLUG}/letters/{letter}").content, policy=policy.default)
    assert mail["To"].addresses[0].addr_spec == MAIL
    assert amara.get(f"/weeks/{SLUG}/letters/99").status_code == 404


def test_addresses_are_shown_on_no_page(wiring, letter):  # noqa: F811
    for who in ("amara", "vera"):
        for path in (PAGE, f"/weeks/{SLUG}/blogs", f"/weeks/{SLUG}/record", "/attention"):
            assert MAIL not in visitor(wiring, who).get(path).text


def test_whoever_only_reads_gets_neither(wiring, letter):  # noqa: F811
    vera = visitor(wiring, "vera")
    assert vera.post(f"{PAGE}/pack", data={}).status_code == 403
    assert vera.get(f"/weeks/{SLUG}/letters/{letter}").status_code == 403
    assert "Download" not in vera.get(PAGE).text

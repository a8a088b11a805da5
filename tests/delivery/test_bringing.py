"""Pictures go to the network before their posts: the real dispatcher and channels against the sandbox."""

import hashlib
import struct
import zlib
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from delivery.conftest import NINE, TERMS
from promoter.channels.contract import Picture
from promoter.channels.page_fetch import FetchElsewhere
from promoter.cli.listing import story_lines
from promoter.delivery.bringing import AHEAD, TOLD_AFTER
from promoter.delivery.page_check import PageCheck
from promoter.errors import NotPossible, PromoterError
from promoter.ledger.accounts import unblock_account
from promoter.ledger.decisions import APPROVE, add_decision
from promoter.ledger.events import list_events
from promoter.ledger.looks import list_readings
from promoter.ledger.pauses import open_pause
from promoter.ledger.queue import get_post, update_post
from promoter.ledger.rows import Actor
from promoter.ledger.uploads import list_uploads
from promoter.posts.lifecycle import Status
from promoter.posts.model import Card, Media, Wording
from promoter.reporting.reading import story
from promoter.reporting.record import story_json
from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import Act, FaultKind
from promoter.sandbox.wire import NetworkName

X, PAGE = "week/first/x/blog", "week/first/linkedin/blog"
ALT = "A card: The next ten years, by Amara"


def png(shade: int = 0) -> bytes:
    """The smallest picture there is, in one of many shades."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes([0, shade]))) + chunk(b"IEND", b"")


FILES = {"images/card.png": png(1), "images/second.png": png(2)}


def media(*names: str, alt: str = ALT) -> tuple[Media, ...]:
    return tuple(Media(name, hashlib.sha256(FILES[name]).hexdigest(), alt) for name in names)


def pictures_of(post) -> list[Picture]:
    return [Picture(content=FILES[m.file], media_type="image/png", alt=m.alt) for m in post.said.media]


class Gallery:
    """The house, with pictures."""

    def __init__(self, house) -> None:
        self.house, self.sandbox = house, house.sandbox

    def approved(self, key: str, *names: str, **more):
        house = self.house
        post = house.approved(key, **more)
        said = replace(post.said, media=media(*(names or ("images/card.png",))))
        return self.changed(post, said)

    def changed(self, post, said: Wording):
        with self.house.ledger.write() as conn:
            pending = update_post(conn, post, status=Status.PENDING, said=said)
            add_decision(
                conn, pending, APPROVE, Actor("ruth@example.org"), now=NINE - timedelta(days=1), event="approved"
            )
            return update_post(conn, pending, status=Status.APPROVED, approved_by=("ruth@example.org",))

    def run(self, *, rounds: int = 1, every: float = 5, **more) -> None:
        dispatcher = self.house.dispatcher(**{"pictures_of": pictures_of, **more})
        for _ in range(rounds):
            dispatcher.run()
            self.house.pass_time(seconds=every)

    def uploads(self, key: str = X):
        with self.house.ledger.read() as conn:
            return list_uploads(conn, key)

    def told(self, kind: str, key: str = X) -> list[dict]:
        with self.house.ledger.read() as conn:
            return [event.data for event in list_events(conn, post_key=key) if event.kind == kind]

    def asked(self) -> list[str]:
        return [seen.asked.partition("?")[0] for seen in self.sandbox.uploads()]


@pytest.fixture
def gallery(house):
    return Gallery(house)


def fault(kind: FaultKind, **more) -> Fault:
    return Fault(kind=kind, on=Act.UPLOAD, **more)


# ------------------------------------------------------------------------------------------------- the straight way


def test_a_picture_is_there_with_its_words_before_the_post_that_brings_it(gallery):
    gallery.approved(X)
    gallery.run()
    (public,) = gallery.sandbox.posts()
    (shown,) = public.pictures
    assert (shown.sha256, shown.alt) == (media("images/card.png")[0].sha256, ALT)
    assert gallery.asked() == ["/2/media/upload", "/2/media/metadata"]
    assert gallery.house.post(X).status is Status.SENT


def test_linkedin_is_asked_until_it_is_done_with_the_picture_of_a_link(gallery):
    gallery.approved(PAGE)
    gallery.run()
    assert gallery.sandbox.posts() == []
    gallery.run()
    (public,) = gallery.sandbox.posts()
    assert [shown.sha256 for shown in public.pictures] == [media("images/card.png")[0].sha256]
    assert public.link == "https://example.org/first"
    assert [path.partition("/urn")[0] for path in gallery.asked()][:2] == [
        "/rest/images",
        "/dms-uploads/" + public.pictures[0].id.rpartition(":")[2],
    ]


def test_a_picture_of_a_post_without_a_link_is_shown_with_its_words(gallery):
    post = gallery.house.approved(PAGE)
    gallery.changed(post, replace(post.said, link=None, card=None, media=media("images/card.png")))
    gallery.run(rounds=2)
    (public,) = gallery.sandbox.posts()
    assert [shown.alt for shown in public.pictures] == [ALT]
    assert public.link is None


def test_several_pictures_keep_their_order(gallery):
    gallery.approved(X, "images/second.png", "images/card.png")
    gallery.run()
    (public,) = gallery.sandbox.posts()
    assert [shown.sha256 for shown in public.pictures] == [
        m.sha256 for m in media("images/second.png", "images/card.png")
    ]


def test_pictures_go_ahead_of_the_time_of_their_post(gallery):
    gallery.approved(X, at=NINE + timedelta(minutes=30))
    dispatcher = gallery.house.dispatcher(pictures_of=pictures_of)
    dispatcher.run()
    assert gallery.sandbox.uploads() == []
    assert dispatcher.next_due() == NINE + timedelta(minutes=30) - AHEAD
    gallery.house.clock.advance_to(NINE + timedelta(minutes=30) - AHEAD)
    dispatcher.run()
    assert len(gallery.sandbox.uploads()) == 2
    assert dispatcher.next_due() == NINE + timedelta(minutes=30)
    assert gallery.sandbox.posts() == []


def test_the_attempt_says_which_picture_it_brought(gallery):
    gallery.approved(X)
    gallery.run()
    (attempt,) = gallery.house.attempts(X)
    (brought,) = attempt.pictures
    (public,) = gallery.sandbox.posts()
    assert brought == {
        "network_id": public.pictures[0].id, "file": "images/card.png", "sha256": media("images/card.png")[0].sha256,
        "bytes": len(FILES["images/card.png"]), "alt": ALT, "alt_set": True, "uploaded_at": NINE.isoformat(),
    }  # fmt: skip
    assert gallery.told("claimed")[0]["pictures"] == [brought]
    assert gallery.told("pictured")[0]["pictures"] == [brought]


def test_a_post_without_pictures_asks_for_nothing(gallery):
    gallery.house.approved(X)
    gallery.run()
    assert gallery.sandbox.uploads() == []
    assert gallery.house.attempts(X)[0].pictures is None
    assert "pictures" not in gallery.told("claimed")[0]


def test_nothing_is_brought_while_everything_is_paused(gallery):
    gallery.approved(X)
    gallery.house.do(open_pause, "wait", who=Actor("ruth@example.org"))
    gallery.run(rounds=2)
    assert gallery.sandbox.uploads() == []


def test_without_files_to_read_a_post_with_a_picture_stays(gallery):
    gallery.approved(X)
    gallery.run(pictures_of=None)
    assert gallery.sandbox.posts() == []
    assert gallery.house.post(X).status is Status.APPROVED


# ---------------------------------------------------------------------------------------------------- what goes wrong

LOST = [
    FaultKind.ERROR_BEFORE, FaultKind.GATEWAY_PAGE, FaultKind.DROPPED_BEFORE, FaultKind.RATE_LIMITED, FaultKind.ERROR_AFTER,
    FaultKind.DROPPED_AFTER, FaultKind.EMPTY, FaultKind.HTML, FaultKind.TRUNCATED, FaultKind.BROKEN_JSON, FaultKind.PICTURE_FAILED,
]  # fmt: skip


@pytest.mark.parametrize("key", [X, PAGE])
@pytest.mark.parametrize("kind", LOST)
def test_whatever_becomes_of_an_upload_the_post_goes_once_and_with_its_picture(gallery, kind, key):
    gallery.approved(key)
    gallery.sandbox.order(fault(kind, times=2, reset=90 if kind is FaultKind.RATE_LIMITED else None))
    gallery.run(rounds=60, every=10)
    (public,) = gallery.sandbox.posts()
    assert [shown.sha256 for shown in public.pictures] == [media("images/card.png")[0].sha256]
    assert len(gallery.sandbox.requests()) == 1
    assert gallery.house.post(key).status is Status.SENT
    assert gallery.house.post(key).hold is None


@pytest.mark.parametrize("key", [X, PAGE])
def test_a_picture_that_cannot_be_brought_holds_its_post_and_is_tried_every_few_minutes(gallery, key):
    gallery.approved(key)
    gallery.sandbox.order(fault(FaultKind.ERROR_BEFORE, times=1000))
    gallery.run(rounds=60, every=10)
    post = gallery.house.post(key)
    assert (post.status, post.hold) == (Status.APPROVED, "picture")
    assert "does not have the picture yet: it answered 503" in post.hold_reason
    assert gallery.sandbox.posts() == []
    assert 4 <= len(gallery.sandbox.uploads()) <= 7  # after 10 s, 30 s, 90 s, 270 s and 300 s
    assert len(gallery.told("held", key)) == 1


@pytest.mark.parametrize(
    ("key", "says"), [(X, "X does not accept our keys"), (PAGE, "LinkedIn does not accept our token")]
)
def test_an_upload_that_is_refused_for_its_account_stops_that_and_keeps_the_post(gallery, key, says):
    gallery.approved(key)
    gallery.sandbox.order(fault(FaultKind.REFUSED, status=401))
    gallery.run(rounds=60, every=10)
    post = gallery.house.post(key)
    assert (post.status, post.hold) == (Status.APPROVED, None)
    account = gallery.house.account(post.account)
    assert says in account.blocked_reason
    assert "promoter accounts" in account.blocked_reason
    assert gallery.sandbox.posts() == []
    with gallery.house.ledger.write() as conn:
        unblock_account(conn, post.account, who=Actor("adam@example.org"), now=gallery.house.clock.now())
    gallery.run(rounds=10, every=10)
    assert gallery.house.post(key).status is Status.SENT
    assert len(gallery.sandbox.posts()) == 1


def test_what_was_held_for_its_picture_is_released_when_it_is_there(gallery):
    gallery.approved(X)
    gallery.sandbox.order(fault(FaultKind.ERROR_BEFORE, times=3))
    gallery.run(rounds=30, every=10)
    assert [data["hold"] for data in gallery.told("released")] == ["picture"]
    assert gallery.house.post(X).status is Status.SENT


def test_trouble_ahead_of_its_time_is_told_only_when_it_lasts(gallery):
    gallery.approved(X, at=NINE + AHEAD)
    gallery.sandbox.order(fault(FaultKind.ERROR_BEFORE, times=TOLD_AFTER))
    dispatcher = gallery.house.dispatcher(pictures_of=pictures_of)
    held = []
    for _ in range(TOLD_AFTER):
        dispatcher.run()
        held.append(gallery.house.post(X).hold)
        gallery.house.clock.advance_to(dispatcher.next_due())
    assert held == [None] * (TOLD_AFTER - 1) + ["picture"]


def test_a_post_without_its_picture_is_given_back_at_the_end_of_its_day(gallery):
    gallery.approved(X, at=datetime.fromisoformat("2021-09-13T15:30:00+00:00"))
    gallery.sandbox.order(fault(FaultKind.ERROR_BEFORE, times=1000))
    gallery.house.clock.advance_to(datetime.fromisoformat("2021-09-13T15:30:00+00:00"))
    gallery.run(rounds=60, every=60)
    post = gallery.house.post(X)
    assert post.status is Status.PENDING
    assert "does not have the picture" in post.reason
    assert gallery.sandbox.posts() == []


def test_other_accounts_go_on_while_one_waits_for_its_picture(gallery):
    gallery.approved(X)
    gallery.house.approved(PAGE)
    gallery.sandbox.order(fault(FaultKind.ERROR_BEFORE, network=NetworkName.X, times=1000))
    gallery.run()
    assert [public.network for public in gallery.sandbox.posts()] == [NetworkName.LINKEDIN]


@pytest.mark.parametrize("pages", [False, True])
def test_a_post_without_a_picture_goes_before_those_of_its_account_that_wait_for_theirs(gallery, pages):
    for name in ("first", "second", "third"):  # as many as are looked at for one that may go
        gallery.approved(f"week/{name}/x/blog")
    gallery.house.approved("week/fourth/x/blog", at=NINE + timedelta(minutes=1), link=None, text="week/fourth/x/blog")
    gallery.sandbox.order(fault(FaultKind.LAG, lag=86400, times=3))
    check = PageCheck(FetchElsewhere(gallery.sandbox.page_url), gallery.house.clock) if pages else None
    gallery.run(rounds=3, every=60, page_check=check)
    assert [public.raw.partition(" ")[0] for public in gallery.sandbox.posts()] == ["week/fourth/x/blog"]


def test_whoever_says_that_the_pictures_are_there_is_not_believed(gallery):
    gallery.approved(X)
    gallery.sandbox.order(fault(FaultKind.ERROR_BEFORE, times=1))
    with gallery.house.ledger.write() as conn:
        update_post(conn, get_post(conn, X), pictured_until=NINE + timedelta(days=1))
    gallery.run()
    assert gallery.sandbox.posts() == []
    gallery.run(rounds=5)
    assert [len(public.pictures) for public in gallery.sandbox.posts()] == [1]


def test_only_the_words_are_brought_again_when_the_bytes_are_there(gallery):
    gallery.approved(X)
    gallery.sandbox.order(fault(FaultKind.ERROR_BEFORE, contains="metadata", times=2))
    gallery.run(rounds=20)
    assert gallery.asked() == ["/2/media/upload", *["/2/media/metadata"] * 3]
    assert gallery.sandbox.posts()[0].pictures[0].alt == ALT


@pytest.mark.parametrize("key", [X, PAGE])
def test_a_network_that_works_on_a_picture_is_asked_and_not_brought_another(gallery, key):
    gallery.approved(key)
    gallery.sandbox.order(fault(FaultKind.LAG, lag=60, contains="/dms-uploads/" if key == PAGE else "/2/media/upload"))
    gallery.run(rounds=30)
    assert len(gallery.uploads(key)) == 1
    assert len(gallery.sandbox.posts()) == 1


def test_a_network_that_works_on_a_picture_for_ever_is_brought_it_again(gallery):
    gallery.approved(PAGE)
    gallery.sandbox.order(fault(FaultKind.LAG, lag=86400, contains="/dms-uploads/"))
    gallery.run(rounds=120)
    first, second = gallery.uploads(PAGE)
    assert first.ended_at is not None
    assert "brought again" in first.detail
    assert second.network_id == gallery.sandbox.posts()[0].pictures[0].id


# ------------------------------------------------------------------------------------------ the picture and the post


@pytest.mark.parametrize("key", [X, PAGE])
def test_a_picture_that_the_network_forgot_is_brought_anew_and_the_post_tried_again(gallery, key):
    gallery.approved(key)
    gallery.sandbox.order(
        fault(FaultKind.PICTURE_FORGOTTEN, contains="/dms-uploads/" if key == PAGE else "/2/media/upload")
    )
    gallery.run(rounds=12)
    assert [attempt.outcome for attempt in gallery.house.attempts(key)] == ["later", "sent"]
    first, second = (attempt.pictures[0]["network_id"] for attempt in gallery.house.attempts(key))
    assert first != second
    assert gallery.house.post(key).tries == 2
    assert [len(public.pictures) for public in gallery.sandbox.posts()] == [1]


def test_a_picture_is_brought_anew_before_the_network_forgets_it(gallery):
    gallery.approved(X)
    patient = replace(TERMS, grace=timedelta(days=3))
    with gallery.house.ledger.write() as conn:
        update_post(conn, get_post(conn, X), retry_at=NINE + timedelta(hours=25))
    gallery.run(terms=patient)
    gallery.house.clock.advance_to(NINE + timedelta(hours=24) - timedelta(minutes=15))
    gallery.run(terms=patient)
    first, second = gallery.uploads()
    assert first.ended_at is not None
    assert second.ready_at is not None


def test_a_post_in_doubt_brings_the_same_picture_when_it_goes_once_more(gallery):
    gallery.approved(X)
    gallery.sandbox.order(Fault(kind=FaultKind.DROPPED_BEFORE))
    gallery.run(rounds=90)
    assert [attempt.outcome for attempt in gallery.house.attempts(X)] == ["unclear", "sent"]
    first, second = (attempt.pictures for attempt in gallery.house.attempts(X))
    assert first == second
    assert len(gallery.sandbox.posts()) == 1


@pytest.mark.parametrize("key", [X, PAGE])
def test_a_post_whose_answer_was_lost_is_found_by_its_picture(gallery, key):
    gallery.approved(key)
    gallery.sandbox.order(Fault(kind=FaultKind.DROPPED_AFTER))
    gallery.run(rounds=12)
    post = gallery.house.post(key)
    assert (post.status, post.trouble) == (Status.SENT, None)
    assert len(gallery.sandbox.posts()) == 1


@pytest.mark.parametrize("key", [X, PAGE])
def test_what_is_read_back_has_its_picture_and_its_words(gallery, key):
    post = gallery.house.approved(key)
    gallery.changed(post, replace(post.said, link=None, card=None, media=media("images/card.png"), text="Look."))
    gallery.run(rounds=20)
    assert gallery.house.post(key).trouble is None
    with gallery.house.ledger.read() as conn:
        assert [reading.finding for reading in list_readings(conn, key)] == ["as_sent"]


@pytest.mark.parametrize(("key", "where"), [(X, "/2/media/upload"), (PAGE, "/dms-uploads/")])
def test_lost_alt_text_is_told_when_the_post_is_read_back(gallery, key, where):
    post = gallery.house.approved(key)
    gallery.changed(post, replace(post.said, link=None, card=None, media=media("images/card.png"), text="Look."))
    gallery.sandbox.order(fault(FaultKind.ALT_LOST, contains=where))
    gallery.run(rounds=20)
    assert "alt text" in gallery.house.post(key).trouble


# ------------------------------------------------------------------------------------------------------ files and people


def test_a_file_that_is_not_what_was_approved_gives_the_post_back(gallery):
    gallery.approved(X)

    def other(post) -> list[Picture]:
        return [Picture(content=png(99), media_type="image/png", alt=ALT)]

    gallery.run(pictures_of=other)
    post = gallery.house.post(X)
    assert post.status is Status.PENDING
    assert "images/card.png is not the picture that was approved" in post.reason
    assert gallery.sandbox.uploads() == []


def test_a_file_that_cannot_be_read_gives_the_post_back_with_the_reason(gallery):
    gallery.approved(X)

    def broken(post):
        raise PromoterError("images/card.png: there is no such file")

    gallery.run(pictures_of=broken)
    assert gallery.house.post(X).status is Status.PENDING
    assert gallery.house.post(X).reason == "Its picture: images/card.png: there is no such file."


def test_a_folder_that_is_on_another_machine_is_waited_for(gallery):
    gallery.approved(X)

    def elsewhere(post):
        raise NotPossible("/srv/week is not on this machine")

    gallery.run(pictures_of=elsewhere)
    assert (gallery.house.post(X).status, gallery.house.post(X).hold) == (Status.APPROVED, "picture")
    gallery.run(rounds=3)
    assert gallery.house.post(X).status is Status.SENT


def test_another_picture_after_an_edit_is_brought_anew(gallery):
    gallery.approved(X, at=NINE + AHEAD)
    gallery.run()
    post = gallery.house.post(X)
    gallery.changed(post, replace(post.said, media=media("images/second.png")))
    gallery.house.clock.advance_to(NINE + AHEAD)
    gallery.run()
    (public,) = gallery.sandbox.posts()
    assert [shown.sha256 for shown in public.pictures] == [media("images/second.png")[0].sha256]


def test_another_wording_keeps_the_picture_that_is_there(gallery):
    gallery.approved(X, at=NINE + AHEAD)
    gallery.run()
    post = gallery.house.post(X)
    gallery.changed(post, replace(post.said, text="Other words.", link=None))
    gallery.house.clock.advance_to(NINE + AHEAD)
    gallery.run()
    assert len(gallery.uploads()) == 1
    assert len(gallery.sandbox.posts()) == 1


def test_an_upload_that_nobody_came_back_from_is_made_again(gallery):
    gallery.approved(X)

    class Gone(BaseException):
        pass

    def crash(post):
        raise Gone

    with pytest.raises(Gone):
        gallery.run(pictures_of=crash)
    gallery.run(rounds=3, every=1)
    assert gallery.sandbox.uploads() == []  # whoever took it may still be at it
    gallery.house.pass_time(seconds=4 * TERMS.http_timeout.total_seconds())
    gallery.run()
    assert len(gallery.sandbox.posts()) == 1


@pytest.mark.parametrize("late", [None, FaultKind.ERROR_BEFORE, FaultKind.PICTURE_FAILED])
def test_an_answer_to_a_step_that_somebody_else_took_up_changes_nothing(gallery, late):
    gallery.approved(X, at=NINE + AHEAD)
    taken = []

    def slow(post):
        if not taken:
            taken.append(post)
            gallery.house.pass_time(minutes=5)
            gallery.run()
            taken.append((gallery.uploads(), gallery.house.post(X)))
            if late is not None:
                gallery.sandbox.order(fault(late))
        return pictures_of(post)

    gallery.run(pictures_of=slow)
    assert (gallery.uploads(), gallery.house.post(X)) == taken[1]
    (upload,) = gallery.uploads()
    assert upload.ready_at is not None
    gallery.house.clock.advance_to(NINE + AHEAD)
    gallery.run()
    assert gallery.sandbox.posts()[0].pictures[0].id == upload.network_id


# ---------------------------------------------------------------------------------------------------- what can be shown


@pytest.mark.parametrize(("key", "words"), [(X, "alt text set"), (PAGE, "alt text sent with the post")])
def test_the_story_of_a_post_tells_which_picture_went_out(gallery, key, words):
    gallery.approved(key)
    gallery.run(rounds=2)
    with gallery.house.ledger.read() as conn:
        told = story(conn, key, now=NINE)
    (brought,) = told.attempts[0].pictures
    assert story_json(told)["attempts"][0]["pictures"] == [brought]
    shown = " ".join(" ".join(map(str, story_lines(told))).split())
    assert f"with picture {brought['network_id']}" in shown
    assert f"{brought['bytes']:,} bytes, sha256 {brought['sha256']}, there since" in shown
    assert words in shown


def test_the_story_does_not_say_that_linkedin_keeps_the_alt_text_of_the_picture_of_a_link(gallery):
    post = gallery.approved(PAGE)
    gallery.changed(post, replace(post.said, link="https://example.org/", card=Card("Title", "", "images/card.png")))
    gallery.run(rounds=2)
    with gallery.house.ledger.read() as conn:
        told = story(conn, PAGE, now=NINE)
    assert told.attempts[0].pictures
    shown = " ".join(" ".join(map(str, story_lines(told))).split())
    assert "no alt text there: LinkedIn has no place for it on a link's card" in shown

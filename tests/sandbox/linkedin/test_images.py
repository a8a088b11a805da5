"""Pictures on the stand-in LinkedIn: a place, bytes, a state, and which posts may show them."""

import hashlib

import pytest

from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import Act, FaultKind
from promoter.sandbox.rules import Rules
from promoter.sandbox.server import Sandbox
from sandbox.conftest import ORGANISATION, LinkedInClient
from sandbox.small_pictures import EXECUTABLE, GIF, JPEG, WEBP, png

PLACE = "/rest/images?action=initializeUpload"
ALT = "A card"


def begin(linkedin, owner=ORGANISATION, **more):
    return linkedin.call("POST", PLACE, json={"initializeUploadRequest": {"owner": owner}}, **more)


def put(linkedin, place, content=b"", **more):
    path = "/" + place["uploadUrl"].split("/", 3)[3]
    return linkedin.call(
        "PUT",
        path,
        data=content or png(),
        headers={"LinkedIn-Version": None, "X-Restli-Protocol-Version": None},
        **more,
    )


def bring(linkedin, content=b""):
    place = begin(linkedin).json()["value"]
    assert put(linkedin, place, content).status_code == 201
    return place["image"]


def state(linkedin, urn):
    return linkedin.call("GET", f"/rest/images/{urn}").json()["status"]


def show(linkedin, urn, text="Look", alt=ALT):
    return linkedin.post(text, content={"media": {"id": urn, "altText": alt}})


def test_a_picture_goes_through_its_states_and_is_shown(linkedin, sandbox, clock):
    value = begin(linkedin).json()["value"]
    urn = value["image"]
    assert urn.startswith("urn:li:image:")
    assert value["uploadUrl"].startswith(f"{sandbox.url}/dms-uploads/")
    assert state(linkedin, urn) == "WAITING_UPLOAD"
    assert put(linkedin, value).content == b""
    assert state(linkedin, urn) == "PROCESSING"
    clock.advance(seconds=2)
    assert state(linkedin, urn) == "AVAILABLE"
    assert show(linkedin, urn).status_code == 201
    (public,) = sandbox.posts()
    assert [(one.id, one.sha256, one.alt) for one in public.pictures] == [(urn, hashlib.sha256(png()).hexdigest(), ALT)]


def test_a_picture_may_be_the_thumbnail_of_a_link_which_has_no_words(linkedin, sandbox, clock):
    urn = bring(linkedin)
    clock.advance(seconds=2)
    article = {"source": "https://example.org/a", "title": "A", "thumbnail": urn}
    name = linkedin.post("Look", content={"article": article}).headers["x-restli-id"]
    assert [(one.id, one.alt) for one in sandbox.posts()[0].pictures] == [(urn, None)]
    assert linkedin.get(name).json()["content"]["article"]["thumbnail"] == urn


def test_several_pictures_are_two_at_least(linkedin, sandbox, clock):
    both = [bring(linkedin, png()), bring(linkedin, JPEG)]
    clock.advance(seconds=2)
    images = [{"id": urn, "altText": ALT} for urn in both]
    assert linkedin.post("One", content={"multiImage": {"images": images[:1]}}).status_code == 400
    assert linkedin.post("Odd", content={"multiImage": {"images": ["x", "y"]}}).status_code == 422
    assert linkedin.post("Two", content={"multiImage": {"images": images}}).status_code == 201
    assert [one.id for one in sandbox.posts()[0].pictures] == both


@pytest.mark.parametrize(
    ("content", "after"),
    [
        (JPEG, "AVAILABLE"), (GIF, "AVAILABLE"), (png(6012, 6013), "AVAILABLE"), (png(6013, 6013), "PROCESSING_FAILED"),
        (WEBP, "PROCESSING_FAILED"), (EXECUTABLE, "PROCESSING_FAILED"),
    ],
)  # fmt: skip
def test_what_it_is_shows_only_later(content, after, linkedin, clock):
    urn = bring(linkedin, content)
    clock.advance(seconds=2)
    assert state(linkedin, urn) == after


def code(answer):
    return answer.status_code, answer.json().get("errorDetails", {}).get("inputErrors", [{}])[0].get("code")


def test_a_post_brings_only_what_is_ready(linkedin, sandbox, clock):
    assert code(show(linkedin, "urn:li:image:nowhere")) == (400, "INVALID_IMAGE_ID")
    urn = begin(linkedin).json()["value"]["image"]
    assert code(show(linkedin, urn)) == (400, "MEDIA_ASSET_WAITING_UPLOAD")
    urn = bring(linkedin)
    assert code(show(linkedin, urn)) == (400, "MEDIA_ASSET_WAITING_UPLOAD")
    urn = bring(linkedin, EXECUTABLE)
    clock.advance(seconds=2)
    assert code(show(linkedin, urn)) == (400, "MEDIA_ASSET_PROCESSING_FAILED")
    assert sandbox.posts() == []


def test_a_picture_is_its_owners_own(linkedin, clock):
    value = begin(linkedin, owner="urn:li:organization:2").json()["value"]
    put(linkedin, value)
    clock.advance(seconds=2)
    answer = show(linkedin, value["image"])
    assert (answer.status_code, "Accessing this image resource is forbidden" in answer.text) == (403, True)


def test_a_place_is_kept_for_an_hour(linkedin, clock):
    value = begin(linkedin).json()["value"]
    clock.advance(hours=1)
    assert code(put(linkedin, value)) == (400, "EXPIRED_UPLOAD_URL")


def test_a_place_that_nobody_asked_for_is_none(linkedin):
    assert put(linkedin, {"uploadUrl": "http://127.0.0.1/dms-uploads/nowhere"}).status_code == 404
    assert linkedin.call("GET", "/rest/images/urn:li:image:nowhere").status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/rest/images", {"initializeUploadRequest": {"owner": ORGANISATION}}, 400), (PLACE, {}, 422), (PLACE, [], 422),
        (PLACE, {"initializeUploadRequest": {"owner": ORGANISATION, "more": 1}}, 422),
        (PLACE, {"initializeUploadRequest": {"owner": "urn:li:person:1"}}, 400),
    ],
)  # fmt: skip
def test_a_place_is_asked_for_in_one_way(path, body, status, linkedin):
    assert linkedin.call("POST", path, json=body).status_code == status


def test_without_a_token_or_a_version_nothing_is_taken(linkedin):
    assert begin(linkedin, headers={"Authorization": None}).status_code == 401
    assert begin(linkedin, headers={"LinkedIn-Version": None}).status_code == 400
    value = begin(linkedin).json()["value"]
    assert (
        linkedin.call(
            "PUT", "/" + value["uploadUrl"].split("/", 3)[3], data=png(), headers={"Authorization": None}
        ).status_code
        == 401
    )


def order(sandbox, kind, **more):
    sandbox.order(Fault(kind=kind, on=Act.UPLOAD, contains="/dms-uploads/", **more))


def test_linkedin_may_take_its_time_come_to_nothing_or_forget(linkedin, sandbox, clock):
    order(sandbox, FaultKind.LAG, lag=60)
    slow = bring(linkedin)
    order(sandbox, FaultKind.PICTURE_FAILED)
    failed = bring(linkedin)
    order(sandbox, FaultKind.PICTURE_FORGOTTEN)
    forgotten = bring(linkedin)
    clock.advance(seconds=2)
    assert [state(linkedin, urn) for urn in (slow, failed, forgotten)] == [
        "PROCESSING",
        "PROCESSING_FAILED",
        "AVAILABLE",
    ]
    assert code(show(linkedin, forgotten)) == (400, "INVALID_IMAGE_ID")
    clock.advance(seconds=60)
    assert state(linkedin, slow) == "AVAILABLE"


def test_lost_words_are_missing_where_the_post_is_read(linkedin, sandbox, clock):
    order(sandbox, FaultKind.ALT_LOST)
    urn = bring(linkedin)
    clock.advance(seconds=2)
    name = show(linkedin, urn).headers["x-restli-id"]
    assert linkedin.get(name).json()["content"] == {"media": {"id": urn}}
    assert sandbox.posts()[0].pictures[0].alt is None


def test_what_is_read_has_the_words_that_were_sent(linkedin, clock):
    urn = bring(linkedin)
    clock.advance(seconds=2)
    name = show(linkedin, urn).headers["x-restli-id"]
    assert linkedin.get(name).json()["content"] == {"media": {"id": urn, "altText": ALT}}


def test_words_beyond_the_limit_are_refused(linkedin, clock):
    urn = bring(linkedin)
    clock.advance(seconds=2)
    assert show(linkedin, urn, alt="x" * 4087).status_code == 400


def test_how_long_it_works_is_a_rule(clock):
    from datetime import timedelta

    with Sandbox(clock=clock, rules=Rules(linkedin_works_on_pictures=timedelta(minutes=3))) as sandbox:
        linkedin = LinkedInClient(sandbox.url)
        urn = bring(linkedin)
        clock.advance(minutes=2)
        assert state(linkedin, urn) == "PROCESSING"
        clock.advance(minutes=1)
        assert state(linkedin, urn) == "AVAILABLE"

"""Pictures on the stand-in X: who may use which, for how long, and how posts show them."""

import base64
import hashlib

import pytest
import requests

from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import Act, FaultKind
from sandbox.small_pictures import EXECUTABLE, GIF, JPEG, WEBP, png

GONE = "Your media IDs are invalid."


@pytest.fixture
def upload(x):
    def upload(content=b"", token="anna", category="tweet_image", **more):
        return x.call(
            "POST",
            "/2/media/upload",
            token,
            data={"media_category": category},
            files={"media": ("a", content or png())},
            **more,
        )

    return upload


@pytest.fixture
def describe(x):
    return lambda name, alt="A card", token="anna": x.call(
        "POST", "/2/media/metadata", token, json={"id": name, "metadata": {"alt_text": {"text": alt}}}
    )


def post(x, name, token="anna", text="Look"):
    return x.post(text, token, media={"media_ids": [name]})


def test_a_picture_is_brought_described_and_shown(x, upload, describe, sandbox):
    answer = upload(png(3, 2)).json()["data"]
    assert answer["media_key"] == f"3_{answer['id']}"
    assert (answer["expires_after_secs"], answer["image"]) == (86400, {"image_type": "image/png", "w": 3, "h": 2})
    assert describe(answer["id"]).status_code == 200
    assert post(x, answer["id"]).status_code == 201
    (public,) = sandbox.posts()
    (shown,) = public.pictures
    assert (shown.sha256, shown.alt, shown.media_type) == (hashlib.sha256(png(3, 2)).hexdigest(), "A card", "image/png")


def test_the_bytes_come_as_they_were_sent_in_a_form_or_in_json(x, sandbox):
    odd = png() + bytes(range(256)) + b"\r\n--boundary\r\n\r\n"
    for more in (
        {"data": {"media_category": "tweet_image"}, "files": {"media": ("a.png", odd)}},
        {"json": {"media_category": "tweet_image", "media": base64.b64encode(odd).decode()}},
    ):
        name = x.call("POST", "/2/media/upload", **more).json()["data"]["id"]
        assert post(x, name, text=str(more)[:40]).status_code == 201
    assert {public.pictures[0].sha256 for public in sandbox.posts()} == {hashlib.sha256(odd).hexdigest()}


@pytest.mark.parametrize(
    ("content", "category", "status"),
    [
        (JPEG, "tweet_image", 200), (WEBP, "tweet_image", 200), (GIF, "tweet_gif", 200), (GIF, "tweet_image", 400),
        (EXECUTABLE, "tweet_image", 400), (png()[:20], "tweet_image", 400), (png(), "tweet_video", 400), (png(), "", 400),
        (png() + b"\0" * 5_000_000, "tweet_image", 413),
    ],
)  # fmt: skip
def test_pictures_are_known_by_what_they_are(content, category, status, upload):
    assert upload(content, category=category).status_code == status


@pytest.mark.parametrize(
    "more",
    [
        {"data": b"x"},
        {"json": []},
        {"json": {"media": "?", "media_category": "tweet_image"}},
        {"headers": {"Content-Type": "multipart/form-data"}, "data": b"x"},
    ],
)
def test_what_is_no_picture_at_all_is_refused(more, x):
    assert x.call("POST", "/2/media/upload", **more).status_code in {400, 415}


@pytest.mark.parametrize("alt", ["", "x" * 1001])
def test_alt_text_has_bounds(alt, upload, describe):
    assert describe(upload().json()["data"]["id"], alt).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"id": "1"},
        {"id": "1", "metadata": {"alt_text": "x"}},
        {"id": "1", "metadata": {"alt_text": {"text": "x"}}, "more": 1},
    ],
)
def test_metadata_off_the_schema_is_refused(body, x):
    assert x.call("POST", "/2/media/metadata", json=body).status_code == 400


def test_a_picture_belongs_to_the_account_that_brought_it(x, upload, describe):
    name = upload(token="anna").json()["data"]["id"]
    assert describe(name, token="ben").status_code == 400
    assert GONE in post(x, name, token="ben").text
    assert post(x, name, token="anna").status_code == 201


def test_a_picture_is_forgotten_after_a_day(x, upload, clock):
    name = upload().json()["data"]["id"]
    clock.advance(hours=24)
    assert GONE in post(x, name).text


def test_several_pictures_have_names_of_their_own(upload):
    assert len({upload().json()["data"]["id"] for _ in range(3)}) == 3


def test_reads_show_the_address_of_a_picture_and_tell_of_it_when_asked(x, upload, describe):
    name = upload().json()["data"]["id"]
    describe(name)
    post(x, name, text="Look & see")
    asked = {"tweet.fields": "entities,attachments", "expansions": "attachments.media_keys", "media.fields": "alt_text"}
    page = x.timeline(**asked)
    (shown,) = page["data"]
    (entity,) = shown["entities"]["urls"]
    assert shown["text"] == f"Look &amp; see {entity['url']}"
    assert shown["text"][entity["start"] : entity["end"]] == entity["url"]
    assert entity["media_key"] == f"3_{name}"
    assert shown["attachments"] == {"media_keys": [f"3_{name}"]}
    assert page["includes"] == {"media": [{"media_key": f"3_{name}", "type": "photo", "alt_text": "A card"}]}
    assert "includes" not in x.timeline()
    for path in (f"/2/tweets/{shown['id']}", f"/2/tweets?ids={shown['id']}"):
        assert x.call("GET", path, params=asked).json()["includes"] == page["includes"]


def test_the_page_of_a_post_shows_its_picture(x, upload, describe, sandbox):
    name = upload(JPEG).json()["data"]["id"]
    describe(name, 'A "card" & more')
    post(x, name)
    path = sandbox.posts()[0].url.removeprefix("https://x.com")
    assert 'alt="A &quot;card&quot; &amp; more"' in requests.get(sandbox.url + path, timeout=10).text
    answer = requests.get(f"{sandbox.url}/pictures/{name}", timeout=10)
    assert (answer.content, answer.headers["Content-Type"]) == (JPEG, "image/jpeg")
    assert requests.get(f"{sandbox.url}/pictures/1", timeout=10).status_code == 404


def test_a_picture_of_no_post_is_not_shown(upload, sandbox):
    assert requests.get(f"{sandbox.url}/pictures/{upload().json()['data']['id']}", timeout=10).status_code == 404


def order(sandbox, kind, **more):
    sandbox.order(Fault(kind=kind, on=Act.UPLOAD, **more))


def test_x_may_take_its_time(x, upload, sandbox, clock):
    order(sandbox, FaultKind.LAG, lag=30)
    answer = upload().json()["data"]
    assert answer["processing_info"]["state"] == "in_progress"
    assert GONE in post(x, answer["id"]).text
    status = {"command": "STATUS", "media_id": answer["id"]}
    assert "processing_info" in x.call("GET", "/2/media/upload", params=status).json()["data"]
    clock.advance(seconds=30)
    assert "processing_info" not in x.call("GET", "/2/media/upload", params=status).json()["data"]
    assert post(x, answer["id"]).status_code == 201


def test_x_may_come_to_nothing_with_it(x, upload, sandbox):
    order(sandbox, FaultKind.PICTURE_FAILED)
    name = upload().json()["data"]["id"]
    state = x.call("GET", "/2/media/upload", params={"command": "STATUS", "media_id": name}).json()["data"]
    assert state["processing_info"]["state"] == "failed"
    assert GONE in post(x, name).text


def test_x_may_forget_it_at_once_or_lose_its_words(x, upload, describe, sandbox):
    order(sandbox, FaultKind.PICTURE_FORGOTTEN)
    assert GONE in post(x, upload().json()["data"]["id"]).text
    order(sandbox, FaultKind.ALT_LOST)
    name = upload().json()["data"]["id"]
    assert describe(name).status_code == 200
    assert post(x, name).status_code == 201
    assert sandbox.posts()[0].pictures[0].alt is None


@pytest.mark.parametrize(
    "asked", [{}, {"command": "APPEND"}, {"command": "STATUS"}, {"command": "STATUS", "media_id": "1"}]
)
def test_the_state_of_nothing_is_not_told(asked, x):
    assert x.call("GET", "/2/media/upload", params=asked).status_code in {400, 404}


def test_the_same_words_are_the_same_post_whatever_the_picture(x, upload):
    first, second = (upload().json()["data"]["id"] for _ in range(2))
    assert post(x, first).status_code == 201
    assert post(x, second).status_code == 403


def test_uploads_are_told_apart_from_reads_and_posts(x, upload, describe, sandbox):
    name = upload().json()["data"]["id"]
    describe(name)
    x.call("GET", "/2/media/upload", params={"command": "STATUS", "media_id": name})
    assert [seen.status for seen in sandbox.uploads()] == [200] * 3
    assert sandbox.reads() == sandbox.requests() == []
    told = requests.get(f"{sandbox.url}/sandbox/requests?on=upload", timeout=10).json()["requests"]
    assert [one["asked"].partition("?")[0] for one in told] == [
        "/2/media/upload",
        "/2/media/metadata",
        "/2/media/upload",
    ]


def test_what_is_on_disk_outlives_the_sandbox(x, upload, sandbox, tmp_path, clock):
    from promoter.sandbox.server import Sandbox

    with Sandbox(tmp_path / "a.db", clock=clock) as first:
        headers = {"Authorization": "Bearer anna"}
        form = {"data": {"media_category": "tweet_image"}, "files": {"media": ("a", png())}}
        name = requests.post(f"{first.url}/2/media/upload", headers=headers, timeout=10, **form).json()["data"]["id"]
    with Sandbox(tmp_path / "a.db", clock=clock) as second:
        body = {"text": "Look", "media": {"media_ids": [name]}}
        assert requests.post(f"{second.url}/2/tweets", headers=headers, timeout=10, json=body).status_code == 201
        requests.post(f"{second.url}/sandbox/reset", timeout=10)
        body["text"] = "Again"
        assert requests.post(f"{second.url}/2/tweets", headers=headers, timeout=10, json=body).status_code == 400

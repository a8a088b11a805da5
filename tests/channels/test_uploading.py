"""Bringing pictures to both networks: what is asked of them, what their answers mean, and what never leaves."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from channels.conftest import LINKEDIN_TOKEN, SECRETS, X_TOKEN, response
from promoter.channels.contract import NotUploaded, Picture, Uploaded
from promoter.channels.http import Transport
from promoter.channels.uploading import MOST_BYTES

PICTURE = Picture(
    content=b"\x89PNG\r\n\x1a\n and more \x00\xff\r\n--", media_type="image/png", alt="A card: “The next”"
)
ID, URN = "1880028106020515840", "urn:li:image:C4E10AQFn10iWtKexVA"


def x_answer(status=200, headers=None, **data):
    return response(status, headers, {"data": {"id": ID, "media_key": f"3_{ID}", **data}})


def place(network, **changes):
    value = {"uploadUrlExpiresAt": 1, "uploadUrl": f"{network.url}/dms-uploads/C4E10", "image": URN, **changes}
    return response(200, None, {"value": value})


@pytest.fixture
def plays(network):
    """Answers by method and path; what is not named is answered 404."""

    def play(**answers):
        def answer(seen):
            path = seen.path.partition("?")[0]
            for name, given in answers.items():
                method, part = name.split("_", 1)
                if seen.method == method and part in path:
                    return given
            return response(404, None, {})

        network.answers_by(answer)

    return play


@pytest.fixture
def up(make_channel, now):
    def up(before=None, picture=PICTURE, **changes):
        return make_channel(**changes).upload(picture, subject="sample/key", before=before, now=now)

    return up


@pytest.fixture
def x(make_x, now):
    return lambda before=None, picture=PICTURE: make_x().upload(picture, subject="sample/key", before=before, now=now)


@pytest.fixture
def linkedin(make_linkedin, now):
    return lambda before=None, picture=PICTURE, **more: make_linkedin(**more).upload(
        picture, subject="sample/key", before=before, now=now
    )


# ----------------------------------------------------------------------------------------------------------------- X


@pytest.mark.parametrize("token", [None, X_TOKEN])
def test_x_gets_the_bytes_as_they_are_and_then_the_words(token, plays, network, make_x, now):
    plays(POST_upload=x_answer(expires_after_secs=86400), POST_metadata=response(200, None, {"data": {"id": ID}}))
    brought = make_x(token=token).upload(PICTURE, subject="sample/key", before=None, now=now)
    assert brought == Uploaded(network_id=ID, ready=True, alt_set=True, expires_at=now + timedelta(days=1))
    bytes_, words = network.requests()
    assert bytes_.path == "/2/media/upload"
    assert b'name="media_category"\r\n\r\ntweet_image\r\n' in bytes_.body
    assert b"Content-Type: image/png\r\n\r\n" + PICTURE.content + b"\r\n--" in bytes_.body
    assert (words.path, words.json) == (
        "/2/media/metadata",
        {"id": ID, "metadata": {"alt_text": {"text": PICTURE.alt}}},
    )
    for request in (bytes_, words):
        assert request.headers["authorization"].startswith(f"Bearer {X_TOKEN}" if token else "OAuth ")


def test_an_animation_has_a_category_of_its_own(plays, network, x):
    plays(POST_upload=x_answer(), POST_metadata=response(200, None, {}))
    x(picture=replace(PICTURE, media_type="image/gif"))
    assert b"tweet_gif" in network.requests()[0].body


@pytest.mark.parametrize("seconds", [None, "soon", -1, 10**9, True])
def test_where_x_does_not_say_how_long_it_keeps_a_picture_a_day_is_believed(seconds, plays, x, now):
    plays(POST_upload=x_answer(expires_after_secs=seconds), POST_metadata=response(200, None, {}))
    assert x().expires_at == now + timedelta(hours=24)


@pytest.mark.parametrize("state", ["pending", "in_progress", "something new"])
def test_while_x_works_on_it_there_are_no_words_yet(state, plays, network, x, now):
    plays(POST_upload=x_answer(processing_info={"state": state, "check_after_secs": 7}))
    brought = x()
    assert (brought.working, brought.ready, brought.until) == (True, False, now + timedelta(seconds=7))
    assert len(network.requests()) == 1


def test_x_is_asked_for_what_it_works_on_and_told_the_words_when_it_is_done(plays, network, x):
    plays(GET_upload=x_answer(processing_info={"state": "succeeded"}), POST_metadata=response(200, None, {}))
    brought = x(Uploaded(network_id=ID, ready=False, working=True))
    assert (brought.ready, brought.alt_set) == (True, True)
    assert network.requests()[0].path == f"/2/media/upload?command=STATUS&media_id={ID}"


def test_with_the_bytes_there_only_the_words_are_brought(plays, network, x):
    plays(POST_metadata=response(200, None, {}))
    assert x(Uploaded(network_id=ID, ready=False)).ready
    assert [request.path for request in network.requests()] == ["/2/media/metadata"]


def test_words_that_x_does_not_take_leave_the_picture_there(plays, x):
    plays(POST_upload=x_answer(), POST_metadata=response(503, None, {"title": "Service Unavailable"}))
    brought = x()
    assert (brought.network_id, brought.ready, brought.working) == (ID, False, False)
    assert "not its alt text: it answered 503" in brought.detail


@pytest.mark.parametrize(
    "answer", [x_answer(processing_info={"state": "failed"}), response(404, None, {}), response(400, None, {})]
)
def test_what_x_came_to_nothing_with_or_forgot_is_brought_anew(answer, plays, x):
    plays(GET_upload=answer)
    brought = x(Uploaded(network_id=ID, ready=False, working=True))
    assert isinstance(brought, NotUploaded)
    assert brought.gone


def test_an_answer_about_another_picture_is_not_believed(plays, x):
    plays(GET_upload=response(200, None, {"data": {"id": "99"}}))
    assert "another one" in x(Uploaded(network_id=ID, ready=False, working=True)).detail


X_SAYS = {
    400: "cannot use the picture", 401: "does not accept our keys", 402: "no credits", 403: "media.write", 404: "address set for X",
    413: "too large", 415: "kind of picture", 422: "cannot use the picture", 302: "address set for X", 500: "tried again",
    503: "tried again", 418: "tried again",
}  # fmt: skip


@pytest.mark.parametrize(("status", "advice"), X_SAYS.items())
def test_what_x_answers_is_said_with_what_to_do(status, advice, plays, x):
    plays(POST_upload=response(status, None, {"detail": "Because."}))
    brought = x()
    assert isinstance(brought, NotUploaded)
    assert advice in brought.detail
    assert f"it answered {status}" in brought.detail
    assert brought.detail.endswith("X said: “Because.”")
    assert brought.blocked is (status in {401, 402})


def test_words_that_are_refused_for_the_account_are_the_accounts_trouble(plays, x):
    plays(POST_upload=x_answer(), POST_metadata=response(401, None, {"title": "Unauthorized"}))
    brought = x()
    assert isinstance(brought, NotUploaded)
    assert (brought.blocked, brought.http_status) == (True, 401)


def test_x_says_when_it_takes_pictures_again(plays, x, now):
    reset = str(int((now + timedelta(minutes=9)).timestamp()))
    plays(POST_upload=response(429, {"x-rate-limit-remaining": "0", "x-rate-limit-reset": reset}, {}))
    assert x().until == now + timedelta(minutes=9)


# ---------------------------------------------------------------------------------------------------------- LinkedIn


def test_linkedin_names_a_place_and_gets_the_bytes_there(plays, network, linkedin):
    plays(POST_images=place(network), PUT_uploads=response(201))
    brought = linkedin()
    assert (brought.network_id, brought.ready, brought.working) == (URN, False, True)
    asked, put = network.requests()
    assert asked.path == "/rest/images?action=initializeUpload"
    assert asked.json == {"initializeUploadRequest": {"owner": "urn:li:organization:5515715"}}
    assert asked.headers["linkedin-version"]
    assert (put.method, put.path, put.body) == ("PUT", "/dms-uploads/C4E10", PICTURE.content)
    assert put.headers["authorization"] == f"Bearer {LINKEDIN_TOKEN}"
    assert put.headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    ("status", "ready", "working"),
    [("AVAILABLE", True, False), ("PROCESSING", False, True), ("WAITING_UPLOAD", False, True)],
)
def test_linkedin_says_how_far_it_is(status, ready, working, plays, network, linkedin):
    plays(GET_images=response(200, None, {"id": URN, "status": status}))
    brought = linkedin(Uploaded(network_id=URN, ready=False, working=True))
    assert (brought.ready, brought.working) == (ready, working)
    assert network.requests()[0].path == "/rest/images/urn%3Ali%3Aimage%3AC4E10AQFn10iWtKexVA"


@pytest.mark.parametrize("answer", [response(200, None, {"status": "PROCESSING_FAILED"}), response(404, None, {})])
def test_what_linkedin_came_to_nothing_with_is_brought_anew(answer, plays, linkedin):
    plays(GET_images=answer)
    brought = linkedin(Uploaded(network_id=URN, ready=False, working=True))
    assert isinstance(brought, NotUploaded)
    assert brought.gone


def test_a_question_that_fails_does_not_cost_the_picture(plays, linkedin):
    plays(GET_images=response(503, None, {}))
    brought = linkedin(Uploaded(network_id=URN, ready=False, working=True))
    assert isinstance(brought, NotUploaded)
    assert not brought.gone


LINKEDIN_SAYS = {
    400: "cannot use the picture", 401: "does not accept our token", 403: "the role on the page", 404: "address set for LinkedIn",
    413: "too large", 415: "kind of picture", 422: "cannot use the picture", 426: "PROMOTER_LINKEDIN_VERSION", 500: "tried again",
    504: "tried again", 302: "address set for LinkedIn",
}  # fmt: skip


@pytest.mark.parametrize("at", ["POST_images", "PUT_uploads"])
@pytest.mark.parametrize(("status", "advice"), LINKEDIN_SAYS.items())
def test_what_linkedin_answers_is_said_with_what_to_do(status, advice, at, plays, network, linkedin):
    plays(**{"POST_images": place(network), at: response(status, None, {"message": "Because."})})
    brought = linkedin()
    assert isinstance(brought, NotUploaded)
    assert advice in brought.detail
    assert f"it answered {status}" in brought.detail
    assert brought.blocked is (status in {401, 426})


def test_linkedin_takes_pictures_again_on_the_next_day(plays, linkedin, now):
    plays(POST_images=response(429, None, {"message": "throttle APPLICATION DAY limit"}))
    assert linkedin().until.isoformat() == "2021-09-14T00:00:00+00:00"


FOREIGN = [
    "https://evil.example/dms-uploads/x", "http://www.linkedin.com/dms-uploads/x", "https://linkedin.com.evil.example/x",
    "https://evillinkedin.com/x", "https://www.linkedin.com@evil.example/x", "https://www.linkedin.com:8443/x",
    "https://user:password@www.linkedin.com/x", "//www.linkedin.com/x", "/dms-uploads/x", "https://[::1/x", "https://www.linkedin.com\\@evil.example/x",
    "https://www.linkedin.com/\r\nX-Header: 1", "ftp://www.linkedin.com/x", "http://127.0.0.1:1/x", "https://www.linkedin.com:port/x", "",
]  # fmt: skip


@pytest.mark.parametrize("address", FOREIGN)
def test_our_token_goes_to_linkedin_alone(address, plays, network, linkedin, monkeypatch):
    plays(POST_images=place(network, uploadUrl=address))
    brought = linkedin()
    assert "not LinkedIn's own" in brought.detail
    assert "evil" not in brought.detail
    assert [request.method for request in network.requests()] == ["POST"]


@pytest.mark.parametrize(
    "address",
    ["https://www.linkedin.com/dms-uploads/x", "https://linkedin.com/x", "https://media.licdn.linkedin.com:443/x"],
)
def test_linkedins_other_hosts_are_its_own(address, plays, network, make_linkedin, now, monkeypatch):
    asked = []
    monkeypatch.setattr("socket.getaddrinfo", _only_loopback(asked))
    plays(POST_images=place(network, uploadUrl=address))
    brought = make_linkedin(transport=Transport(total=1, connect=1)).upload(PICTURE, subject="k", before=None, now=now)
    assert "not LinkedIn's own" not in brought.detail
    assert asked[-1].endswith("linkedin.com")


def _only_loopback(asked):
    import socket

    real = socket.getaddrinfo

    def look_up(host, *more, **others):
        asked.append(host)
        if host != "127.0.0.1":
            raise socket.gaierror
        return real(host, *more, **others)

    return look_up


@pytest.mark.parametrize(
    "changes", [{"image": "urn:li:person:1"}, {"image": "urn:li:image:../x"}, {"image": 3}, {"uploadUrl": None}]
)
def test_a_place_without_sense_is_none(changes, plays, network, linkedin):
    plays(POST_images=place(network, **changes))
    assert isinstance(linkedin(), NotUploaded)
    assert [request.method for request in network.requests()] == ["POST"]


# ------------------------------------------------------------------------------------------------------ both of them

HOSTILE = {
    "a list": response(200, None, []), "null": response(200, None, None), "data null": response(200, None, {"data": None, "value": None}),
    "HTML": response(200, {"Content-Type": "text/html"}, b"<h1>Hi</h1>"), "deep JSON": response(200, None, b"[" * 100_000),
    "a number": response(200, None, {"data": {"id": 3}, "value": {"image": 3, "uploadUrl": 3}}), "nothing": b"",
    "half a body": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", "no HTTP": b"SSH-2.0\r\n",
    "a huge body": response(200, None, b"x" * 1_000_001), "a redirect": response(307, {"Location": "https://evil.example/"}, {}),
}  # fmt: skip


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE)
def test_whatever_the_network_answers_is_a_value(answer, network, up):
    network.does(answer)
    brought = up()
    assert isinstance(brought, NotUploaded)
    assert len(brought.detail) < 700
    assert len(network.connections()) == 1


def test_a_step_ends_while_the_network_still_holds_it(network, up):
    network.does(network.hold)
    assert "did not finish" in up(transport=Transport(total=0.1)).detail
    assert not network.released.is_set()


def test_a_picture_that_is_too_large_does_not_leave(network, up):
    brought = up(picture=replace(PICTURE, content=b"x" * (MOST_BYTES + 1)))
    assert "at most 5 MB" in brought.detail
    assert network.requests() == []


def test_what_is_no_picture_does_not_leave(network, up):
    assert isinstance(up(picture=replace(PICTURE, media_type="")), NotUploaded)
    assert network.requests() == []


def test_words_that_the_network_would_cut_do_not_leave(network, up):
    assert "Shorten it" in up(picture=replace(PICTURE, alt="x" * 4087)).detail
    assert network.requests() == []


def test_neither_log_nor_sentence_tells_a_secret(network, up, secrets, caplog):
    caplog.set_level(logging.DEBUG)
    network.answers(403, None, {"detail": " ".join(secrets), "message": " ".join(secrets)})
    told = up().detail + caplog.text
    assert not [secret for secret in (*secrets, "dms-uploads") if secret in told]


def test_the_place_is_not_told_in_the_log(plays, network, linkedin, caplog):
    caplog.set_level(logging.DEBUG)
    plays(POST_images=place(network, uploadUrl=f"{network.url}/dms-uploads/SECRETPLACE"), PUT_uploads=response(500))
    linkedin()
    assert "SECRETPLACE" not in caplog.text


def test_a_fault_of_our_own_is_a_value_too(up, caplog):
    class Trap:
        media_type = "image/png"
        alt = ""

        @property
        def content(self):
            raise ZeroDivisionError(SECRETS["consumer_key"])

    brought = up(picture=Trap())
    assert "ZeroDivisionError" in brought.detail
    assert SECRETS["consumer_key"] not in brought.detail + caplog.text

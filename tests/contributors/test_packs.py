"""Packs: words in a contributor's own voice, a draft that mail programs open, and files with the pictures."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from contributors.conftest import BLOG, NIA, SLUG, person
from pictures.samples import halves, saved
from promoter.campaign.model import ChannelName
from promoter.contributors import packing
from promoter.contributors.facts import blog_of, files_of
from promoter.contributors.letter import Letter, Part, as_mail, is_address, is_nobodys
from promoter.contributors.pack import after_the_week, before_the_week, pack_of, refuse_before_the_end
from promoter.contributors.wording import suggestions
from promoter.errors import NotPossible
from promoter.ledger.queue import get_post, list_posts, update_post
from promoter.offering import offer
from promoter.pictures.illustrating import illustrate
from promoter.planning import read
from promoter.posts.lifecycle import Status
from promoter.posts.model import measure
from promoter.posts.x_text import hashtags, mentions, urls


def packs(desk, **more):
    campaign = files_of(desk.folder)
    with desk.ledger.read() as conn:
        return [
            pack_of(conn, campaign, blog, author, folder=desk.folder, **more)
            for blog in campaign.blogs
            for author in blog.authors
        ]


def nias(desk, **more):
    return next(pack for pack in packs(desk, **more) if pack.author.name == NIA)


def mail_of(letter, now):
    return message_from_bytes(as_mail(letter, now=now).as_bytes(), policy=policy.default)


def test_every_suggestion_fits_its_network_and_has_one_link_and_the_hashtag(desk):
    found = [(pack, one) for pack in packs(desk) for one in pack.suggestions]
    assert {one.channel for _, one in found} == set(ChannelName)
    for pack, one in found:
        assert measure(one.text, one.channel) <= (280 if one.channel is ChannelName.X else 3000)
        assert [link.text for link in urls(one.text)] == [one.link]
        assert [tag.text for tag in hashtags(one.text)] == ["techUKSmarterState"]
        assert {name.text for name in mentions(one.text)} <= {"techUK"}
        assert pack.blog.url in one.text


def test_no_suggestion_says_what_a_post_of_ours_says(desk):
    with desk.ledger.read() as conn:
        ours = [
            line for post in list_posts(conn, campaign=SLUG) for line in post.said.text.splitlines() if len(line) > 40
        ]
    for pack in packs(desk):
        for one in pack.suggestions:
            assert not [line for line in ours if line in one.text]


def test_visits_by_contributors_can_be_told_from_ours_and_name_nobody(desk):
    link = nias(desk).suggestions[0].link
    assert "utm_medium=contributor" in link
    assert "utm_source=x" in link
    assert link.endswith(f"utm_content={BLOG}-contributor-1")
    assert "nia" not in link.casefold()


def test_their_own_words_come_first(desk):
    campaign = files_of(desk.folder)
    blog = blog_of(campaign, BLOG)
    own = blog.model_copy(update={"suggested": blog.suggested.model_copy(update={"x": "My words."})})
    x, linkedin = suggestions(campaign, own, own.authors[0], [])
    assert x.own
    assert x.text == f"My words.\n\n{x.link}\n\n#techUKSmarterState"
    assert not linkedin.own


def test_words_too_long_for_the_network_are_not_suggested(desk):
    campaign = files_of(desk.folder)
    blog = blog_of(campaign, BLOG)
    own = blog.model_copy(update={"suggested": blog.suggested.model_copy(update={"x": "x" * 400})})
    assert not suggestions(campaign, own, own.authors[0], [])[0].own


@pytest.mark.parametrize("title", ["A #hash and an @handle on GOV.UK", "“Quoted” " + "long " * 90, "x" * 400])
def test_a_title_makes_no_tags_and_never_breaks_the_limit(desk, title):
    campaign = files_of(desk.folder)
    blog = blog_of(campaign, BLOG).model_copy(update={"title": title})
    x = suggestions(campaign, blog, blog.authors[0], [])[0].text
    assert measure(x, ChannelName.X) <= 280
    assert [tag.text for tag in hashtags(x)] == ["techUKSmarterState"]
    assert len(urls(x)) == 1


def test_without_an_address_there_is_nothing_to_share_yet(desk):
    campaign = files_of(desk.folder)
    blog = blog_of(campaign, BLOG).model_copy(update={"url": None})
    with desk.ledger.read() as conn:
        pack = pack_of(conn, campaign, blog, blog.authors[0], folder=desk.folder)
    assert pack.suggestions == ()
    assert "still to come" in before_the_week(pack).plain


def test_the_draft_has_all_that_they_need(desk):
    letter = before_the_week(nias(desk, sign_off="https://promoter.example/sign-off/TOKEN"))
    for part in (
        "Dear Nia Sample",
        "X, Monday 13 September, 14:45 BST (planned)",
        "#techUKSmarterState",
        "@techUK",
        "repost our posts",
        "https://promoter.example/sign-off/TOKEN",
        "Something wrong?",
    ):
        assert part in letter.plain, part
    assert '<a href="https://promoter.example/sign-off/TOKEN">' in letter.html


def test_a_draft_opens_for_editing_and_is_addressed_where_the_address_is_known(desk):
    desk.write("mention: handle}", "mention: handle, email: nia@futures.org.uk}")
    mail = mail_of(before_the_week(nias(desk)), desk.now)
    assert mail["X-Unsent"] == "1"
    assert mail["To"].addresses[0].addr_spec == "nia@futures.org.uk"
    assert mail["Date"].datetime == desk.now
    assert mail.get_body(("plain",)).get_content().startswith("Dear Nia Sample,")
    assert mail.get_body(("html",)).get_content().startswith("<!doctype html>")
    owen = next(pack for pack in packs(desk) if pack.author.name == "Owen Sample")
    assert mail_of(before_the_week(owen), desk.now)["To"] is None


@pytest.mark.parametrize(
    "bad", ["Nia\r\nBcc: x@evil.example", "Nia\x00", '"Nia" <a@b.example>', "Nia, Owen; all", "é" * 300]
)
def test_nobody_breaks_out_of_a_header(desk, bad):
    letter = Letter(
        subject=bad,
        sender="press@techuk.org",
        sender_name=bad,
        to="nia@futures.org.uk",
        to_name=bad,
        parts=(Part(text="x"),),
        attachments=((bad, b"x"),),
    )
    mail = mail_of(letter, desk.now)
    assert mail["Bcc"] is None
    assert [one.addr_spec for one in mail["To"].addresses] == ["nia@futures.org.uk"]
    assert [one.addr_spec for one in mail["From"].addresses] == ["press@techuk.org"]


@pytest.mark.parametrize(
    "bad", ["nobody", "a@b", "a b@c.org", "a@c.org\r\nBcc: d@e.org", "<a@c.org>", "a@c.org, d@e.org", "@c.org", ""]
)
def test_what_is_no_address_is_left_out(desk, bad):
    assert not is_address(bad)
    letter = Letter(subject="s", sender=bad, sender_name="n", to=bad, to_name="n", parts=())
    mail = mail_of(letter, desk.now)
    assert mail["To"] is None
    assert mail["From"] is None


def test_addresses_of_examples_are_nobodys():
    assert all(map(is_nobodys, ("a@example.org", "a@x.example", "a@mail.example.com", "a@here.test", "a@EXAMPLE.NET")))
    assert not any(map(is_nobodys, ("a@techuk.org", "a@myexample.org", "a@example.co.uk")))


def test_html_is_escaped_and_links_are_only_links():
    page = Letter(
        subject="<s>", sender=None, sender_name="", to=None, to_name="",
        parts=(Part("<h>", 'https://a.example/"onclick="x <script>alert(1)</script>\nmore'), Part(text="javascript:x", verbatim=True)),
    ).html  # fmt: skip
    assert "<script>" not in page
    assert 'onclick="' not in page
    assert "javascript:x</pre>" in page
    assert "<title>&lt;s&gt;</title>" in page


def test_after_the_week_they_hear_where_their_posts_are(desk):
    key = f"{SLUG}/{BLOG}/x/blog"
    with desk.ledger.write() as conn:
        update_post(
            conn, get_post(conn, key), status=Status.SENT, sent_at=desk.now, url="https://x.com/techUK/status/1"
        )
    said = after_the_week(nias(desk), {key: "12 clicks"}).plain
    assert "https://x.com/techUK/status/1" in said
    assert "12 clicks" in said
    assert "linkedin.com" not in said


def test_nobody_is_thanked_for_a_week_that_is_not_over(desk):
    campaign = files_of(desk.folder)
    with pytest.raises(NotPossible, match="is not over: its last day is Friday 17 September"):
        refuse_before_the_end(campaign, datetime(2021, 9, 17, 22, 59, tzinfo=UTC))
    refuse_before_the_end(campaign, datetime(2021, 9, 17, 23, 0, tzinfo=UTC))


def test_thanks_stand_beside_the_pack_of_before(desk):
    pack = nias(desk)
    before = packing.files_of_pack(pack, before_the_week(pack), now=desk.now)
    after = packing.files_of_pack(pack, after_the_week(pack), now=desk.now, after=True)
    assert set(after) == {f"{BLOG}/1-nia-sample-after-the-week.{ending}" for ending in ("eml", "txt")}
    assert not set(after) & set(before)


def test_pictures_come_with_their_descriptions(desk):
    (desk.folder / "images").mkdir()
    (desk.folder / "images" / "doors.png").write_bytes(saved(halves(), "PNG"))
    file = desk.folder / "blogs" / f"{BLOG}.md"
    file.write_text(
        file.read_text().replace("status:", 'image: {file: images/doors.png, alt: "A red door"}\nstatus:', 1)
    )
    loaded, posts = read(desk.folder, illustrate=illustrate)
    with desk.ledger.write() as conn:
        offer(conn, loaded.campaign, posts, folder=desk.folder, who=person("amara"), now=desk.now)
    pack = nias(desk)
    files = packing.files_of_pack(pack, before_the_week(pack), now=desk.now)
    assert files[f"{BLOG}/doors.png"].startswith(b"\x89PNG")
    assert files[f"{BLOG}/doors.png.alt.txt"] == b"A red door\n"
    mail = message_from_bytes(files[f"{BLOG}/1-nia-sample.eml"], policy=policy.default)
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["image/png"]
    (desk.folder / "images" / "doors.png").write_bytes(b"something else")
    assert nias(desk).pictures == ()


def test_files_are_for_one_user_alone_and_can_be_written_again(desk, tmp_path):
    for _ in range(2):
        pack = nias(desk)
        written = packing.write_into(
            tmp_path / "packs", packing.together([(pack, before_the_week(pack))], now=desk.now)
        )
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
    assert sorted(path.name for path in written) == [
        "1-nia-sample-linkedin.txt",
        "1-nia-sample-x.txt",
        "1-nia-sample.eml",
        "1-nia-sample.txt",
    ]
    assert (tmp_path / "packs").stat().st_mode & 0o777 == 0o700


def test_the_zip_has_them_all(desk):
    together = packing.together([(pack, before_the_week(pack)) for pack in packs(desk)], now=desk.now)
    with zipfile.ZipFile(io.BytesIO(packing.zipped(together))) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == sorted(together)
    assert len([name for name in together if name.endswith(".eml")]) == len(packs(desk))


@pytest.mark.parametrize(
    ("name", "file"),
    [("Zoë Ünal", "1-zoe-unal"), ("../../etc", "1-etc"), ("李", "1-author"), ("x" * 200, "1-" + "x" * 60)],
)
def test_names_of_files_are_harmless(name, file):
    assert packing.file_name(name, 1) == file

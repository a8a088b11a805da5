"""From a folder to posts with pictures: which one each post carries, under which name, and what is said of those it cannot."""

from __future__ import annotations

import hashlib
import re

import pytest

from pictures.samples import HOSTILE, exif, halves, opened, saved
from promoter import planning
from promoter.campaign.findings import Level
from promoter.campaign.model import ChannelName
from promoter.pictures.illustrating import illustrate
from promoter.pictures.store import keep
from promoter.posts.model import Media

X, LINKEDIN = ChannelName.X, ChannelName.LINKEDIN


def read(folder):
    return planning.read(folder, illustrate=illustrate)


def said(loaded, *codes):
    place = f"{loaded.folder}/"
    return [str(f).removeprefix(place) for f in loaded.findings if f.code in (codes or ("image", "card", "alt"))]


def by_key(posts):
    return {post.key.removeprefix("sample-week/"): post for post in posts}


def files(posts):
    return {key: [medium.file for medium in post.said.media] for key, post in by_key(posts).items()}


def sha256(content):
    return hashlib.sha256(content).hexdigest()


# ------------------------------------------------------------------------------------------------------ a blog's own picture


def test_a_blogs_posts_carry_its_picture_as_it_lies_there(campaign, plain):
    loaded, posts = read(campaign(plain))
    medium = Media("images/door.png", sha256(plain), "A red door beside a blue one")
    assert said(loaded) == []
    for key, post in by_key(posts).items():
        assert post.said.media == ((medium,) if post.blog == "own" else ()), key
    assert loaded.made == {}


def test_on_linkedin_the_picture_is_the_thumbnail_of_the_article_so_that_the_link_stays(campaign, plain):
    posts = by_key(read(campaign(plain))[1])
    card = posts["own/linkedin/blog"].said.card
    assert card.image == "images/door.png"
    assert posts["own/x/blog"].said.card is None
    assert posts["other/linkedin/blog"].said.card.image is None


def test_a_picture_changes_nothing_of_the_text_and_its_length(campaign, plain):
    bare, illustrated = (by_key(read(campaign(picture))[1]) for picture in (None, plain))
    for key, post in illustrated.items():
        assert (post.said.text, post.said.length) == (bare[key].said.text, bare[key].said.length)
        assert (post.digest != bare[key].digest) == (post.blog == "own")


def test_a_campaign_without_pictures_asks_for_nothing_that_draws(campaign):
    def never(*_args):
        raise AssertionError("it was asked")

    planning.read(campaign(), illustrate=never)
    with pytest.raises(ValueError, match="has pictures"):
        planning.read(campaign(added="cards: true\n"))


def test_a_photo_is_sent_upright_and_without_where_it_was_taken_under_a_name_of_its_own(campaign):
    photo = saved(halves().rotate(90, expand=True), "JPEG", exif=exif(orientation=6, gps=True))
    folder = campaign(photo, image='image: {file: images/door.png, alt: "Doors"}')
    loaded, posts = read(folder)
    (medium,) = by_key(posts)["own/x/blog"].said.media
    assert medium.file == f"pictures/door-{sha256(photo)[:12]}.jpg"
    assert sha256(loaded.made[medium.file]) == medium.sha256
    image = opened(loaded.made[medium.file])
    assert image.size == (800, 420)
    assert not image.getexif()
    assert said(loaded) == [
        "blogs/own.md:7:15: note: images/door.png: the camera was held sideways or upside down; the picture is sent upright"
    ]


def test_reading_writes_nothing_and_what_is_kept_is_what_was_read(campaign):
    folder = campaign(saved(halves(), "JPEG", exif=exif(gps=True)), added="cards: true\n")
    before = sorted(folder.rglob("*"))
    loaded, posts = read(folder)
    assert sorted(folder.rglob("*")) == before
    keep(folder, loaded.made)
    again, same = read(folder)
    assert again.made == {}
    assert [post.digest for post in same] == [post.digest for post in posts]


def test_what_was_kept_is_taken_even_if_another_pillow_would_make_it_otherwise(campaign):
    photo = saved(halves(), "JPEG", exif=exif(gps=True))
    folder = campaign(photo)
    loaded, _ = read(folder)
    (name,) = loaded.made
    otherwise = saved(halves(), "JPEG", quality=40)
    keep(folder, {name: otherwise})
    _, posts = read(folder)
    assert by_key(posts)["own/x/blog"].said.media[0].sha256 == sha256(otherwise)


@pytest.mark.parametrize("planted", [b"MZ a program", saved(halves(), "JPEG", exif=exif(gps=True)), b""])
def test_what_somebody_put_in_its_place_is_not_taken_if_it_may_not_be_sent(campaign, planted):
    folder = campaign(saved(halves(), "JPEG", exif=exif(gps=True)))
    (name,) = read(folder)[0].made
    keep(folder, {name: planted})
    loaded, posts = read(folder)
    assert by_key(posts)["own/x/blog"].said.media[0].sha256 == sha256(loaded.made[name])


def test_another_picture_of_the_same_name_is_made_ready_anew(campaign):
    folder = campaign(saved(halves(), "JPEG", exif=exif(gps=True)))
    loaded, posts = read(folder)
    keep(folder, loaded.made)
    (folder / "images" / "door.png").write_bytes(saved(halves(700), "JPEG", exif=exif(gps=True)))
    again, changed = read(folder)
    assert len(again.made) == 1
    assert by_key(changed)["own/x/blog"].digest != by_key(posts)["own/x/blog"].digest


@pytest.mark.parametrize("what", HOSTILE)
def test_a_picture_that_cannot_be_sent_is_an_error_at_its_place(campaign, what):
    content, says = HOSTILE[what]
    loaded, _ = read(campaign(content))
    assert loaded.campaign is None
    (finding,) = said(loaded)
    assert finding.startswith("blogs/own.md:7:15: error: images/door.png: ")
    assert says in finding


def test_a_picture_outside_the_folder_or_behind_a_link_is_refused(campaign, plain, tmp_path):
    (tmp_path / "elsewhere.png").write_bytes(plain)
    folder = campaign(plain)
    (folder / "images" / "door.png").unlink()
    (folder / "images" / "door.png").symlink_to(tmp_path / "elsewhere.png")
    loaded, _ = read(folder)
    assert said(loaded) == [
        'blogs/own.md:7:15: error: "images/door.png" lies outside the campaign\'s folder: copy it in, and write images/...'
    ]


def test_one_megabyte_too_many_is_refused(campaign):
    loaded, _ = read(campaign(saved(halves()) + b"\0" * 5_000_001))
    assert len(said(loaded)) == 1
    assert "the file has 5.0 MB and may have 5 MB" in said(loaded)[0]


def test_a_small_picture_is_sent_with_a_warning(campaign):
    loaded, posts = read(campaign(saved(halves(300, 160))))
    assert said(loaded) == [
        "blogs/own.md:7:15: warning: images/door.png: the picture is 300 × 160 pixels and will look coarse: take one of 600 or more in width, best 1,200"
    ]
    assert by_key(posts)["own/x/blog"].said.media


def test_what_is_wrong_with_a_declined_blogs_picture_is_a_note(campaign):
    folder = campaign(b"MZ a program")
    file = folder / "blogs" / "own.md"
    file.write_text(file.read_text().replace("status: approved", "status: declined"))
    loaded, _ = read(folder)
    assert loaded.campaign is not None
    assert [finding.level for finding in loaded.findings if finding.code == "image"] == [Level.NOTE]


def test_pictures_are_looked_at_even_where_the_files_have_other_errors(campaign):
    folder = campaign(b"MZ a program", added="approvals: 7\n")
    loaded, posts = read(folder)
    assert posts == ()
    assert {finding.code for finding in loaded.errors} >= {"image"}
    assert len(loaded.errors) == 2


# ----------------------------------------------------------------------------------------------------------------- cards


def test_with_cards_every_post_carries_one_of_its_network_and_a_blogs_own_picture_comes_first(campaign, plain):
    loaded, posts = read(campaign(plain, added="cards: true\n"))
    assert {key for key, found in files(posts).items() if found == ["images/door.png"]} == {
        key for key, post in by_key(posts).items() if post.blog == "own"
    }
    for key, post in by_key(posts).items():
        if post.blog == "own":
            continue
        (medium,) = post.said.media
        subject = post.blog or f"{post.day}-{post.kind}"
        assert re.fullmatch(rf"pictures/{subject}-{post.channel}-[0-9a-f]{{12}}\.png", medium.file), key
        assert opened(loaded.made[medium.file]).size == ((1200, 675) if post.channel is X else (1200, 627))
        assert post.said.card is None or post.said.card.image == medium.file


def test_cards_may_be_wanted_on_one_network_alone(campaign):
    _, posts = read(campaign(added="cards: {linkedin: true}\n"))
    assert {post.channel for post in posts if post.said.media} == {LINKEDIN}


def test_a_cards_alt_text_is_its_own_words(campaign):
    posts = by_key(read(campaign(added="cards: true\n"))[1])
    alts = {key: post.said.media[0].alt for key, post in posts.items()}
    assert alts["own/x/blog"] == "“A sample title” by Ann Sample. Theme: First theme. Sample Week, #SampleWeek."
    assert alts["2021-09-13/x/opener"] == "Monday 13 September. First theme. the first line. Sample Week, #SampleWeek."
    events = [alt for key, alt in alts.items() if key.endswith(("/event", "/week_end"))]
    assert all("Sample Week, #SampleWeek." in alt for alt in events)


def test_who_does_not_want_to_be_named_is_not_named_on_the_card(campaign):
    folder = campaign(added="cards: true\n")
    file = folder / "blogs" / "own.md"
    file.write_text(file.read_text().replace("Example One}", "Example One, mention: none}"))
    alt = by_key(read(folder)[1])["own/x/blog"].said.media[0].alt
    assert "Ann" not in alt
    assert alt.startswith("“A sample title”. Theme: First theme.")


def test_another_title_gives_another_card_and_keeps_the_others(campaign):
    folder = campaign(added="cards: true\n")
    loaded, posts = read(folder)
    keep(folder, loaded.made)
    again, changed = read(campaign(added="cards: true\n", title="A better title"))
    assert {name.rsplit("-", 1)[0] for name in again.made} == {"pictures/own-x", "pictures/own-linkedin"}
    before, after = files(posts), files(changed)
    assert {key for key in before if before[key] != after[key]} == {key for key in before if key.startswith("own/")}


def test_a_card_that_cannot_be_drawn_is_a_warning_where_it_can_be_changed_and_its_post_goes_without(campaign):
    loaded, posts = read(campaign(added="cards: true\n", title="Launch 🚀 day"))
    (finding,) = said(loaded)
    assert finding == (
        "blogs/own.md:2:8: warning: no card can be drawn, because its letters do not have “🚀”, which the title needs: "
        "write it without, or give the blog a picture of its own (image)"
    )
    post = by_key(posts)["own/linkedin/blog"]
    assert post.said.media == ()
    assert "no_card" in {remark.code for remark in post.warnings}
    assert by_key(posts)["other/linkedin/blog"].said.media


def test_a_theme_too_long_for_cards_is_told_once_in_the_file_of_the_week(campaign):
    folder = campaign(added="cards: true\n")
    week = folder / "campaign.yaml"
    week.write_text(week.read_text().replace("name: First theme", f"name: {'A very long theme ' * 12}"))
    loaded, _ = read(folder)
    found = said(loaded, "card")
    assert all(finding.startswith("campaign.yaml:9:23: warning: no card can be drawn") for finding in found)
    assert len(found) == len(set(found)) <= 2


def test_the_look_is_read_from_the_folder_and_every_card_changes_with_it(campaign, plain):
    seen = set()
    for added in ("", "look: {accent: '#7a0000'}\n", "look: {logo: images/logo.png}\n"):
        folder = campaign(added=f"cards: true\n{added}")
        (folder / "images" / "logo.png").write_bytes(plain)
        loaded, posts = read(folder)
        assert said(loaded) == []
        seen |= {tuple(found) for found in files(posts).values()}
    assert len(seen) == 3 * len({tuple(found) for found in files(posts).values()})


def test_a_logo_that_is_no_picture_or_not_there_is_an_error_at_its_place(campaign):
    for content, says in ((b"MZ", "this is a program"), (None, "there is no such file")):
        folder = campaign(added="look: {logo: images/logo.png}\ncards: true\n")
        logo = folder / "images" / "logo.png"
        logo.write_bytes(content) if content else logo.unlink(missing_ok=True)
        (finding,) = said(read(folder)[0])
        assert finding.startswith("campaign.yaml:15:14: error: ")
        assert says in finding


def test_a_preview_prints_what_a_load_would_offer(campaign):
    folder = campaign(saved(halves(), "JPEG", exif=exif(gps=True)), added="cards: true\n")
    first = [(post.key, post.digest) for post in read(folder)[1]]
    keep(folder, read(folder)[0].made)
    assert [(post.key, post.digest) for post in read(folder)[1]] == first


def test_pictures_cost_what_their_networks_ask(campaign, plain):
    bare, illustrated = (
        planning.plan(loaded.campaign, posts).estimate for loaded, posts in (read(campaign()), read(campaign(plain)))
    )
    on_x = 2 if any(key == "own/x/second" for key in by_key(read(campaign(plain))[1])) else 1
    assert illustrated["x_usd"] == pytest.approx(bare["x_usd"] + 0.005 * on_x)
    assert illustrated["requests"] == bare["requests"] + 2 * on_x + 3

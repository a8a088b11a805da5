"""Other facts of a blog: who wrote it and which picture it has, with what that does to posts, to sign-offs and to the file."""

from __future__ import annotations

import re

import pytest

from pictures.samples import HOSTILE, exif, halves, saved
from promoter import approval
from promoter.contributors import signing_off
from promoter.contributors.facts import author_of, blog_of, files_of, published
from promoter.contributors.signing_off import Standing
from promoter.editing import plan_blog_facts
from promoter.editing.blog_picture import keep_picture, kept_picture
from promoter.errors import Mistake, NotPossible, PromoterError, UsageProblem
from promoter.posts.lifecycle import Status

pytestmark = pytest.mark.only_on("sqlite")

BLOG, NIA, OWEN = "an-ordinary-tuesday-in-2031", "Nia Sample", "Owen Sample"
OWN = f"{BLOG}/x/blog"
AUTHORS = """authors:
  # as she signs her mails
  - {name: Nia Sample, role: Director of Research, organisation: Example Futures, x: "@sample_nia", mention: handle}  # asked
  # he came in later
  - {name: Owen Sample, role: Principal Engineer, organisation: Example Futures, email: owen@example.org}  # owen
themes: [next"""


@pytest.fixture
def remarked(desk):
    """The desk with remarks on the blog's authors."""
    path = desk.blog_file(BLOG)
    text = path.read_text(encoding="utf-8")
    start, end = text.index("authors:"), text.index("themes: [next")
    path.write_text(text[:start] + AUTHORS + text[end + len("themes: [next") :], encoding="utf-8")
    desk.load()
    return desk


def plan(desk, changes, **more):
    return desk.plan(plan_blog_facts, desk.folder, BLOG, changes, **more)


def change(desk, changes):
    effect = plan(desk, changes)
    desk.carry_out(effect)
    return effect


def blog(desk):
    return blog_of(files_of(desk.folder), BLOG)


def text(desk):
    return desk.blog_file(BLOG).read_text(encoding="utf-8")


# --------------------------------------------------------------------------------------------------------------- authors


def test_a_fact_of_an_author_changes_alone_and_the_posts_that_say_it_wait_again(remarked):
    remarked.approve_all()
    effect = change(remarked, {"authors.0.x": "https://x.com/nia_sample", "authors.1.role": " Chief   Engineer "})
    assert effect.says == (
        "Change the handle on X of Nia Sample, an author of “An ordinary Tuesday in 2031”, "
        "change the role of Owen Sample, an author"
    )
    wanted = AUTHORS.replace("@sample_nia", "@nia_sample").replace("Principal", "Chief")
    assert wanted in text(remarked)
    post = remarked.post(OWN)
    assert "@nia_sample" in post.said.text
    assert (post.status, post.approved_by) == (Status.PENDING, ())


def test_an_author_comes_in_last_with_only_what_is_known(remarked):
    effect = change(remarked, {"authors.2.name": "Bo Sample", "authors.2.mention": "name", "authors.2.email": ""})
    assert "Put in Bo Sample as an author of “An ordinary" in effect.says
    assert "email: owen@example.org}  # owen\n  - {name: Bo Sample}\nthemes:" in text(remarked)


@pytest.mark.parametrize(
    ("number", "left"),
    [
        (0, "authors:\n  # as she signs her mails\n  # he came in later\n  - {name: Owen"),
        (1, "mention: handle}  # asked\nthemes:"),
    ],
)
def test_whoever_is_taken_out_leaves_the_others_and_what_is_remarked_of_them(remarked, number, left):
    effect = change(remarked, {f"authors.{number}": None})
    assert effect.says.startswith(f"Take out {(NIA, OWEN)[number]} as an author of")
    assert left in text(remarked)
    assert len(blog(remarked).authors) == 1


def test_one_goes_another_comes_and_the_third_is_put_right_at_once(remarked):
    change(remarked, {"authors.0": None, "authors.1.role": "Fellow", "authors.2.name": "Bo Sample"})
    assert [(one.name, one.role, one.email) for one in blog(remarked).authors] == [
        (OWEN, "Fellow", "owen@example.org"), ("Bo Sample", None, None),
    ]  # fmt: skip


def test_what_is_emptied_is_nothing(desk):
    change(desk, {"authors.0.role": "", "authors.0.x": None})
    assert (blog(desk).authors[0].role, blog(desk).authors[0].x) == (None, None)


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"authors.0.name": " "}, "authors.0.name", "write the author's name"),
        ({"authors.2.role": "Fellow"}, "authors.2.name", "write the author's name"),
        ({"authors.0.x": "@far_too_long_for_a_handle"}, "authors.0.x", "is not a handle on X"),
        ({"authors.0.x": "urn:li:person:AbC1"}, "authors.0.x", "write a handle on X"),
        ({"authors.1.linkedin": "https://www.linkedin.com/in/owen"}, "authors.1.linkedin", "begins with urn:li:person:"),
        ({"authors.1.linkedin": "urn:li:organization:12"}, "authors.1.linkedin", "begins with urn:li:person:"),
        ({"authors.1.email": "owen"}, "authors.1.email", "write an e-mail address"),
        ({"authors.1.mention": "loudly"}, "authors.1.mention", "'name', 'handle' or 'none'"),
        ({"authors.1.role": "a\u202eb"}, "authors.1.role", "cannot be printed"),
        ({"authors.1.role": "x" * 2001}, "authors.1.role", "may have 2,000"),
        ({"authors.1.name": "nia sample"}, "authors.1.name", "is there already"),
        ({"authors.2.name": OWEN}, "authors.2.name", "is there already"),
        ({"authors.0": None, "authors.1.name": NIA}, "authors.1.name", "is there already"),
        ({"authors.0": None, "authors.1": None}, "authors.1", "at least one author"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_of_the_very_fact(desk, changes, field, why):
    before = desk.files()
    with pytest.raises(Mistake, match=why) as refused:
        plan(desk, changes)
    assert refused.value.field == field
    assert desk.files() == before


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"authors.0.shoe": "9"}, "nothing that is stated of an author"),
        ({"authors.x.role": "9"}, "nothing that is stated of an author"),
        ({"authors.0": "Bo"}, "can only be taken out"),
        ({"authors.2": None}, "the last author is authors.1"),
        ({"authors.3.name": "Bo Sample"}, "somebody new is authors.2"),
        ({"authors.0.name": NIA}, "says that already"),
        ({"authors.2.name": "  ", "authors.2.role": ""}, "says that already"),
        ({"authers": None}, "authers is nothing that is changed here"),
    ],
)
def test_what_is_not_there_to_be_changed_is_a_usage_problem(desk, changes, why):
    with pytest.raises(UsageProblem, match=why):
        plan(desk, changes)


def test_words_that_people_wrote_go_back_where_they_name_who_is_called_otherwise(desk):
    desk.do(
        approval.edit, desk.key(OWN), f"{NIA}, Director of Research, on a Tuesday. #techUKSmarterState", who="amara"
    )
    other = "fix-the-address-first/x/blog"
    desk.do(approval.edit, desk.key(other), "Asks what a Director of Research does. #techUKSmarterState", who="amara")
    desk.approve_all()
    change(desk, {"authors.0.role": "Director of Evidence"})
    assert desk.post(OWN).reason == "it says Director of Research, which was changed"
    assert desk.post(other).status is Status.APPROVED


def test_a_post_that_is_out_is_listed(desk):
    desk.approve_all()
    assert "@sample_nia" in desk.attempt(OWN, Status.SENT).said.text
    effect = plan(desk, {"authors.0.x": "@nia_sample"})
    assert [(one.post.key, one.reason) for one in effect.out] == [
        (desk.key(OWN), "see whether to put it right on X by hand: it says @sample_nia")
    ]


def test_the_record_says_no_email(desk):
    change(desk, {"authors.0.email": "nia@example.org", "authors.0.role": "Fellow"})
    event = next(one for one in desk.events() if one.kind == "blog_changed")
    assert event.data["facts"] == {
        "authors.0.role": {"before": "Director of Research", "after": "Fellow"}, "authors.0.email": {},
    }  # fmt: skip


def test_what_somebody_states_is_guessed_no_more_and_other_guesses_keep_to_their_authors(desk):
    path = desk.blog_file(BLOG)
    guesses = (
        "{title: the first line, authors.0.role: the second, authors.1.role: the third, authors.1.name: the fourth}"
    )
    source = (
        f'source: {{file: originals/a.docx, sha256: {"a" * 64}, imported_at: "2021-09-08T13:00", guessed: {guesses}}}\n'
    )
    path.write_text(text(desk).replace("sample: true\n", source, 1), encoding="utf-8")
    change(desk, {"authors.0": None, "authors.1.role": "Fellow"})
    assert blog(desk).source.guessed == {"title": "the first line", "authors.0.name": "the fourth"}


# -------------------------------------------------------------------------------------------------------------- sign-offs


def asked(desk, name=NIA):
    return desk.do(
        lambda conn, **how: signing_off.make_link(conn, files_of(desk.folder), BLOG, name, **how), who="amara"
    )[0]


def signed(desk, name=NIA, **said):
    token = asked(desk, name)
    with desk.ledger.write() as conn:
        row = signing_off.by_token(conn, token, now=desk.now)
        shown = published(conn, files_of(desk.folder).slug, blog(desk), author_of(blog(desk), name))
        signing_off.answer(conn, row, shown, seen=shown.seal, now=desk.now, **said)
    return token


def standing(desk):
    with desk.ledger.read() as conn:
        found = signing_off.standing(conn, files_of(desk.folder).slug, blog(desk), now=desk.now)
    return {one.person: one for one in found}


def link_of(desk, token):
    with desk.ledger.read() as conn:
        return signing_off.by_token(conn, token, now=desk.now)


def test_a_sign_off_under_another_name_counts_no_more_and_the_link_goes_on_working(desk):
    token = signed(desk)
    assert standing(desk)[NIA].standing is Standing.SIGNED
    effect = change(desk, {"authors.0.name": "Nía Sample"})
    assert effect.warnings[:2] == (
        "Nia Sample signed off under that name: that does not count any more, so ask Nía Sample again.",
        "The link that Nia Sample was sent goes on working, and shows what is said of Nía Sample.",
    )
    assert standing(desk)["Nía Sample"].standing is Standing.CHANGED
    assert standing(desk)["Nía Sample"].otherwise == ("name",)
    assert link_of(desk, token).person == "Nía Sample"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"authors.0.role": "Fellow"}, True),
        ({"subtitle": "Another."}, True),
        ({"authors.0.email": "nia@example.org"}, False),
        ({"authors.1.role": "Fellow"}, False),
        ({"hook": "Another."}, False),
    ],
)
def test_whoever_signed_what_changes_is_to_be_asked_again(desk, changes, told):
    signed(desk)
    said = "Nia Sample signed off what was said before: that does not count any more, so ask them again."
    assert (said in change(desk, changes).warnings) is told
    assert (standing(desk)[NIA].standing is Standing.CHANGED) is told


def test_the_link_of_whoever_goes_leads_nowhere(desk):
    token, other = asked(desk), asked(desk, OWEN)
    effect = change(desk, {"authors.0": None})
    assert "The link of Nia Sample to sign off by leads nowhere any more." in effect.warnings
    assert (link_of(desk, token), link_of(desk, other) is None) == (None, False)
    assert [one.data["person"] for one in desk.events() if one.kind == "sign_off_ended"] == [NIA]


def test_nobody_goes_while_their_correction_waits(desk):
    signed(desk, fields={"role": "Fellow"})
    with pytest.raises(Mistake, match="a correction of Nia Sample waits") as refused:
        plan(desk, {"authors.0": None})
    assert refused.value.field == "authors.0"


# ---------------------------------------------------------------------------------------------------------------- picture

PLAIN = saved(halves())
ALT = "A door that stands open"


def test_a_picture_is_kept_under_our_name_and_the_posts_carry_it_once_the_blog_does(desk):
    desk.approve_all()
    name, new = keep_picture(desk.folder, BLOG, PLAIN)
    assert new
    assert name.startswith(f"images/{BLOG}-")
    assert (desk.folder / name).read_bytes() == PLAIN
    effect = change(desk, {"image.file": name, "image.alt": ALT})
    assert effect.says == "Change the picture of “An ordinary Tuesday in 2031”"
    assert f"image: {{file: {name}, alt: {ALT}}}" in text(desk).replace('"', "")
    post = desk.post(OWN)
    assert [(one.file, one.alt) for one in post.said.media] == [(name, ALT)]
    assert (post.status, post.approved_by) == (Status.PENDING, ())


def test_a_photo_goes_out_without_where_it_was_taken(desk):
    name, _ = keep_picture(desk.folder, BLOG, saved(halves(), "JPEG", exif=exif(gps=True)))
    assert name.endswith(".jpg")
    change(desk, {"image.file": name, "image.alt": ALT})
    (medium,) = desk.post(OWN).said.media
    assert medium.file.startswith("pictures/")
    assert b"Exif" not in (desk.folder / medium.file).read_bytes()


def test_another_picture_never_takes_the_place_of_what_was_approved(desk):
    first, _ = keep_picture(desk.folder, BLOG, PLAIN)
    second, new = keep_picture(desk.folder, BLOG, saved(halves(900)))
    assert (new, first == second) == (True, False)
    assert (desk.folder / first).read_bytes() == PLAIN
    assert keep_picture(desk.folder, BLOG, PLAIN) == (first, False)
    (desk.folder / first).write_bytes(b"somebody put something else there")
    longer, new = keep_picture(desk.folder, BLOG, PLAIN)
    assert (new, (desk.folder / longer).read_bytes()) == (True, PLAIN)
    assert (desk.folder / first).read_bytes() == b"somebody put something else there"


@pytest.mark.parametrize("case", HOSTILE)
def test_what_could_not_be_sent_is_not_kept(desk, case):
    content, why = HOSTILE[case]
    before = desk.files()
    with pytest.raises(Mistake, match=re.escape(why)) as refused:
        keep_picture(desk.folder, BLOG, content)
    assert (refused.value.field, desk.files()) == ("image.file", before)


def test_a_picture_that_is_too_large_is_not_even_looked_at(desk):
    with pytest.raises(Mistake, match=r"the file has 6.0 MB and may have 5 MB"):
        keep_picture(desk.folder, BLOG, PLAIN + b"\0" * 6_000_000)
    assert not (desk.folder / "images").exists()


def test_a_folder_for_pictures_that_leads_elsewhere_is_refused(desk, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (desk.folder / "images").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PromoterError, match="leads out of the campaign's folder"):
        keep_picture(desk.folder, BLOG, PLAIN)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_only_a_picture_that_was_kept_for_this_blog_comes_back(desk):
    name, _ = keep_picture(desk.folder, BLOG, PLAIN)
    other, _ = keep_picture(desk.folder, "fix-the-address-first", PLAIN)
    assert kept_picture(desk.folder, BLOG, name) == name
    for wrong in (
        other,
        "campaign.yaml",
        f"../{name}",
        name.replace(BLOG, ".."),
        name.replace("images/", "images//"),
        "",
    ):
        with pytest.raises(Mistake, match="choose it again"):
            kept_picture(desk.folder, BLOG, wrong)
    (desk.folder / name).write_bytes(saved(halves(900)))
    with pytest.raises(Mistake, match="choose it again"):
        kept_picture(desk.folder, BLOG, name)


@pytest.fixture
def illustrated(desk):
    name, _ = keep_picture(desk.folder, BLOG, PLAIN)
    change(desk, {"image.file": name, "image.alt": ALT})
    return desk


def test_the_words_for_a_picture_change_alone(illustrated):
    before = blog(illustrated).image.file
    effect = change(illustrated, {"image.alt": "  A door,\nand a queue "})
    assert effect.says.startswith("Change the words for the picture of")
    assert (blog(illustrated).image.file, blog(illustrated).image.alt) == (before, "A door, and a queue")
    assert illustrated.post(OWN).said.media[0].alt == "A door, and a queue"


def test_a_picture_is_taken_away_and_its_file_stays(illustrated):
    file = illustrated.folder / blog(illustrated).image.file
    change(illustrated, {"image": None})
    assert (blog(illustrated).image, illustrated.post(OWN).said.media) == (None, ())
    assert file.is_file()


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"image.alt": ""}, "image.alt", "say what the picture shows"),
        ({"image.alt": "x" * 1001}, "image.alt", "may have 1,000"),
        ({"image.alt": "a\x07b"}, "image.alt", "cannot be printed"),
    ],
)
def test_words_for_a_picture_are_needed_and_have_their_limit(illustrated, changes, field, why):
    with pytest.raises(Mistake, match=why) as refused:
        plan(illustrated, changes)
    assert refused.value.field == field


def test_there_are_no_words_for_no_picture(desk):
    with pytest.raises(Mistake, match="choose a picture"):
        plan(desk, {"image.alt": ALT})
    with pytest.raises(UsageProblem, match="says that already"):
        plan(desk, {"image": None})


def test_who_may_not_write_may_not_change_it(desk):
    with pytest.raises(NotPossible):
        plan(desk, {"authors.0.role": "Fellow"}, who="vera")

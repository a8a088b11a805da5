"""`promoter cards`, and pictures on the way from a folder through check, preview, load and edit."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pictures.samples import exif, halves, opened, saved

ROOT = Path(__file__).parents[3]
SPRING = "schedules/spring"


@pytest.fixture
def spring(desk):
    """The campaign's folder, with a photo beside its first blog."""
    folder = desk.folder / SPRING
    (folder / "images").mkdir()
    (folder / "images" / "doors.jpg").write_bytes(saved(halves(), "JPEG", exif=exif(orientation=6, gps=True)))
    blog = folder / "blogs" / "doors.md"
    image = 'image: {file: images/doors.jpg, alt: "Two doors, one of them open"}'
    blog.write_text(blog.read_text().replace("status:", f"{image}\nstatus:", 1))
    return folder


def with_cards(folder):
    campaign = folder / "campaign.yaml"
    campaign.write_text(campaign.read_text() + "cards: true\n")


def test_pictures_are_made_once_and_listed_with_their_alt_texts(desk, spring):
    with_cards(spring)
    first = desk.done("cards", SPRING)
    files = sorted(path.name for path in (spring / "pictures").iterdir())
    assert any(name.startswith("doors-") and name.endswith(".jpg") for name in files)
    assert any(name.startswith("stairs-x-") for name in files)
    assert not any(name.startswith("doors-x-") for name in files)  # its own picture comes first
    for name in files:
        assert f"new {SPRING}/pictures/{name}" in first.out
    assert "Alt text: Two doors, one of them open" in first.out
    assert f"{len(files)} pictures, {len(files)} of them new." in first.err
    again = desk.done("cards", SPRING)
    assert f"{len(files)} pictures, 0 of them new." in again.err
    assert "new " not in again.out


def test_cards_can_be_looked_at_before_they_are_wanted(desk, spring):
    said = desk.done("cards", SPRING, "--blog", "stairs")
    assert sorted(path.name.rsplit("-", 1)[0] for path in (spring / "pictures").iterdir() if path.suffix == ".png") == [
        "stairs-linkedin",
        "stairs-x",
    ]
    assert (
        f"Posts on X and LinkedIn carry no cards yet: write cards: true in {SPRING}/campaign.yaml, then load."
        in said.err
    )
    assert all(
        not post["media"] for post in desk.done("preview", SPRING, "--json").json["posts"] if post["blog"] == "stairs"
    )


def test_as_json_each_picture_comes_once_with_the_posts_that_show_it(desk, spring):
    with_cards(spring)
    said = desk.done("cards", SPRING, "--json").json
    files = [picture["file"] for picture in said["pictures"]]
    assert len(files) == len(set(files))
    shown = {key: picture for picture in said["pictures"] for key in picture["posts"]}
    for post in desk.done("preview", SPRING, "--json").json["posts"]:
        picture = shown[post["key"]]
        assert post["media"] == [{name: picture[name] for name in ("file", "sha256", "alt")}]
        assert hashlib.sha256((spring / picture["file"]).read_bytes()).hexdigest() == picture["sha256"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [(["--blog", "nobody"], 2, "There is no blog nobody"), (["--size", "9"], 2, "--size")],
)
def test_what_is_not_there_is_told(desk, spring, arguments, code, says):
    said = desk.run("cards", SPRING, *arguments)
    assert said.code == code
    assert says in said.err


def test_a_card_that_cannot_be_drawn_is_told_and_the_others_are_made(desk, spring):
    blog = spring / "blogs" / "stairs.md"
    blog.write_text(blog.read_text().replace('title: "Stairs"', 'title: "Stairs 🚀"'))
    said = desk.done("cards", SPRING)
    assert "warning: no card can be drawn, because its letters do not have “🚀”, which the title needs" in said.err
    assert not any(path.name.startswith("stairs") for path in (spring / "pictures").iterdir())
    assert list((spring / "pictures").iterdir())


def test_check_names_the_place_of_a_picture_that_cannot_be_sent(desk, spring):
    (spring / "images" / "doors.jpg").write_bytes(b"MZ\x90 a program")
    said = desk.run("check", SPRING)
    assert said.code == 3
    assert (
        f"{SPRING}/blogs/doors.md:8:15: error: images/doors.jpg: this is a program, whatever it is called: remove it"
        in said.out
    )


def test_preview_shows_that_there_is_a_picture_and_how_it_is_described_and_writes_nothing(desk, spring):
    before = sorted(spring.rglob("*"))
    glance = desk.done("preview", SPRING)
    assert "A + before it is a picture." in " ".join(glance.out.split())
    assert [line for line in glance.out.splitlines() if "Doors" in line and "+ " in line]
    full = desk.done("preview", SPRING, "--full").out
    assert "picture: Two doors, one of them open (pictures/doors-" in full
    page = desk.folder / "week.html"
    desk.done("preview", SPRING, "--html", str(page))
    html = page.read_text()
    assert 'src="data:image/jpeg;base64,' in html
    assert 'alt="Two doors, one of them open"' in html
    assert "img-src data:" in html
    assert sorted(spring.rglob("*")) == before


def test_a_load_keeps_what_its_posts_will_send_and_offers_what_was_previewed(desk, spring):
    with_cards(spring)
    previewed = {post["key"]: post for post in desk.done("preview", SPRING, "--json").json["posts"]}
    desk.done("load", SPRING, "--as", "amara@example.org")
    queued = {post["key"]: post for post in desk.done("queue", "--json").json["posts"]}
    assert queued.keys() == previewed.keys()
    for key, post in queued.items():
        assert (post["digest"], post["media"], post["card"]) == tuple(
            previewed[key][name] for name in ("digest", "media", "card")
        )
        (medium,) = post["media"]
        content = (spring / medium["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == medium["sha256"]
        assert not opened(content).getexif()
    assert "Two doors, one of them open (pictures/doors-" in desk.done("show", "spring/doors/x/blog").out
    report = desk.done("load", SPRING, "--as", "amara@example.org").out
    assert f"{len(queued)} unchanged" in report


def test_an_edited_description_voids_the_approval_and_outlives_a_load(desk, spring):
    desk.done("load", SPRING, "--as", "amara@example.org")
    key = "spring/doors/x/blog"
    desk.done("approve", key, "--as", "ruth@example.org")
    said = desk.done("edit", key, "--alt", "Two doors", "--as", "amara@example.org")
    assert "picture described: spring/doors/x/blog" in said.out
    post = desk.post(key)
    assert (post["status"], post["media"][0]["alt"]) == ("pending", "Two doors")
    desk.done("load", SPRING, "--as", "amara@example.org")
    assert desk.post(key)["media"][0]["alt"] == "Two doors"
    assert desk.run("edit", key, "--alt", "A", "--text", "B", "--as", "amara@example.org").code == 2


def test_next_years_cards_have_the_same_look(desk, spring):
    (spring / "images" / "logo.png").write_bytes(saved(halves(300, 100)))
    campaign = spring / "campaign.yaml"
    campaign.write_text(campaign.read_text() + 'look: {accent: "#7a0000", logo: images/logo.png}\ncards: true\n')
    desk.done("new", "spring-next", "--from", SPRING, "--start", "2031-04-07")
    new = desk.folder / "schedules" / "spring-next"
    assert (new / "images" / "logo.png").read_bytes() == saved(halves(300, 100))
    assert 'look: {accent: "#7a0000", logo: images/logo.png}' in (new / "campaign.yaml").read_text()
    assert desk.run("check", "schedules/spring-next").code == 0
    assert not (new / "pictures").exists()


def test_a_preview_loads_what_draws_only_for_pictures(desk, spring):
    def modules(folder: str) -> set[str]:
        code = f"import sys; from promoter.cli import run; run(['preview', {folder!r}]); print(*sys.modules, file=sys.stderr)"
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        ran = subprocess.run(
            [sys.executable, "-c", code], cwd=desk.folder, env=environment, capture_output=True, text=True, check=True
        )
        return set(ran.stderr.split())

    assert "PIL.Image" in modules(SPRING)
    bare = modules(str(ROOT / "schedules" / "smarter-state-2021"))
    assert "promoter.planning" in bare
    assert not {name for name in bare if name.startswith(("PIL", "promoter.pictures"))}

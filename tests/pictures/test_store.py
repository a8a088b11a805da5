"""What goes out is what was approved: a picture is read whole and unchanged from the campaign's folder, or not at all."""

from __future__ import annotations

import hashlib
import os
import threading

import pytest

from promoter.errors import PromoterError
from promoter.pictures.store import keep, read_picture
from promoter.posts.model import Media

CONTENT = b"\x89PNG some picture"


def medium(file="images/door.png", content=CONTENT):
    return Media(file, hashlib.sha256(content).hexdigest(), "A door")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "week" / "images").mkdir(parents=True)
    (tmp_path / "week" / "images" / "door.png").write_bytes(CONTENT)
    return tmp_path / "week"


def test_a_picture_is_read_as_it_was_approved(folder):
    assert read_picture(folder, medium()) == CONTENT


def test_a_picture_that_was_changed_since_is_not_read(folder):
    (folder / "images" / "door.png").write_bytes(CONTENT + b".")
    with pytest.raises(PromoterError, match="is not the picture that the post was loaded with"):
        read_picture(folder, medium())


@pytest.mark.parametrize(
    "name", ["../outside.png", "/etc/hostname", "images/../../outside.png", "images/link.png", "linked/x.png"]
)
def test_nothing_outside_the_folder_is_read_by_whatever_name(folder, tmp_path, name):
    (tmp_path / "outside.png").write_bytes(CONTENT)
    (tmp_path / "x.png").write_bytes(CONTENT)
    (folder / "images" / "link.png").symlink_to(tmp_path / "outside.png")
    (folder / "linked").symlink_to(tmp_path)
    with pytest.raises(PromoterError, match="lies outside the campaign's folder"):
        read_picture(folder, medium(name))


@pytest.mark.parametrize("name", ["images/none.png", "images", "images/a\0b.png", "x" * 5000, "images/loop.png"])
def test_what_is_not_there_or_no_file_is_told(folder, name):
    (folder / "images" / "loop.png").symlink_to("loop.png")
    with pytest.raises(PromoterError):
        read_picture(folder, medium(name))


def test_a_pipe_is_not_waited_for(folder):
    os.mkfifo(folder / "images" / "pipe.png")
    with pytest.raises(PromoterError, match="this is not a file"):
        read_picture(folder, medium("images/pipe.png"))


def test_pictures_are_kept_whole_and_a_second_time_changes_nothing(folder):
    keep(folder, {})
    assert not (folder / "pictures").exists()
    for _ in range(2):
        keep(folder, {"pictures/a.png": CONTENT, "pictures/b.png": b"b"})
        assert {path.name: path.read_bytes() for path in (folder / "pictures").iterdir()} == {
            "a.png": CONTENT,
            "b.png": b"b",
        }
    assert (folder / "pictures" / "a.png").stat().st_mode & 0o777 == 0o644


def test_many_who_keep_the_same_pictures_at_once_leave_them_whole(folder):
    made = {f"pictures/{number}.png": bytes([number]) * 100_000 for number in range(8)}
    threads = [threading.Thread(target=keep, args=(folder, made)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {f"pictures/{path.name}": path.read_bytes() for path in (folder / "pictures").iterdir()} == made


def test_a_folder_that_leads_elsewhere_is_not_written_into(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (folder / "pictures").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PromoterError, match="leads out of the campaign's folder"):
        keep(folder, {"pictures/a.png": CONTENT})
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(folder):
    (folder / "pictures").write_text("a file where a folder should be")
    with pytest.raises(PromoterError, match="cannot be written"):
        keep(folder, {"pictures/a.png": CONTENT})

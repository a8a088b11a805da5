"""A week with pictures, rehearsed: none goes out without its picture, none twice, whatever happens to uploads."""

from __future__ import annotations

import hashlib
import shutil
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from promoter import staging
from promoter.campaign.model import ChannelName
from promoter.planning import read
from promoter.posts.lifecycle import Status
from promoter.posts.model import Media, Post

if TYPE_CHECKING:
    from promoter.rehearsal import Rehearsal

WEEK = Path(__file__).parent.parent / "schedules" / "smarter-state-2021"


def png(number: int) -> bytes:
    """The smallest picture there is; each number makes another one."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    pixel = chunk(b"IDAT", zlib.compress(bytes([0, *number.to_bytes(3)])))
    return b"\x89PNG\r\n\x1a\n" + head + pixel + chunk(b"IEND", b"")


def with_picture(folder: Path, number: int, post: Post) -> Post:
    content, name = png(number), f"images/{number}.png"
    (folder / name).write_bytes(content)
    medium = Media(name, hashlib.sha256(content).hexdigest(), f"A card for {post.key}")
    card = post.said.card and post.said.card._replace(image=name)
    return replace(post, said=replace(post.said, media=(medium,), card=card))


@pytest.fixture
def rehearse(tmp_path):
    folder = tmp_path / WEEK.name
    shutil.copytree(WEEK, folder)
    (folder / "images").mkdir(exist_ok=True)
    loaded, posts = read(folder)
    # Every third post goes without: a week has both.
    pictured = tuple(post if n % 3 == 0 else with_picture(folder, n, post) for n, post in enumerate(posts))

    def rehearse(**more) -> Rehearsal:
        return staging.rehearsal(loaded.campaign, pictured, folder=folder, **more)

    return rehearse


def test_a_quiet_week_goes_out_on_time_and_with_its_pictures(rehearse):
    week = rehearse()
    assert week.strays == ()
    assert {post.status for post in week.posts} == {Status.SENT}
    pictured = [delivery for delivery in week.deliveries if delivery.post.said.media]
    assert {delivery.post.channel for delivery in pictured} == set(ChannelName)
    for delivery in pictured:
        assert delivery.post.sent_at == delivery.post.at, delivery.post.key
        (attempt,) = delivery.attempts
        (brought,) = attempt.pictures
        assert brought["sha256"] == delivery.post.said.media[0].sha256


@pytest.mark.parametrize(("faults", "seed"), [("mild", 1), ("wild", 2), ("wild", 3)])
def test_a_week_in_trouble_sends_nothing_twice_and_nothing_without_its_picture(rehearse, faults, seed):
    week = rehearse(faults=faults, seed=seed)
    assert week.strays == ()
    settled = {Status.SENT, Status.PENDING, Status.FAILED, Status.UNCLEAR}
    assert {post.status for post in week.posts} <= settled
    sent = sum(post.status is Status.SENT for post in week.posts)
    assert sent >= len(week.posts) * (0.9 if faults == "mild" else 0.5)


def test_a_picture_that_changed_after_the_approval_keeps_its_post_back(rehearse, tmp_path):
    def swap(done: int, total: int) -> None:
        if not done:
            (tmp_path / WEEK.name / "images" / "1.png").write_bytes(png(999))

    week = rehearse(progress=swap)
    assert week.strays == ()
    (kept,) = [post for post in week.posts if post.status is not Status.SENT]
    assert kept.status is Status.PENDING
    assert "is not the picture that the post was loaded with" in kept.reason

"""What is sent of a picture: the picture, upright and in the colours of screens, and nothing that a camera wrote into it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pictures.samples import GPS, HOSTILE, LEFT, RIGHT, exif, halves, opened, png, profile, saved, swapped
from promoter.campaign.files import LARGEST_IMAGE
from promoter.pictures.checking import Unusable, checked
from promoter.pictures.headers import Broken, Kind, header_of, kind_of
from promoter.pictures.readying import ready, thumbnail


@pytest.mark.parametrize("what", HOSTILE)
def test_what_cannot_be_sent_is_refused_in_a_sentence(what):
    content, says = HOSTILE[what]
    with pytest.raises(Unusable) as refused:
        ready(content)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_bomb_is_refused_before_anything_of_it_is_unpacked(monkeypatch):
    def never(*_args: object, **_how: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(Image, "open", never)
    for content in (png(60_000, 60_000, rows=b"\x00" * 1000), png(50_000, 10), HOSTILE["a moving GIF"][0]):
        with pytest.raises(Unusable):
            ready(content)


@pytest.mark.parametrize(
    ("kind", "how"), [("PNG", {}), ("PNG", {"dpi": (72, 72)}), ("JPEG", {}), ("JPEG", {"progressive": True})]
)
def test_a_file_that_is_nothing_but_a_picture_is_sent_as_it_is(kind, how):
    content = saved(halves(), kind, **how)
    found = ready(content)
    assert (found.content, found.changed, found.width, found.height) == (content, False, 800, 420)
    assert found.kind is Kind[kind]


@pytest.mark.parametrize(
    "content",
    [
        saved(halves(), "JPEG", exif=exif(gps=True)),
        saved(halves(), "PNG", exif=exif(gps=True)),
        saved(halves(), "WEBP", exif=exif(gps=True)),
        saved(halves(), "JPEG", comment=b"taken at home"),
        saved(halves(), "JPEG", xmp=b"<x:xmpmeta>home</x:xmpmeta>"),
        saved(halves(), "JPEG") + b"PK\x03\x04 and a whole archive after it",
        saved(halves(), "PNG") + b"and more after its end",
        saved(halves(), "GIF", comment=b"home"),
    ],
    ids=["jpeg exif", "png exif", "webp exif", "comment", "xmp", "polyglot", "trailing", "gif"],
)  # fmt: skip
def test_whatever_else_is_in_the_file_stays_behind(content):
    found = ready(content)
    assert found.changed
    assert header_of(found.content).plain
    image = opened(found.content)
    assert not image.getexif()
    assert {name for name in image.info if name not in {"jfif", "jfif_version", "jfif_unit", "jfif_density"}} == set()
    for secret in (b"home", b"camera", b"PK\x03\x04", b"after"):
        assert secret not in found.content
    assert image.size == (800, 420)


def test_the_place_where_a_photo_was_taken_is_gone():
    content = saved(halves(), "JPEG", exif=exif(gps=True))
    assert opened(content).getexif().get_ifd(GPS)
    assert not opened(ready(content).content).getexif().get_ifd(GPS)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_however_the_camera_was_held_the_picture_is_sent_upright(orientation, kind):
    undo = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]  # numbers of Image.Transpose
    lying = halves() if undo is None else halves().transpose(Image.Transpose(undo))
    found = ready(saved(lying, kind, exif=exif(orientation=orientation)))
    assert (found.width, found.height, found.turned) == (800, 420, orientation != 1)
    image = opened(found.content).convert("RGB")
    for place, colour in (((100, 200), LEFT), ((700, 200), RIGHT)):
        assert image.getpixel(place) == pytest.approx(colour, abs=6)


@pytest.mark.parametrize("orientation", [0, 9, 700])
def test_an_orientation_that_does_not_exist_turns_nothing(orientation):
    found = ready(saved(halves(), "JPEG", exif=exif(orientation=orientation)))
    assert (found.width, found.height, found.turned) == (800, 420, False)


def test_broken_facts_of_a_camera_do_not_keep_a_good_picture_back():
    found = ready(saved(halves(), "JPEG", exif=b"Exif\x00\x00XX not a TIFF at all"))
    assert opened(found.content).size == (800, 420)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_colours_of_another_profile_become_those_of_screens(mode):
    found = ready(saved(halves(mode=mode), "PNG", icc_profile=swapped()))
    image = opened(found.content)
    assert "icc_profile" not in image.info
    assert image.convert("RGB").getpixel((100, 200)) == pytest.approx(RIGHT, abs=60)
    assert image.convert("RGB").getpixel((700, 200)) == pytest.approx(LEFT, abs=60)


def test_the_profile_of_screens_changes_nothing_and_a_useless_one_is_refused():
    same = ready(saved(halves(), "PNG", icc_profile=profile()))
    assert same.changed
    assert opened(same.content).getpixel((10, 10)) == pytest.approx(LEFT, abs=2)
    with pytest.raises(Unusable, match="colour profile"):
        ready(saved(halves(), "PNG", icc_profile=profile("LAB")))  # which says nothing of red, green and blue


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "PA"])
def test_every_way_of_keeping_colours_comes_out_as_one_that_networks_take(mode):
    image = halves().convert("RGBA").convert("P" if mode == "PA" else mode) if mode != "LA" else halves().convert("LA")
    found = ready(saved(image, "PNG", pnginfo=_words()))
    made = opened(found.content)
    assert made.mode in {"L", "RGB", "RGBA"}
    assert made.convert("L").getpixel((100, 100)) == pytest.approx(
        image.convert("RGBA").convert("L").getpixel((100, 100)), abs=6
    )


def _words():
    info = PngInfo()
    info.add_text("Author", "somebody")
    return info


def test_what_is_clear_stays_clear():
    image = Image.new("RGBA", (800, 420), (0, 0, 0, 0))
    found = ready(saved(image, "WEBP", lossless=True))
    assert found.kind is Kind.PNG
    assert opened(found.content).getpixel((5, 5))[3] == 0


def test_a_still_gif_or_webp_goes_out_as_png():
    for kind in ("GIF", "WEBP"):
        assert ready(saved(halves(), kind)).kind is Kind.PNG


def test_what_would_be_too_large_without_loss_goes_out_as_jpeg_if_it_can():
    noise = Image.effect_noise((1700, 1400), 120).convert("RGB")
    found = ready(saved(noise, "WEBP", quality=40))
    assert found.kind is Kind.JPEG
    assert len(found.content) <= LARGEST_IMAGE
    clear = noise.convert("RGBA")
    clear.putalpha(Image.effect_noise(noise.size, 120))
    with pytest.raises(Unusable, match="more than 5 MB"):
        ready(saved(clear, "WEBP", quality=40))


def test_the_same_file_gives_the_same_bytes():
    for content in (saved(halves(), "JPEG", exif=exif(orientation=6)), saved(halves(), "GIF")):
        assert ready(content).content == ready(content).content


def test_what_was_made_ready_is_sent_as_it_is_the_next_time():
    once = ready(saved(halves(), "JPEG", exif=exif(gps=True)))
    twice = ready(once.content)
    assert (twice.content, twice.changed) == (once.content, False)


def test_a_head_that_lies_about_the_size_is_found_out():
    honest = saved(halves(), "JPEG")
    frame = honest.index(b"\xff\xc0")
    small = honest[frame : frame + 5] + b"\x00\x10\x00\x10" + honest[frame + 9 : frame + 19]
    two_heads = honest[:frame] + small + honest[frame:]
    beyond_its_screen = bytearray(saved(halves(), "GIF"))
    beyond_its_screen[6:10] = b"\x10\x00\x10\x00"
    for content in (two_heads, bytes(beyond_its_screen)):
        assert (checked(content).width, checked(content).height) == (16, 16)
        with pytest.raises(Unusable, match="not whole, or broken"):
            ready(content)


def test_a_thumbnail_is_small_and_opaque():
    content, kind = thumbnail(saved(Image.new("RGBA", (1200, 600), (0, 0, 0, 0))), 300)
    small = opened(content)
    assert (small.size, small.mode, kind) == ((300, 150), "RGB", Kind.JPEG)
    assert small.getpixel((5, 5)) == pytest.approx((255, 255, 255), abs=3)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_brings_anything_but_a_sentence(data):
    whole = data.draw(st.sampled_from(_SEEDS))
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content
    try:
        found = ready(bytes(content))
    except Unusable:
        return
    assert opened(found.content).size == (found.width, found.height)
    assert header_of(found.content).plain


_SEEDS = [
    saved(halves(64, 40), "JPEG", exif=exif(orientation=6, gps=True)),
    saved(halves(64, 40), "JPEG"),
    saved(halves(64, 40)),
    saved(halves(64, 40, "P"), "PNG"),
    saved(halves(64, 40), "GIF"),
    saved(halves(64, 40), "WEBP"),
    saved(halves(64, 40), "WEBP", lossless=True, exif=exif(orientation=3)),
]


@given(st.binary(max_size=400))
def test_any_bytes_have_a_kind_or_none_and_a_head_or_are_broken(content):
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\x00\x00\x00\x00WEBP"):
        try:
            header = header_of(start + content)
        except Broken:
            continue
        assert (header is None) == (kind_of(start + content) is None)


def test_each_limit_is_where_the_networks_have_it():
    assert checked(saved(Image.new("L", (8_192, 100)))).width == 8_192
    with pytest.raises(Unusable):
        checked(png(8_193, 100))
    assert checked(png(6_012, 6_012)).height == 6_012  # 36,144,144 pixels
    with pytest.raises(Unusable):
        checked(png(6_013, 6_013))


def test_a_decoder_sees_only_files_of_its_own_kind(monkeypatch):
    asked = []
    real = Image.open
    monkeypatch.setattr(Image, "open", lambda file, **how: asked.append(how) or real(file, **how))
    ready(saved(halves(), "WEBP"))
    assert asked == [{"formats": ["WEBP"]}]

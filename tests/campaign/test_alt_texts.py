"""Words for those who cannot see a picture: there, not too long, and about the picture."""

from __future__ import annotations

import pytest

from promoter.campaign.alt_texts import ALT_LIMIT_LINKEDIN, ALT_LIMIT_X, on_alt
from promoter.campaign.loading import load


def said(alt, *, file="images/red-door.png", most=ALT_LIMIT_X):
    return [
        f"{level}: {message}"
        for level, message in on_alt(alt, file=file, known=("Fix the address first", "A sub-title."), most=most)
    ]


@pytest.mark.parametrize(
    "alt",
    [
        "A red door beside a blue one",
        "Figure 2: 40 of 60 letters came back",
        "The door.png that never was, painted",
        "Image makers at work",
    ],
)
def test_words_about_the_picture_are_fine(alt):
    assert said(alt) == []


@pytest.mark.parametrize(
    "alt",
    [
        "red-door.png",
        "images/red-door.png",
        "Red door",
        "red_door",
        "IMG_2044.JPG",
        "DSC00412",
        "photo.webp",
        "Screenshot-2021-09-01",
    ],
)
def test_the_name_of_a_file_says_nothing(alt):
    assert said(alt) == ["warning: the alt text is the name of a file: say what the picture shows"]


@pytest.mark.parametrize("alt", ["Fix the address first", "FIX the address first!", "“A sub-title”"])
def test_the_title_again_says_nothing(alt):
    assert said(alt) == ["warning: the alt text only says the title again: say what the picture shows"]


@pytest.mark.parametrize(
    "alt", ["Image of a door", "a photo of a door", "Picture showing a door", "The photograph of a door"]
)
def test_that_it_is_a_picture_is_said_anyway(alt):
    assert said(alt)[0].startswith("warning: the alt text says that it is a picture")


@pytest.mark.parametrize("most", [ALT_LIMIT_X, ALT_LIMIT_LINKEDIN])
def test_so_many_characters_and_no_more(most):
    assert said("a door, " * (most // 8) + "a" * (most % 8), most=most) == []
    assert said("x" * (most + 1), most=most)[0].startswith(
        f"error: the alt text has {most + 1:,} characters and may have {most:,}"
    )
    assert said("🚪" * (most // 2 + 1), most=most) != []  # a network may count each as two


def test_the_limit_is_that_of_the_campaigns_networks(folder, week, blog):
    alt = "a door, " * 140
    long = blog.replace("status:", f'image: {{file: images/x.png, alt: "{alt}"}}\nstatus:')
    on_both = load(folder(week, {"a.md": long}, others={"images/x.png": b"x"}))
    assert [(finding.line, finding.column) for finding in on_both.errors if finding.code == "alt"] == [(8, 34)]
    alone = week[: week.index("  x: {first")] + week[week.index("  linkedin: {first") :]
    assert not [
        finding
        for finding in load(folder(alone, {"a.md": long}, others={"images/x.png": b"x"})).findings
        if finding.code == "alt"
    ]

"""Colours in which people can read."""

from __future__ import annotations

import pytest

from promoter.campaign.loading import load
from promoter.campaign.looks import contrast
from promoter.campaign.model import Look


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.478), ("#767676", "#ffffff", 4.542), ("#ff0000", "#0000ff", 2.149)],
)  # fmt: skip
def test_contrast_is_measured_as_wcag_does(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.001)
    assert contrast(other, one) == contrast(one, other)


def test_the_look_that_nobody_chose_can_be_read():
    look = Look()
    assert min(contrast(look.ink, look.paper), contrast(look.accent, look.paper)) > 7


@pytest.fixture
def told(folder, week):
    def findings(look):
        loaded = load(folder(f"{week}look: {look}\n"))
        about = [finding for finding in loaded.findings if finding.code in {"contrast", "value", "unknown_key"}]
        return [str(finding).partition("campaign.yaml:")[2] for finding in about]

    return findings


def test_colours_that_can_be_read_are_fine(told):
    assert told('{ink: "#767676"}') == []
    assert told('{ink: "#FFFFFF", paper: "#0B2A4A", accent: "#ffcc33"}') == []


def test_colours_that_cannot_be_read_are_an_error_that_says_which_way_to_go(told):
    assert told('{ink: "#777777"}') == [
        "18:13: error: the ink #777777 on the paper #ffffff has a contrast of 4.4:1 and needs 4.5:1 to be read: take a darker ink, or another paper"
    ]
    assert told('{paper: "#101010", accent: "#202020", ink: "#ffffff"}') == [
        "18:34: error: the accent #202020 on the paper #101010 has a contrast of 1.1:1 and needs 4.5:1 to be read: take a lighter accent, or another paper"
    ]


@pytest.mark.parametrize("colour", ["blue", "#12345", "#1234567", "123456", "#12345g", "rgb(0,0,0)", "#fff"])
def test_what_is_no_colour_is_told(told, colour):
    (finding,) = told(f'{{ink: "{colour}"}}')
    assert (
        finding
        == f'18:13: error: "{colour}" is not a colour: write it like "#1d70b8" (#, then six digits and letters from a to f)'
    )


def test_an_unknown_part_of_the_look_is_told(told):
    assert told('{inc: "#000000"}') == ['18:8: error: unknown key "inc": did you mean "ink"?']

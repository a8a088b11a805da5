"""Counts in every spelling in which exports write them, and nothing else."""

import pytest

from promoter.exports.numbers import NoCount, count


@pytest.mark.parametrize(
    ("cell", "means"),
    [
        ("0", 0), ("12", 12), ("1,234", 1234), ("1.234", 1234), ("1 234", 1234), ("1\u00a0234", 1234), ("1\u202f234", 1234),
        ("1’234", 1234), ("12,345,678", 12_345_678), ("1.234.567", 1_234_567), ("1.2K", 1200), ("3,4 Tsd.", 3400), ("2M", 2_000_000),
        ("1,25 Mio.", 1_250_000), ("12.0", 12), (7, 7), (7.0, 7), (" 42 ", 42), ("", None), ("-", None), ("–", None), (None, None),
        ("n/a", None), ("(not set)", None), ("1,000", 1000), ("1.000", 1000), ("20 000", 20_000), ("1,000,000", 1_000_000), ("7.00", 7),
    ],
)  # fmt: skip
def test_what_is_a_count(cell, means):
    assert count(cell) == means


@pytest.mark.parametrize(
    "cell",
    [
        "-5",
        -5,
        "1,5",
        "1.25",
        0.5,
        "12%",
        "1,23,456",
        "1.234,567",
        "twelve",
        float("nan"),
        float("inf"),
        True,
        "9" * 13,
        3e9,
    ],
)
def test_what_is_none(cell):
    with pytest.raises(NoCount):
        count(cell)

import pytest

from promoter.sandbox.x.counting import cashtags, links, weighted_length

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("abc é – — “quoted”", 18),
        ("…", 2),
        ("日本", 4),
        ("e\u0301", 1),
        ("👍", 2),
        ("👍🏽", 2),
        (FAMILY, 2),
        ("🇬🇧🇫🇷", 4),
        ("1️⃣", 2),
        ("❤️", 2),
        ("a https://example.org/" + "x" * 100, 25),
        ("see gov.uk/now.", 28),
        ("README.md", 23),
        ("node.js", 7),
        ("me@example.org", 14),
        ("@example.org", 12),
    ],
)
def test_weights(text, length):
    assert weighted_length(text) == length


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://example.org/a_(b)?c=d&e=f.", ["https://example.org/a_(b)?c=d&e=f"]),
        ("(https://example.org/a)", ["https://example.org/a"]),
        ("“www.gov.uk”, then example.com!", ["www.gov.uk", "example.com"]),
        ("v1.2.3, e.g. this, 10.30am", []),
        ("first.last@example.org", []),
        ("http://example.org:8080/x", ["http://example.org:8080/x"]),
    ],
)
def test_links(text, found):
    assert [text[start:end] for start, end in links(text)] == found


@pytest.mark.parametrize(
    ("text", "number"), [("$ABC and ($XYZ)", 2), ("costs $5", 0), ("a$ABC $TOOLONGS", 0), ("$BRK.A", 1)]
)
def test_cashtags(text, number):
    assert cashtags(text) == number

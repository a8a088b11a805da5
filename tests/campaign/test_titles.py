"""The clean title says neither the organisation nor the hashtag again."""

import pytest

from promoter.campaign.titles import clean_title


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("Example: A title", "A title"),
        ("Example | A title", "A title"),
        ("Example – A title", "A title"),
        ("Example - A title", "A title"),
        ("EXAMPLE: A title #SampleWeek", "A title"),
        ("A title | Example", "A title"),
        ("A title | Example #SampleWeek", "A title"),
        ("A title #SampleWeek | Example", "A title"),
        ("#SampleWeek: A title", "A title"),
        ("A title | #sampleweek", "A title"),
        ("How #SampleWeek began", "How SampleWeek began"),
        ("A title #SampleWeek2", "A title #SampleWeek2"),
        ("#SampleWeek", "#SampleWeek"),
        ("Example", "Example"),
        ("– Example #SampleWeek", "– Example #SampleWeek"),
        ("A title -Example", "A title -Example"),
        ("A title - Example", "A title"),
        ("Example -A title", "Example -A title"),
        ("Example: #SampleWeek", "Example"),
        ("Examples: what they teach", "Examples: what they teach"),
        ("Example-led design", "Example-led design"),
        ("What Example learnt", "What Example learnt"),
        ("A title: its second half", "A title: its second half"),
        ("C++ (and more): Example", "C++ (and more)"),
    ],
)
def test_a_page_title_becomes_a_clean_title(title, clean):
    assert clean_title(title, hashtag="#SampleWeek", organisations=["Example"]) == clean


def test_names_with_signs_are_taken_as_they_are():
    assert clean_title("A+B (UK): A title", hashtag="#w", organisations=["A+B (UK)"]) == "A title"


def test_a_long_title_of_dashes_is_read_through():
    title = "- " * 1_000
    assert clean_title(title, hashtag="#SampleWeek", organisations=["Example"])

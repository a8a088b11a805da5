"""The week as a page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from promoter.posts.model import Media
from promoter.reporting.page import page

if TYPE_CHECKING:
    from promoter.planning import Plan

BEFORE = datetime(2021, 9, 1, tzinfo=UTC)
AFTER = datetime(2022, 1, 1, tzinfo=UTC)
VOID = {"meta", "br", "hr", "img", "input", "link"}


class Outline(HTMLParser):
    """The page's elements, its words, its ids; refuses what is not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data

    def all(self, attribute: str) -> list[str]:
        return [str(attributes[attribute]) for _, attributes in self.tags if attribute in attributes]


def test_every_post_is_there_with_its_words_card_and_picture(awkward: Plan) -> None:
    words = " ".join(Outline(page(awkward, now=BEFORE)).words.split())
    for item in awkward.planned:
        said = item.post.said
        start = said.text if said.link is None else said.text.split(said.link)[0]
        assert " ".join(start.split()) in words
        if said.card:
            assert " ".join(said.card.title.split()) in words


def test_titles_are_words_and_never_markup(awkward: Plan) -> None:
    outline = Outline(page(awkward, now=BEFORE))
    allowed = {
        "html", "head", "meta", "title", "style", "body", "header", "main", "h1", "h2", "h3", "p", "strong", "span", "section", "div", "nav", "ol", "ul", "li", "dl", "dt", "dd", "a", "b", "em", "time", "article", "details", "summary", "small",
    }  # fmt: skip
    assert {tag for tag, _ in outline.tags} <= allowed


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "&lt;b&gt;"]
)
def test_hostile_words_are_shown_as_they_are(week: Plan, hostile: str) -> None:
    first = week.posts[0]
    said = replace(
        first.said, text=f"{hostile} #techUKSmarterState", link=f"https://example.org/?{hostile.replace(' ', '+')}",
        media=(Media("images/x.png", "0" * 64, hostile),),
    )  # fmt: skip
    campaign = week.campaign.model_copy(update={"name": hostile})
    plan = replace(week, campaign=campaign, posts=(replace(first, said=said, hold=hostile), *week.posts[1:]))
    html = page(plan, now=BEFORE)
    outline = Outline(html)
    assert outline.words.count(hostile) >= 3
    assert "script" not in {tag for tag, _ in outline.tags}
    assert "img" not in {tag for tag, _ in outline.tags}
    assert hostile not in html or hostile == "{{ 7 * 7 }}"


def test_the_page_needs_nothing_but_itself(week: Plan) -> None:
    html = page(week, now=BEFORE)
    outline = Outline(html)
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in outline.tags}
    assert outline.all("src") == []
    assert "url(" not in html
    assert "@import" not in html
    assert [name for _, attributes in outline.tags for name in attributes if name.startswith("on")] == []
    assert outline.all("style") == []


def test_links_lead_to_the_posts_own_page_or_to_a_place_on_this_one(week: Plan) -> None:
    outline = Outline(page(week, now=BEFORE))
    ids = outline.all("id")
    assert len(ids) == len(set(ids))
    links = {item.post.said.link for item in week.planned}
    for href in outline.all("href"):
        assert href in links or (href.startswith("#") and href[1:] in ids)
    labels = outline.all("aria-labelledby")
    assert set(labels) <= set(ids)


def test_headings_go_down_one_step_at_a_time(awkward: Plan) -> None:
    levels = [int(tag[1]) for tag, _ in Outline(page(awkward, now=BEFORE)).tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_language_and_the_width_are_named(week: Plan) -> None:
    tags = Outline(page(week, now=BEFORE)).tags
    assert dict(tags)["html"] == {"lang": "en-GB"}
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in tags


def test_assumptions_costs_and_shortfalls_are_said(week: Plan) -> None:
    words = " ".join(Outline(page(week, now=BEFORE)).words.split())
    assert "Assumed, and confirmed by nobody yet" in words
    assert all(assumption.says in words for assumption in week.open_assumptions)
    assert "X asks about $5.40 for its part" in words
    for overflow in week.timetable.overflow:
        assert overflow.message in words


def test_a_past_week_is_said_to_be_past(week: Plan) -> None:
    assert "This week is past" in page(week, now=AFTER)
    assert "past" not in Outline(page(week, now=BEFORE)).words


def test_lengths_and_warnings_stand_at_their_post(awkward: Plan) -> None:
    html = unescape(page(awkward, now=BEFORE))
    for item in awkward.planned:
        for remark in item.post.warnings:
            assert remark.message in html


def test_what_became_of_a_post_can_be_shown_instead(week: Plan) -> None:
    html = page(week, now=AFTER, status=lambda key: f"Sent: {key}")
    assert f"Sent: {week.planned[0].post.key}" in html
    assert "This week is past" not in html
    assert "Edits, moves and approvals" not in html


def test_the_same_plan_makes_the_same_page(week: Plan) -> None:
    assert page(week, now=BEFORE) == page(week, now=BEFORE)

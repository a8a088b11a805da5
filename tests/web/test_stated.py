"""The facts of a week as a form: what is left as it is changes nothing, and each field states its own fact."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from promoter.campaign.loading import load
from promoter.web.fields_of_facts import sections
from promoter.web.wiring import Wiring
from web.visiting import visitor

if TYPE_CHECKING:
    from pathlib import Path

    from promoter.campaign.model import Campaign

FACTS = "/weeks/smarter-state-2021/facts"


@pytest.fixture
def wiring(house) -> Wiring:
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


def words(answer) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", answer.text)))


def campaign_of(folder: Path) -> Campaign:
    campaign = load(folder).campaign
    assert campaign is not None
    return campaign


def as_it_is(folder: Path) -> dict[str, str]:
    """The whole form as the page shows it."""
    settings = campaign_of(folder)
    days = {f"days.{day.date}": day.theme for day in settings.days}
    dates = {f"days.{day.date}.date": str(day.date) for day in settings.days}
    return {one.name: one.said for section in sections(settings) for one in section.fields} | days | dates


def state(wiring: Wiring, form: dict[str, str]) -> Any:
    """Send the form, and do what it shows; the last answer."""
    amara = visitor(wiring, "amara")
    shown = amara.post(FACTS, data=form)
    seal = re.search(r'name="seal" value="(\w+)"', shown.text)
    return shown if seal is None else amara.post(FACTS, data={**form, "seal": seal[1]})


def at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value[int(part)] if part.isdigit() else getattr(value, part)
    return value


def test_a_form_that_is_left_as_it_is_changes_nothing(wiring: Wiring, folder: Path) -> None:
    before = (folder / "campaign.yaml").read_bytes()
    answer = visitor(wiring, "amara").post(FACTS, data=as_it_is(folder))
    assert answer.status_code == 422
    assert "Nothing is different from what it is already." in words(answer)
    assert (folder / "campaign.yaml").read_bytes() == before


class Form(HTMLParser):
    """What a browser would send of the fields of a page, as it came."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        its = {key: value or "" for key, value in attrs}
        if tag == "input" and its.get("type") != "checkbox":
            self.fields[its.get("name", "")] = its.get("value", "")
        elif tag in {"select", "textarea"}:
            self._inside = its["name"]
            self.fields[self._inside] = ""
        elif tag == "option" and "selected" in its:
            self.fields[self._inside] = its["value"]

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self._inside:
            self.fields[self._inside] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self._inside = ""


def test_the_page_shows_the_facts_as_they_are(wiring: Wiring, folder: Path) -> None:
    sent = Form(visitor(wiring, "amara").get(FACTS).text).fields
    shown = as_it_is(folder)
    assert {name: sent.get(name) for name in shown} == shown


@pytest.mark.parametrize(
    ("changed", "where", "comes_to"),
    [
        ({"name": "  A  shorter name "}, "name", "A shorter name"),
        ({"hashtag": "#Another"}, "hashtag", "#Another"),
        ({"page": ""}, "page", None),
        ({"rules.hosts": "example.org; www.example.com"}, "rules.hosts", ("example.org", "www.example.com")),
        ({"organisation.linkedin": "4321"}, "organisation.linkedin", "urn:li:organization:4321"),
        (
            {"organisation.linkedin": "https://www.linkedin.com/company/4321/"},
            "organisation.linkedin",
            "urn:li:organization:4321",
        ),
        ({"organisation.contact": "comms@example.org"}, "organisation.contact", "comms@example.org"),
        ({"themes.covid-19.line": "another line"}, "themes.2.line", "another line"),
        ({"event.edition": ""}, "event.edition", None),
        ({"event.name": ""}, "event", None),
        ({"rules.words": "300–500"}, "rules.words", (300, 500)),
        ({"rules.per_organisation": "2"}, "rules.per_organisation", 2),
        ({"channels.x.gap": "45"}, "channels.x.gap", timedelta(minutes=45)),
        ({"channels.x.per_day": "5"}, "channels.x.per_day", 5),
        ({"channels.linkedin.blackout": ""}, "channels.linkedin.blackout", ()),
        ({"channels.linkedin": "no"}, "channels.linkedin", None),
        ({"kinds.second": "none"}, "kinds.second", False),
        ({"kinds.second": "both"}, "kinds.second", True),
        ({"kinds.round_up": "linkedin"}, "kinds.round_up.linkedin", True),
        ({"cards": "x"}, "cards.x", True),
        ({"look.accent": "#aa0000"}, "look.accent", "#aa0000"),
        ({"approvals": "2"}, "approvals", 2),
        ({"mail_contributors": "yes"}, "mail_contributors", True),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_field_states_its_fact_and_no_other(
    wiring: Wiring, folder: Path, changed: dict[str, str], where: str, comes_to: Any
) -> None:
    before = campaign_of(folder)
    answer = state(wiring, as_it_is(folder) | changed)
    assert answer.status_code == 303, words(answer)
    after = campaign_of(folder)
    assert at(after, where) == comes_to
    top = where.partition(".")[0]
    others = [name for name in type(before).model_fields if name not in {top, "blogs"}]
    assert {name: getattr(after, name) for name in others} == {name: getattr(before, name) for name in others}
    assert "# “" in (folder / "campaign.yaml").read_text(), "comments stay"


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"name": " "}, "name", "This cannot be empty."),
        ({"hashtag": "two words"}, "hashtag", "is not a hashtag"),
        ({"organisation.x": "techUK and more"}, "organisation.x", "is not an X handle"),
        ({"page": "somewhere"}, "page", "somewhere"),
        ({"rules.words": "many"}, "rules.words", "Write the fewest and the most words, such as 400 to 600."),
        ({"channels.x.per_day": "-1"}, "channels.x.per_day", "Write a whole number, such as 1."),
        ({"channels.linkedin.blackout": "noon"}, "channels.linkedin.blackout", "Write times such as 12:00 to 13:00"),
        ({"themes.covid-19.name": ""}, "themes.covid-19.name", "This cannot be empty."),
        ({"themes.covid-19.line": "x" * 5000}, "themes.covid-19.line", "x"),
        ({"kinds.second": "sometimes"}, "kinds.second", "Choose one of those that there are."),
        ({"event.ends": "2021-09-01"}, "event.ends", "The last day of the event comes before its first."),
        ({"more.date": "2021-09-13", "more.theme": "covid-19"}, "more.date", "Two days of the week have this date."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_changed(
    wiring: Wiring, folder: Path, changed: dict[str, str], field: str, says: str
) -> None:
    before = (folder / "campaign.yaml").read_bytes()
    answer = visitor(wiring, "amara").post(FACTS, data=as_it_is(folder) | changed)
    assert answer.status_code == 422
    assert says in words(answer)
    (its,) = re.findall(rf'<(?:input|select|textarea)[^>]*name="{re.escape(field)}"[^>]*>', answer.text)
    assert 'aria-invalid="true"' in its
    assert answer.text.count('id="wrong"') == 1
    assert (folder / "campaign.yaml").read_bytes() == before


def test_both_networks_cannot_go(wiring: Wiring, folder: Path) -> None:
    answer = visitor(wiring, "amara").post(FACTS, data={"channels.x": "no", "channels.linkedin": "no"})
    assert answer.status_code == 422
    assert "needs x, linkedin or both" in words(answer)


def test_a_network_that_was_not_used_gets_hours_of_its_own(wiring: Wiring, folder: Path) -> None:
    assert state(wiring, {"channels.linkedin": "no"}).status_code == 303
    assert state(wiring, {"channels.linkedin": "yes"}).status_code == 303
    linkedin = campaign_of(folder).channels.linkedin
    assert linkedin is not None
    assert (f"{linkedin.first:%H:%M}", linkedin.per_day) == ("08:50", 6)


def test_an_event_that_there_was_not_comes_with_its_days(wiring: Wiring, folder: Path) -> None:
    assert state(wiring, {"event.name": ""}).status_code == 303
    lacking = visitor(wiring, "amara").post(FACTS, data={"event.name": "A conference"})
    assert "An event has a name, a first day and a last day." in words(lacking)
    said = {"event.name": "A conference", "event.starts": "2021-10-01", "event.ends": "2021-10-02"}
    assert state(wiring, said).status_code == 303
    event = campaign_of(folder).event
    assert event is not None
    assert (event.name, str(event.starts), str(event.ends)) == ("A conference", "2021-10-01", "2021-10-02")


def test_a_theme_comes_and_then_its_day_and_a_day_goes(wiring: Wiring, folder: Path) -> None:
    assert state(wiring, {"more.name": "The impact of COVID-19"}).status_code == 303
    added = campaign_of(folder).themes[-1]
    assert (added.id, added.name) == ("the-impact-of-covid-19", "The impact of COVID-19")
    emptied = visitor(wiring, "amara").post(FACTS, data={"days.2021-09-15.out": "yes"})
    assert "is the blog's home and has no day in the week" in words(emptied)
    form = {"more.date": "2021-09-20", "more.theme": "covid-19", "days.2021-09-15": added.id, "days.2021-09-17.out": ""}
    done = state(wiring, form)
    assert done.status_code == 303, words(done)
    assert [f"{day.date:%d}" for day in campaign_of(folder).days] == ["13", "14", "15", "16", "17", "20"]
    assert state(wiring, {"days.2021-09-15.out": "yes"}).status_code == 303
    assert [f"{day.date:%d}" for day in campaign_of(folder).days] == ["13", "14", "16", "17", "20"]


def test_no_day_left_is_no_week(wiring: Wiring, folder: Path) -> None:
    form = {f"days.2021-09-{day}.out": "yes" for day in range(13, 18)}
    answer = visitor(wiring, "amara").post(FACTS, data=form)
    assert answer.status_code == 422
    assert "A week has at least one day." in words(answer)


def test_several_mistakes_are_each_said_at_their_field(wiring: Wiring, folder: Path) -> None:
    typed = {"name": "", "rules.words": "many", "channels.x.gap": "often"}
    answer = visitor(wiring, "amara").post(FACTS, data=as_it_is(folder) | typed)
    in_files = {"hashtag": "two words", "organisation.x": "techUK and more", "timezone": "Europe/Londres"}
    of_files = visitor(wiring, "amara").post(FACTS, data=as_it_is(folder) | in_files)
    for page, wrong in ((answer.text, typed), (of_files.text, in_files)):
        for name in wrong:
            (its,) = re.findall(rf'<(?:input|select|textarea)[^>]*name="{re.escape(name)}"[^>]*>', page)
            assert 'aria-invalid="true"' in its, name
            (why,) = re.findall(r'aria-describedby="(\S*wrong)', its)
            assert page.count(f'id="{why}"') == 1
        assert page.count('aria-invalid="true"') == len(wrong)


def test_no_form_of_ours_makes_a_blog_unreadable(wiring: Wiring, folder: Path) -> None:
    """One that nobody has decided about may have mistakes in its file; but then only its file could mend them."""
    file = folder / "blogs" / "fix-the-address-first.md"
    brought = (
        "status: submitted\nsource: {file: originals/a.docx, sha256: " + "0" * 64 + ', imported_at: "2021-09-08T12:00"}'
    )
    file.write_text(re.sub(r"^status: approved\napproved_by: .*$", brought, file.read_text(), flags=re.MULTILINE))
    assert "status: submitted" in file.read_text()
    before = file.read_bytes()
    amara, address = visitor(wiring, "amara"), "/weeks/smarter-state-2021/blogs/fix-the-address-first"
    assert amara.get(address).status_code == 200
    for wrong in ({"url": "elsewhere.example/crew"}, {"live_from": "soon"}):
        answer = amara.post(f"{address}/facts", data=wrong)
        assert answer.status_code == 422, words(answer)
        assert next(iter(wrong.values())) in words(answer)
    assert file.read_bytes() == before
    assert "There is no blog under this address" in words(amara.get(f"{address}-nowhere"))

"""Everything that a week's facts say but its days, which have a form of their own: part by part, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promoter.campaign.model import ChannelName, Kind, PerChannel
from promoter.web.field import (
    Field,
    Section,
    breaks,
    hosts,
    minutes,
    number,
    number_or_none,
    page_of_linkedin,
    range_of,
    where,
    yes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from promoter.campaign.model import Cadence, Settings, Theme

_YES_NO = (("yes", "Yes"), ("no", "No"))
_WHERE = (("both", "On both networks"), ("x", "On X"), ("linkedin", "On LinkedIn"), ("none", "Nowhere"))
_KINDS = {
    Kind.OPENER: "An opener for each day",
    Kind.BLOG: "A post for each blog",
    Kind.SECOND: "A second post for a blog",
    Kind.ROUND_UP: "A round-up at the end of a day",
    Kind.WEEK_END: "The end of the week",
    Kind.EVENT: "Reminders of the event",
}


def sections(settings: Settings) -> tuple[Section, ...]:
    """The parts of the form, as they are now."""
    return (
        Section("The week itself", tuple(_week(settings))),
        Section("The organisation", tuple(_organisation(settings))),
        *(Section(f"The theme “{theme.name}”", tuple(_theme(theme))) for theme in settings.themes),
        Section(
            f"The event: {settings.event.name}" if settings.event else "The event", tuple(_event(settings)),
            "What the week leads up to, and posts remind of. Without a name there is none.",
        ),
        Section("The call", tuple(_call(settings))),
        *(Section(f"Posts on {network.shown}", tuple(_cadence(settings, network))) for network in ChannelName),
        Section("What is posted", tuple(_kinds(settings))),
        Section("Cards and approval", tuple(_how(settings))),
    )  # fmt: skip


def _week(settings: Settings) -> Iterator[Field]:
    yield Field(name="name", label="What the week is called", said=settings.name, required=True)
    yield Field(name="hashtag", label="Hashtag", said=settings.hashtag, required=True)
    yield Field(
        name="page", label="Address of the week’s page", said=settings.page or "", kind="url",
        hint="Openers and round-ups lead there. Without it they have no link.",
    )  # fmt: skip
    yield Field(
        name="rules.hosts", label="Websites on which the blogs are", said=", ".join(settings.rules.hosts), read=hosts,
        hint="Like example.org, with commas between several. Blogs’ posts lead there alone; left empty, anywhere.",
    )  # fmt: skip
    yield Field(
        name="timezone", label="Whose clocks count", said=settings.timezone, required=True, hint="Like Europe/London."
    )


def _organisation(settings: Settings) -> Iterator[Field]:
    its = settings.organisation
    yield Field(name="organisation.name", label="Name of the organisation", said=its.name, required=True)
    yield Field(name="organisation.x", label="Its handle on X", said=its.x or "", hint="Like @techUK.")
    yield Field(
        name="organisation.linkedin", label="Its page on LinkedIn", said=(its.linkedin or "").rpartition(":")[2],
        hint="The number that stands in the page’s address when you manage it.", read=page_of_linkedin,
    )  # fmt: skip
    yield Field(
        name="organisation.contact", label="E-mail for corrections", said=its.contact or "",
        hint="Contributors are told to write there.",
    )  # fmt: skip


def _theme(theme: Theme) -> Iterator[Field]:
    def one(key: str, label: str, said: str | None, **more: Any) -> Field:
        return Field(name=f"themes.{theme.id}.{key}", label=label, said=said or "", **more)

    yield one("name", "Name", theme.name, required=True)
    yield one("phrase", "Name within a sentence", theme.phrase, hint="Only where it has other capitals there.")
    yield one("question", "Question", theme.question, hint="What the day’s opener asks.")
    yield one("line", "Short line", theme.line, hint="What it is about, in at most 90 characters, for X.")
    yield one("description", "Description", theme.description, kind="textarea", hint="The call’s own sentence.")


def _event(settings: Settings) -> Iterator[Field]:
    event = settings.event
    starts, ends = (event.starts.isoformat(), event.ends.isoformat()) if event else ("", "")
    yield Field(name="event.name", label="Name of the event", said=event.name if event else "")
    yield Field(
        name="event.what", label="What it is", said=(event and event.what) or "",
        hint="Such as conference: posts put it after the name.",
    )  # fmt: skip
    yield Field(name="event.edition", label="Edition", said=(event and event.edition) or "", hint="Such as seventh.")
    yield Field(name="event.starts", label="First day of the event", said=starts, kind="date")
    yield Field(name="event.ends", label="Last day of the event", said=ends, kind="date")
    yield Field(name="event.url", label="Address of the event’s page", said=(event and event.url) or "", kind="url")


def _call(settings: Settings) -> Iterator[Field]:
    rules, deadline = settings.rules, settings.deadline
    yield Field(
        name="deadline", label=f"Deadline for blogs ({settings.timezone})", kind="datetime-local",
        said=f"{deadline:%Y-%m-%dT%H:%M}" if deadline else "",
    )  # fmt: skip
    yield Field(
        name="rules.words",
        label="Words of a blog",
        said=f"{rules.words[0]} to {rules.words[1]}",
        required=True,
        read=range_of,
    )
    yield Field(
        name="rules.subtitle", label="Characters of a sub-title, at most", said=str(rules.subtitle), kind="number",
        required=True, read=number,
    )  # fmt: skip
    yield Field(
        name="rules.per_organisation", label="Blogs of one organisation, at most", kind="number", read=number_or_none,
        said=str(rules.per_organisation or ""), hint="Empty: as many as they like.",
    )  # fmt: skip


def _cadence(settings: Settings, network: ChannelName) -> Iterator[Field]:
    its: Cadence | None = getattr(settings.channels, network.value)
    name = f"channels.{network.value}"
    yield Field(
        name=name,
        label=f"{network.shown} is used",
        said="yes" if its else "no",
        kind="select",
        options=_YES_NO,
        read=yes,
    )
    if its is None:
        return
    yield Field(
        name=f"{name}.first", label="First time of the day", said=f"{its.first:%H:%M}", kind="time", required=True
    )
    yield Field(name=f"{name}.last", label="Last time of the day", said=f"{its.last:%H:%M}", kind="time", required=True)
    yield Field(
        name=f"{name}.gap", label="Minutes between two posts, at least", said=str(_in_minutes(its.gap)), kind="number",
        required=True, read=minutes,
    )  # fmt: skip
    yield Field(
        name=f"{name}.per_day",
        label="Posts a day, at most",
        said=str(its.per_day),
        kind="number",
        required=True,
        read=number,
    )
    yield Field(
        name=f"{name}.blackout", label="Quiet times", read=breaks, hint="Such as 12:00 to 13:00.",
        said=", ".join(f"{start:%H:%M} to {end:%H:%M}" for start, end in its.blackout),
    )  # fmt: skip


def _kinds(settings: Settings) -> Iterator[Field]:
    for kind in Kind:
        if kind is not Kind.FREE:
            said = _wanted(getattr(settings.kinds, kind.value))
            yield Field(
                name=f"kinds.{kind.value}", label=_KINDS[kind], said=said, kind="select", options=_WHERE, read=where
            )


def _how(settings: Settings) -> Iterator[Field]:
    yield Field(
        name="cards", label="Drawn cards on posts without a picture", said=_wanted(settings.cards), kind="select",
        options=_WHERE, read=where, hint="With title, author and theme of the blog.",
    )  # fmt: skip
    for key, label in (
        ("ink", "Colour of the words"),
        ("paper", "Colour behind them"),
        ("accent", "Colour of the theme"),
    ):
        yield Field(
            name=f"look.{key}", label=f"{label} on cards", said=getattr(settings.look, key).lower(), kind="color"
        )
    yield Field(
        name="approvals", label="Approvals that each post needs", said=str(settings.approvals), kind="select",
        options=(("1", "1"), ("2", "2")), read=number,
    )  # fmt: skip
    yield Field(
        name="mail_contributors", label="Contributors are sent a mail when they are live", options=_YES_NO, read=yes,
        said="yes" if settings.mail_contributors else "no", kind="select", hint="Otherwise it waits as a draft.",
    )  # fmt: skip


def _wanted(choice: bool | PerChannel) -> str:
    if isinstance(choice, bool):
        return "both" if choice else "none"
    return {(True, True): "both", (True, False): "x", (False, True): "linkedin"}.get(
        (choice.x, choice.linkedin), "none"
    )


def _in_minutes(gap: timedelta) -> int:
    return int(gap.total_seconds() // 60)

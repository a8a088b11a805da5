"""The report for other programs: whole, with null where nobody told a figure."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from promoter.reporting.record import iso
from promoter.reporting.report.counting import FORMULAS, MEASURES
from promoter.reporting.report.model import OUT

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from promoter.ledger.figures import FigureRow
    from promoter.reporting.report.counting import Rate, Tally
    from promoter.reporting.report.model import Comparison, Cut, Newest, Report, Reported

Json = dict[str, Any]


def report_json(report: Report) -> Json:
    """All of the report. Moments are ISO 8601 with the offset of the campaign's zone."""
    zone = report.campaign.settings.zone
    first, last = report.days
    return {
        "campaign": report.campaign.slug,
        "name": report.campaign.settings.name,
        "hashtag": report.campaign.settings.hashtag,
        "timezone": report.campaign.settings.timezone,
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "made_at": iso(report.made_at, zone),
        "over": report.over,
        "whole": _cut(report.whole),
        **{question.id: [_cut(cut) for cut in question.cuts] for question in report.questions},
        "not_covered": [asdict(one) for one in report.not_covered] if report.with_files else None,
        "blogs": report.blogs if report.with_files else None,
        "without_figures": [one.post.key for one in report.without_figures],
        "best": {network: [one.post.key for one in its] for network, its in report.best.items()},
        "posts": [_post(one, zone) for one in report.posts],
        "read_between": report.read_between and [iso(moment, zone) for moment in report.read_between],
        "not_read": [{"account": one.account, "since": iso(one.since, zone), "why": one.why} for one in report.not_read],
        "files": [
            {"name": file.name, "kind": file.kind, "as_of": iso(file.as_of, zone), "matched": file.matched,
             "unmatched": list(file.unmatched)}
            for file in report.files
        ],
        "formulas": FORMULAS,
        "chain": report.head and {"seq": report.head[0], "hash": report.head[1]},
        "comparison": report.comparison and _comparison(report.comparison),
    }  # fmt: skip


def _cut(cut: Cut) -> Json:
    return {
        "id": cut.id,
        "name": cut.name,
        "planned": cut.planned,
        "sent": cut.sent,
        "outcomes": {outcome.value: count for outcome, count in cut.outcomes.items()},
        **_tally(cut.tally),
    }


def _tally(tally: Tally) -> Json:
    sums = {measure: tally.sums[measure] for measure in MEASURES}
    return {
        **{measure: found.value for measure, found in sums.items()},
        **{f"{measure}_known": found.known for measure, found in sums.items()},
        "interaction_rate": _rate(tally.interaction_rate),
        "interaction_rate_known": tally.interaction_rate.known,
        "click_rate": _rate(tally.click_rate),
        "click_rate_known": tally.click_rate.known,
    }


def _rate(rate: Rate) -> float | None:
    return None if rate.value is None else round(rate.value, 6)


def _post(one: Reported, zone: ZoneInfo) -> Json:
    post = one.post
    return {
        "key": post.key,
        "channel": post.channel.value,
        "kind": post.kind.value,
        "blog": post.blog,
        "title": one.title,
        "theme": post.theme,
        "authors": list(one.authors),
        "organisations": list(one.organisations),
        "outcome": one.outcome.value,
        "why": one.why,
        "planned_at": iso(one.planned_at, zone),
        "sent_at": iso(post.sent_at, zone),
        "url": post.url,
        "approved_by": list(post.approved_by),
        "text": post.said.text,
        "figures": _newest(one.latest, zone) if one.outcome in OUT else None,
        "at": {mark: _reading(reading, zone) for mark, reading in one.at_mark.items()},
    }


def _reading(reading: FigureRow | None, zone: ZoneInfo) -> Json | None:
    if reading is None:
        return None
    return {
        "source": reading.source.value,
        "standing": reading.standing.value,
        "read_at": iso(reading.read_at, zone),
        **asdict(reading.counts),
    }


def _newest(newest: Newest | None, zone: ZoneInfo) -> Json | None:
    """What is counted; `filled_by` says which of it another reading told."""
    told = _reading(newest, zone)
    if newest is None or told is None:
        return None
    others = [
        {"source": other.source.value, "read_at": iso(other.read_at, zone), "figures": list(names)}
        for other, names in newest.filled
    ]
    return told | {"filled_by": others, "gone": newest.gone}


def _comparison(comparison: Comparison) -> Json:
    return {
        "with": comparison.with_.slug,
        "sent": list(comparison.sent),
        "lines": [asdict(line) for line in comparison.lines],
        "caveats": list(comparison.caveats),
    }

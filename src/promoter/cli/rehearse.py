"""`promoter rehearse`: the whole week through the real path, against stand-in networks, in seconds."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from promoter.cli.acting import as_json
from promoter.cli.listing import TALLIED
from promoter.cli.terminal import Cell, clock, columns, cut, fill, one_line, say, say_json, status, when, wrap
from promoter.errors import PromoterError
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from promoter.campaign.model import Campaign
    from promoter.ledger.rows import PostRow
    from promoter.posts.model import Post
    from promoter.rehearsal import Rehearsal
    from promoter.reporting.report.model import Report, Reported
    from promoter.sandbox.faults import ProfileName

ON_TIME = timedelta(minutes=1)
SHOWN_OF_ID = 10  # the last characters of a network's id: enough to tell posts apart


@click.command("rehearse")
@click.argument("name", metavar="CAMPAIGN")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed brings the same faults.")
@click.option(
    "--faults",
    type=click.Choice(["none", "mild", "wild"]),
    default="none",
    show_default=True,
    help="What goes wrong: nothing; now and then a limit or an outage; or often, answers and connections lost too.",
)
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the week as a page."
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Let four more weeks pass, have figures read, and write what the week did. The figures are made up.",
)
@click.option("--pages", is_flag=True, help="Open the pages on the week as on the Friday before, to try them out.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="With --pages: where.")
@as_json
def command(
    name: str,
    *,
    seed: int,
    faults: ProfileName,
    html: Path | None,
    report: Path | None,
    pages: bool,
    port: int,
    as_json: bool,
) -> None:
    """Play the whole week against stand-in networks: load, approve, post, record.

    Everything is real but the networks, the clock and the ledger, which is thrown away. No account or key is needed,
    and nothing leaves this machine. The exit code is 1 if anything became public that was not approved so, or twice.

    \b
      promoter rehearse schedules/smarter-state-2021
      promoter rehearse smarter-state-2021 --faults wild --seed 7
      promoter rehearse smarter-state-2021 --report report.html
      promoter rehearse smarter-state-2021 --pages
    """
    import logging

    from promoter import staging
    from promoter.campaign.loading import find_folder
    from promoter.cli.check import read_whole
    from promoter.pictures.store import keep

    logging.getLogger("promoter").addHandler(
        logging.NullHandler()
    )  # what goes wrong here was ordered, and is told below
    campaign, posts, loaded = read_whole(name)
    folder = find_folder(name, start=Path.cwd())
    keep(folder, loaded.made)  # as a load does: they are read from there when their posts go out
    if pages:
        _open_pages(campaign, posts, folder, port)
        return
    with click.progressbar(length=1, label="Rehearsing", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        result = staging.rehearsal(
            campaign, posts, folder=folder, seed=seed, faults=faults, progress=progress, figures=report is not None
        )
    if as_json:
        say_json(_document(result, seed, faults))
    for line in _lines(result, name) if not as_json else _outcome(result):
        say(line, err=as_json)
    if html is not None:
        _write_page(html, result)
    if report is not None and result.did is not None:
        _write_report(report, result.did)
    if result.strays:
        raise PromoterError("what is public is not what was approved, as listed above; please report this")


def _open_pages(campaign: Campaign, posts: tuple[Post, ...], folder: Path, port: int) -> None:
    from promoter import staging
    from promoter.daemon import until_a_signal
    from promoter.rehearsal import APPROVERS, PASSWORD, WRITER

    with staging.stage(campaign, posts, folder=folder, port=port) as (served, daemon):
        say(f"It is the Friday before {one_line(campaign.name)}, and nothing leaves this machine.")
        say(f"Open {served.address} and sign in; the password of all three is: {PASSWORD}")
        say(f"  {WRITER.name} mends words; {' and '.join(who.name for who in APPROVERS)} approve.")
        say("On each page a button lets time pass until something happens. Ctrl-C ends it, and nothing is kept.")
        daemon.beside = [served, *daemon.beside]
        daemon.run(until_a_signal())


def _document(result: Rehearsal, seed: int, faults: ProfileName) -> dict[str, object]:
    from promoter.reporting.record import delivery_json, post_json

    return {
        "campaign": result.campaign.slug,
        "seed": seed,
        "faults": faults,
        # Without the addresses that the posts would have on the networks: they were never there.
        "posts": [post_json(post, result.campaign.zone) | {"url": None} for post in result.posts],
        "deliveries": [delivery_json(delivery) | {"url": None} for delivery in result.deliveries],
        "strays": list(result.strays),
        "letters": [asdict(mail) | {"at": mail.at.isoformat()} for mail in result.letters],
    }


def _lines(result: Rehearsal, name: str) -> Iterator[str]:
    from promoter.cli.week import glance

    yield Cell("", bold=True).styled(one_line(result.campaign.name))
    yield from wrap(
        "A rehearsal: the real program, stand-in networks, a pretended clock. Nothing left this machine.", columns()
    )
    yield from _section("Timetable", glance(result.report.plan))
    yield from _section("Delivery record", _record(result))
    yield from _section("Letters to contributors", _letters(result))
    yield from _section("For a person to see to", _open_ends(result))
    yield from _section("Not as it should be", (one_line(stray) for stray in result.strays))
    yield ""
    yield from _outcome(result)
    yield f"Whole posts: promoter preview {one_line(name)} --full"
    if result.did is None:
        yield "What the week did, four weeks on, with made-up figures:"
        yield f"  {_this_command()} rehearse {one_line(name)} --report report.html"
    yield "The pages, as on the Friday before, to try an afternoon on:"
    yield f"  {_this_command()} rehearse {one_line(name)} --pages"


def _this_command() -> str:
    """How this program was called, so that the line can be copied: it may not be on the path."""
    called, found = Path(sys.argv[0]), shutil.which("promoter")
    on_the_path = found is not None and called.exists() and Path(found).samefile(called)
    return os.path.relpath(called) if called.name == "promoter" and called.exists() and not on_the_path else "promoter"


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == 0:
            yield from ("", Cell("", bold=True).styled(heading))
        yield line


def _record(result: Rehearsal) -> Iterator[str]:
    """Every post, day by day: when it was due, what became of it and when, the network's name for it, what it was."""
    from promoter.posts.phrases import dated
    from promoter.reporting.plan import KINDS
    from promoter.reporting.standing import status_in_words

    zone = result.campaign.zone
    states = {
        delivery.post.key: f"sent {clock(delivery.post.sent_at, zone)}"
        if delivery.post.sent_at is not None
        else status_in_words(delivery.post)
        for delivery in result.deliveries
    }
    width = max(map(len, states.values()), default=0)
    for day, its in groupby(result.deliveries, lambda delivery: delivery.post.day):
        yield from ("", Cell("", "cyan", bold=True).styled(dated(day)))
        for post, attempts in ((delivery.post, len(delivery.attempts)) for delivery in its):
            start = f"{clock(_due(result, post), zone)}  {fill(post.channel.shown, 8)}  "
            state = status(post.status, "").styled(fill(states[post.key], width))
            name = fill(f"…{post.network_id[-SHOWN_OF_ID:]}" if post.network_id else "", SHOWN_OF_ID + 1)
            what = " ".join(part for part in (KINDS[post.kind], post.blog) if part)
            tries = f"  {attempts} attempts" if attempts > 1 else ""
            room = columns() - len(start) - width - 2 - len(name) - 2 - len(tries)
            yield f"{start}{state}  {name}  {cut(what, room)}{tries}"


def _letters(result: Rehearsal) -> Iterator[str]:
    """Which mails would tell contributors that they are live, when and to whom; none was sent."""
    if not result.letters:
        return
    goes = sum(mail.goes for mail in result.letters)
    drafts = len(result.letters) - goes
    says = [f"{goes} would be sent by the mail server of PROMOTER_MAIL"] if goes else []
    if drafts:
        on = "" if result.campaign.mail_contributors else ", because campaign.yaml does not say mail_contributors: true"
        says.append(f"{drafts} would wait as {'a draft' if drafts == 1 else 'drafts'}{on}")
    yield from wrap(f"{', '.join(says)}. None was sent.", columns())
    for mail in result.letters:
        start = f"{when(mail.at, result.campaign.zone)}  {'mail ' if mail.goes else 'draft'}  "
        yield start + cut(f"{one_line(mail.to)}: {one_line(mail.subject.partition(':')[0])}", columns() - len(start))


def _open_ends(result: Rehearsal) -> Iterator[str]:
    """What went late and why, and what did not go out with what a person would do about it."""
    from promoter.reporting.standing import status_in_words

    zone = result.campaign.zone
    reasons = {skipped.key: skipped.reason for skipped in result.skipped}
    for delivery in result.deliveries:
        post = delivery.post
        if post.sent_at is None:
            told = reasons.get(post.key) or delivery.why or f"{status_in_words(post)}."
        elif _is_late(result, post):
            troubles = dict.fromkeys(attempt.detail for attempt in delivery.attempts[:-1] if attempt.detail)
            told = f"Sent at {clock(post.sent_at, zone)} instead of {clock(_due(result, post), zone)}. {' '.join(troubles)}"
        else:
            continue
        yield one_line(post.key)
        yield from (f"  {line}" for line in wrap(one_line(told), columns() - 2))


def _outcome(result: Rehearsal) -> Iterator[str]:
    """How it went, in one sentence for those who read no further."""
    sent = [post for post in result.posts if post.status is Status.SENT]
    late = sum(_is_late(result, post) for post in sent)
    counts = Counter(post.status for post in result.posts)
    when = "all on time" if sent and not late else f"{late} of them late"
    parts = [f"{len(sent)} of {len(result.posts)} posts sent" + (f", {when}" if sent else "")]
    parts += [f"{counts[one]} {words}" for one, words in TALLIED.items() if counts[one] and one is not Status.SENT]
    same = "what is public is byte for byte what was approved" if not result.strays else "not as approved"
    yield from wrap(f"{'; '.join(parts)}; {same}.", columns())


def _is_late(result: Rehearsal, post: PostRow) -> bool:
    return post.sent_at is not None and post.sent_at - _due(result, post) >= ON_TIME


def _due(result: Rehearsal, post: PostRow) -> datetime:
    """When the timetable wanted it, whatever became of that."""
    return next((item.placement.at for item in result.report.plan.planned if item.post.key == post.key), post.at)


def _write_page(file: Path, result: Rehearsal) -> None:
    from promoter.reporting.page import page
    from promoter.reporting.standing import status_in_words

    words = {post.key: status_in_words(post) for post in result.posts}
    _write(file, page(result.report.plan, now=result.began, status=words.get))
    say(f"Wrote the week as a page: {file}", err=True)


def _write_report(file: Path, did: Report) -> None:
    """What the week did. Without the addresses of its posts: they were never there."""
    from dataclasses import replace

    from promoter.reporting.report.as_page import report_page
    from promoter.reporting.report.in_words import REHEARSED

    def nowhere(one: Reported) -> Reported:
        return replace(one, post=replace(one.post, url=None))

    best = {network: tuple(map(nowhere, its)) for network, its in did.best.items()}
    never_there = replace(did, posts=tuple(map(nowhere, did.posts)), best=best)
    _write(file, report_page(never_there, notice=REHEARSED))
    say(f"Wrote what the week did as a page, with made-up figures: {file}", err=True)


def _write(file: Path, whole: str) -> None:
    try:
        file.write_text(whole, encoding="utf-8")
    except OSError as problem:
        raise PromoterError(f"{file} cannot be written ({problem.strerror}): name another file.") from None

"""The command line: one name for each thing that people do, loaded only when it is called."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from promoter import __version__
from promoter.errors import PromoterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

# What people do, the commands for it, what each is for, and where it is ("module:attribute" in this package). The one
# line of help stands here, so that `promoter --help` need not load them all.
COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Look (changes nothing)": {
        "check": ("check:command", "Check a campaign's files against the call's rules."),
        "preview": ("preview:command", "Show what would be posted, and when."),
        "cards": ("cards:command", "Make the pictures of a campaign's posts, to look at."),
        "rehearse": ("rehearse:command", "Play the whole week against stand-in networks."),
        "preflight": ("preflight:command", "Is the week ready? Accounts, pages, posts, people."),
        "queue": ("records:queue", "List what will be posted, and how each post stands."),
        "show": ("records:show", "Show one post with all that happened to it."),
        "text": ("text:command", "Count and parse a text as X or LinkedIn would."),
    },
    "Decide (what goes out, and when)": {
        "new": ("new:command", "Begin a campaign: from facts, or as an earlier one."),
        "import": ("importing:command", "Bring in what contributors sent, once confirmed."),
        "load": ("loading:load", "Put a campaign's posts into the queue; may be repeated."),
        "approve": ("decisions:approve", "Approve posts as they are."),
        "return": ("decisions:return_", "Send a post back to its writer, with a reason."),
        "edit": ("changing:edit", "Change a post's words."),
        "move": ("changing:move", "Give a post another time."),
        "write": ("changing:write", "Write a post of your own: thanks, a correction."),
        "shift": ("shift:command", "Move the rest of the week, or a day's posts."),
        "withdraw": ("decisions:withdraw", "Take a post out."),
        "reopen": ("decisions:reopen", "Put a post back in."),
        "comment": ("commenting:comment", "Remark something on a post."),
        "comments": ("commenting:comments", "List what people remarked on a post; settle it."),
    },
    "Change the facts (and see what that does to the posts)": {
        "blog": ("blogs:blog", "List, approve, decline or withdraw blogs."),
        "fact": ("facts:fact", "State a fact of the campaign otherwise."),
        "confirm": ("facts:confirm", "Confirm something that is assumed."),
        "correct-handle": ("facts:correct_handle", "Put a handle on X right everywhere."),
        "pack": ("packs:command", "Write what contributors are sent: drafts, words, pictures."),
        "letters": ("letters:command", "List the letters to contributors who are live."),
        "sign-off": ("sign_off:sign_off", "Have contributors confirm what is said of them."),
    },
    "Send": {
        "serve": ("serving:serve", "Serve the pages and post on schedule, in one process."),
        "web": ("serving:web", "Serve the pages alone."),
        "daemon": ("daemon:command", "Post on schedule what is approved."),
        "worker": ("worker:command", "Be one more machine that posts, with a ledger on PostgreSQL."),
        "pause": ("decisions:pause", "Stop everything, at once."),
        "let-through": ("decisions:let_through", "Let one post go out although everything is stopped."),
        "resume": ("decisions:resume", "Start again after a stop."),
        "resolve": ("decisions:resolve", "Say whether a post went out, where only a person can."),
        "sandbox": ("sandbox:command", "Run stand-in networks on this machine."),
    },
    "Keep (records, people, the machine)": {
        "deliveries": ("records:deliveries", "The record of what was delivered."),
        "coverage": ("coverage:command", "How evenly a week speaks: per theme, day, network."),
        "figures": ("figures:figures", "What posts did: read it, list it, bring in files of it."),
        "report": ("report:command", "What a week did: sent, missed, figures, comparison."),
        "calendar": ("calendar:calendar", "Calendar addresses that the team subscribes to."),
        "hints": ("hints:command", "What hours and kinds of post did better."),
        "proof": ("proof:command", "For each contributor's organisation its part of the week."),
        "evidence": ("records:evidence", "Everything known about one post, for those who ask."),
        "audit": ("records:audit", "Check that no event was changed or removed."),
        "users": ("people:users", "People and what each may do."),
        "accounts": ("accounts:accounts", "Accounts on the networks, and how they stand."),
        "doctor": ("upkeep:doctor", "Check that everything is in order for the next post."),
        "db": ("upkeep:db", "Upgrade, back up or copy the database."),
    },
}
PLACES = {name: place for commands in COMMANDS.values() for name, (place, _) in commands.items()}


@dataclass
class Manner:
    """How this run was asked to behave."""

    verbose: bool = False


class LazyGroup(click.Group):
    """Imports a command's module when it is called, and for nothing else."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in PLACES:
            return None
        module, attribute = PLACES[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as unknown:
            raise click.exceptions.NoSuchCommand(unknown.command_name, possibilities=PLACES, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        width = max(map(len, PLACES))
        for heading, commands in COMMANDS.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), short) for name, (_, short) in commands.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        shorts = {name: short for commands in COMMANDS.values() for name, (_, short) in commands.items()}
        names = [CompletionItem(name, help=short) for name, short in shorts.items() if name.startswith(incomplete)]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="promoter")
@click.option("-v", "--verbose", is_flag=True, help="Say more on stderr: what is done, and where a fault lies.")
@click.pass_context
def cli(ctx: click.Context, *, verbose: bool) -> None:
    """Promote a campaign week on X and LinkedIn: exactly what was approved, on time, once, with proof.

    CAMPAIGN is a folder under schedules/, or any path to one. Try:

    \b
      promoter preview schedules/smarter-state-2021
    """
    ctx.ensure_object(Manner).verbose = verbose
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    elif os.environ.get("FORCE_COLOR"):
        ctx.color = True
    if verbose:
        import logging  # not for those who do not ask for it

        logging.basicConfig(
            level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
        )


def run(arguments: Sequence[str]) -> int:
    """Run a command; the one place where what goes wrong becomes a sentence and an exit code."""
    manner = Manner()
    _forgive_letters()
    try:
        result: Any = cli.main(list(arguments), prog_name="promoter", standalone_mode=False, obj=manner)
        sys.stdout.flush()
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except PromoterError as problem:
        click.echo(f"Error: {problem}", err=True)
        return problem.exit_code
    except BrokenPipeError:
        _forget_output()
        return 1
    except OSError as problem:
        click.echo(f"Error: {_sentence(problem)}", err=True)
        _show_traceback(manner)
        return 1
    except Exception as fault:  # noqa: BLE001 - the last place that can say it in a sentence
        said = " ".join(f"{type(fault).__name__}: {fault}".split())
        click.echo(
            f"Error: This is a fault of Promoter's, not yours ({said}). "
            "`promoter -v` and the rest of the command again shows where; please report that.",
            err=True,
        )
        _show_traceback(manner)
        return 1
    return result if isinstance(result, int) else 0


def _sentence(problem: OSError) -> str:
    """What the machine refuses, and where; what to do about it follows from that."""
    said = problem.strerror or str(problem) or type(problem).__name__
    where = f"{problem.filename}: " if problem.filename is not None else ""
    return f"{where}{said}. Put that right and run the command again."


def _show_traceback(manner: Manner) -> None:
    if manner.verbose:
        import traceback

        click.echo(traceback.format_exc(), err=True, nl=False)


def _forgive_letters() -> None:
    """Where the locale cannot show a letter, a question mark stands for it; nothing fails for want of a dash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _forget_output() -> None:
    """The reader has gone, as `head` does: what is left in the buffer must not complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

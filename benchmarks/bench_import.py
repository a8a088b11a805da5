"""How long bringing in 100 Word files takes, against mammoth's own time to convert the same files, in one run.

    python benchmarks/bench_import.py [ROUNDS]

Ours is all of it: each file looked over, read, guessed at, compared with all that came before, held against the call and
written to the disk with its original, as `promoter import` does it. The rounds are taken in turn, and of each the one
counts that least else disturbed; the ratio in the last line travels between machines.
"""

from __future__ import annotations

import io
import random
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import mammoth

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from promoter.intake import arriving, filing  # noqa: E402
from promoter.intake.guessing import Hints  # noqa: E402
from word_files import deleted, inserted, item, link, note, para, run, table, word  # noqa: E402

WEEK = ROOT / "schedules" / "smarter-state-2021"
FILES, ROUNDS = 100, 7
NOW = datetime(2021, 9, 8, 12, tzinfo=UTC)
SYLLABLES = ("ta", "ren", "so", "mil", "ka", "dor", "ve", "lin", "pe", "gra", "mo", "sti", "bu", "fel", "ni", "quo")


def words(chance: random.Random, count: int) -> str:
    return " ".join("".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(count))


def blog(number: int) -> bytes:
    """A blog as contributors send them: about 500 words in runs as Word cuts them, some tracked changes, a list, a table."""
    chance = random.Random(number)
    runs = [para(*(run(f"{words(chance, 6)} ", "<w:b/>" if chance.random() < 0.1 else "<w:i/>" if chance.random() < 0.05 else '<w:sz w:val="24"/>') for _ in range(12))) for _ in range(6)]  # fmt: skip
    return word(
        para(f"Title {number} {words(chance, 5)}", style="Title"),
        para(f"{words(chance, 14)}.", style="Subtitle"),
        para(f"By {words(chance, 1).title()} {words(chance, 1).title()}, Director of Research, Example {number}"),
        *runs,
        para("A heading", style="Heading2"),
        para(words(chance, 10), inserted(words(chance, 5)), deleted(words(chance, 5)), note(1), link("our site")),
        *(item(words(chance, 8)) for _ in range(4)),
        table(*((words(chance, 2), words(chance, 3)) for _ in range(4))),
        para("Theme: Overcoming challenges"),
        notes=(words(chance, 8),),
        links={"rLink": "https://example.org/"},
    )


def theirs(files: list[bytes]) -> None:
    for data in files:
        mammoth.convert_to_html(io.BytesIO(data))


def ours(files: list[bytes], folder: Path) -> None:
    into = filing.folder(folder)
    hints = Hints(settings=into.settings, now=NOW)
    names = [words(random.Random(-number), 2).title() for number in range(len(files))]
    for number, data in enumerate(files):
        (new,) = arriving.proposals(arriving.original(f"{names[number]} - blog final.docx", data), hints)
        assert into.match(new) is None
        filed = filing.file_new(new, into, now=NOW, by="bench")
        filing.held_against_the_call(new, into, filed.blog.id)
        into = into.save(filed)
    into.settle()
    assert len(list((folder / "blogs").glob("*.md"))) >= len(files)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    files = [blog(number) for number in range(FILES)]
    seconds: dict[str, list[float]] = {"mammoth": [], "promoter": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(shutil.copytree(WEEK, Path(scratch) / WEEK.name))
            for name, work in (("mammoth", lambda: theirs(files)), ("promoter", lambda: ours(files, folder))):  # noqa: B023
                started = time.perf_counter()
                work()
                seconds[name].append(time.perf_counter() - started)
    best = {name: min(its) for name, its in seconds.items()}
    print(f"{FILES} Word files, the best of {rounds} rounds")
    for name, its in best.items():
        print(f"{name:10} {its:6.2f} s   {1000 * its / FILES:5.1f} ms a file")
    print(f"promoter takes {best['promoter'] / best['mammoth']:.2f} times mammoth's own time (at most 1.3)")


if __name__ == "__main__":
    main()

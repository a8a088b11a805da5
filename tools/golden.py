"""Write `tests/golden/*.txt`: every post of the weeks in `schedules`, as people read it, to be read in review.

    python tools/golden.py

Run it after a wording or the timetable has changed, and read the difference as its readers would read the posts.
"""

from __future__ import annotations

from pathlib import Path

from click import unstyle

from promoter.campaign.findings import Level
from promoter.cli import week
from promoter.planning import plan, read
from promoter.reporting.plan import shortfalls

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "golden"


def weeks():
    return sorted(path.parent for path in (ROOT / "schedules").glob("*/campaign.yaml"))


def render(folder):
    """The posts of a campaign folder, each with time, key, length, words, link, card and the reason for its time."""
    loaded, posts = read(folder)
    if loaded.campaign is None:
        raise SystemExit("\n".join(str(finding) for finding in loaded.findings if finding.level is Level.ERROR))
    made = plan(loaded.campaign, posts)
    lines = [*week.in_full(made, width=None)][1:]
    for heading, sentences in (("Gaps", [gap.message for gap in made.gaps]), *shortfalls(made)):
        lines += ["", heading, *sentences] if sentences else []
    return unstyle("\n".join(lines)) + "\n"


def main():
    for folder in weeks():
        file = FOLDER / f"{folder.name}.txt"
        file.write_text(render(folder), encoding="utf-8")
        print(f"wrote {file.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

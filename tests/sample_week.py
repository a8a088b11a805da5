"""The smallest week that a campaign's settings allow, but for its networks, which each test chooses."""

from typing import Any

WEEK: dict[str, Any] = {
    "name": "A week",
    "hashtag": "#SampleWeek",
    "timezone": "Europe/London",
    "organisation": {"name": "Example"},
    "themes": [{"id": "one", "name": "One"}],
    "days": [{"date": "2021-09-13", "theme": "one"}],
}

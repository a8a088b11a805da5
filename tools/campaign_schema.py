"""Write `schedules/campaign.schema.json`, by which editors complete and check a campaign.yaml while it is typed."""

from __future__ import annotations

import json
from pathlib import Path

from promoter.campaign import model

FILE = Path(__file__).resolve().parent.parent / "schedules" / "campaign.schema.json"


def render() -> str:
    described = {
        **model.schema(),
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A campaign of Promoter",
    }
    return json.dumps(described, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(render(), encoding="utf-8")

"""Pages that stand in for a campaign's blogs: any address under /pages/ answers, so that links have somewhere to go."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import unquote

from promoter.sandbox.wire import Answer, html_answer

if TYPE_CHECKING:
    from promoter.sandbox.wire import Request

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta property="og:title" content="{title}">
<meta property="og:description" content="A page of the sandbox.">
<meta name="twitter:card" content="summary">
</head>
<body>
<h1>{title}</h1>
<p>A page of the sandbox.</p>
</body>
</html>
"""


def page(request: Request) -> Answer:
    """The title is the query's `title`, or made of the last part of the path."""
    last = unquote(request.path.rstrip("/").rpartition("/")[2])
    title = request.param("title") or last.replace("-", " ").capitalize()
    return html_answer(200, PAGE.format(title=html.escape(title)))

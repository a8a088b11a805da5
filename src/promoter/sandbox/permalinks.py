"""Where the networks have the page of a post, the sandbox has one too: the post, as people would read it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from promoter.sandbox.wire import html_answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promoter.sandbox.record import PublicPost
    from promoter.sandbox.wire import Answer, Request

PERMALINKS = ("/i/web/status/", "/feed/update/")
POST = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{name}, in the sandbox</title>
</head>
<body>
<p>In the sandbox, not public: {name}</p>
<p style="white-space: pre-line">{text}</p>
</body>
</html>
"""


def permalink(request: Request, posts: Iterable[PublicPost]) -> Answer:
    """A post as it can be read, at the path that it would have on its network."""
    found = next((post for post in posts if urlsplit(post.url).path == unquote(request.path)), None)
    if found is None:
        return html_answer(404, POST.format(name="nothing is here", text=""))
    return html_answer(200, POST.format(name=html.escape(f"{found.network} {found.id}"), text=html.escape(found.text)))

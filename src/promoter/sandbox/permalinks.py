"""Where the networks have the page of a post, the sandbox has one too: the post, as people would read it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from promoter.sandbox.wire import Answer, html_answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promoter.sandbox.pictures import Gallery, Shown
    from promoter.sandbox.record import PublicPost
    from promoter.sandbox.wire import Request

PERMALINKS = ("/i/web/status/", "/feed/update/")
PICTURES = "/pictures/"
POST = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{name}, in the sandbox</title>
</head>
<body>
<p>In the sandbox, not public: {name}</p>
<p style="white-space: pre-line">{text}</p>
{pictures}
</body>
</html>
"""


def permalink(request: Request, posts: Iterable[PublicPost]) -> Answer:
    """A post as it can be read, at the path that it would have on its network."""
    found = next((post for post in posts if urlsplit(post.url).path == unquote(request.path)), None)
    if found is None:
        return html_answer(404, POST.format(name="nothing is here", text="", pictures=""))
    shown = "\n".join(_shown(one) for one in found.pictures)
    name = html.escape(f"{found.network} {found.id}")
    return html_answer(200, POST.format(name=name, text=html.escape(found.text), pictures=shown))


def picture(request: Request, posts: Iterable[PublicPost], gallery: Gallery) -> Answer:
    """A picture of a public post."""
    wanted = unquote(request.path.removeprefix(PICTURES))
    network = next((post.network for post in posts for one in post.pictures if one.id == wanted), None)
    medium = None if network is None else gallery.find(network, wanted)
    if medium is None or medium.content is None or medium.kind is None:
        return html_answer(404, POST.format(name="nothing is here", text="", pictures=""))
    return Answer(200, medium.content, (("Content-Type", medium.kind.media_type),))


def _shown(one: Shown) -> str:
    alt = html.escape(one.alt or "", quote=True)
    return f'<p><img src="{PICTURES}{quote(one.id, safe="")}" alt="{alt}" width="600"></p>'

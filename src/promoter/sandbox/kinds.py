"""The words for what can go wrong: the kinds of faults, with which calls they may happen, and what they answer."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Act(StrEnum):
    """What a client wanted of the sandbox."""

    PUBLISH = "publish"  #: a request that could make something public
    READ = "read"  #: a GET of a network's interface: who am I, a timeline, posts by id, LinkedIn's finder
    PAGE = "page"  #: a page of the web sites that posts link to
    AUTHORISE = "authorise"  #: a request for tokens: for a code, or for new ones
    UPLOAD = (
        "upload"  #: a request about a picture: its place, its bytes, its alt text, or how far the network is with it
    )


class FaultKind(StrEnum):
    """The ways in which a request can go wrong.

    "Before": the network never saw the request, nothing was taken. "After": the network did what was asked, a post is
    taken, and it is the answer that suffers. The last ones happen to pages only, or to pictures.
    """

    REFUSED = "refused"  #: before: a refusal with `status` (403; pages 404), in the usual words or in `body`
    RATE_LIMITED = "rate-limited"  #: before: 429 that names a `reset` in seconds, or does not say when
    DUPLICATE_BEFORE = "duplicate-before"  #: before: called a duplicate of a post that is not there
    ERROR_BEFORE = "error-before"  #: before: a 5xx `status` (503)
    GATEWAY_PAGE = "gateway-page"  #: before: a 5xx `status` (502) with a page of HTML
    DROPPED_BEFORE = "dropped-before"  #: before: the connection is gone, without an answer
    HANG_BEFORE = "hang-before"  #: before: like `hang`, and nothing was taken
    ERROR_AFTER = "error-after"  #: after: a 5xx `status` (500)
    DUPLICATE_AFTER = "duplicate-after"  #: after: called a duplicate, of itself
    DROPPED_AFTER = "dropped-after"  #: after: the connection is gone, without an answer
    EMPTY = "empty"  #: after: a 2xx `status` (201; reads 200), no body, and none of the network's headers
    HTML = "html"  #: after: a 2xx `status` (201; reads 200) with a page of HTML
    NO_ID = "no-id"  #: after: the usual answer, but without the post's id
    TRUNCATED = "truncated"  #: after: half the body where the whole was announced, then the connection is gone
    BROKEN_JSON = "broken-json"  #: after: half the body, and a Content-Length that agrees with it
    HANG = "hang"  #: after: no answer; the connection stays until the client gives up, or `seconds` are over
    SLOW = "slow"  #: after: the usual answer, `seconds` later
    DRIP = "drip"  #: after: the usual answer, in drops spread over `seconds`
    LAG = "lag"  #: after: the usual answer at once; the post is seen only later: needs one of the lags
    TWICE = "twice"  #: after: the usual answer, and the network makes the post public twice by itself
    SIGN_IN = "sign-in"  #: pages: sent on to a page that asks for a password
    REDIRECT = "redirect"  #: pages: sent on to the address `to` (http://10.0.0.1/)
    NOINDEX = "noindex"  #: pages: a robots meta element asks search engines to stay away
    NOINDEX_HEADER = "noindex-header"  #: pages: the header X-Robots-Tag asks the same
    NO_TITLE = "no-title"  #: pages: the page has no title
    OTHER_TITLE = "other-title"  #: pages: the page has another title
    HUGE = "huge"  #: pages: several megabytes before the title comes
    NOT_HTML = "not-html"  #: pages: the address answers with a PDF
    PICTURE_FAILED = "picture-failed"  #: pictures: taken, and the network comes to nothing with it
    PICTURE_FORGOTTEN = "picture-forgotten"  #: pictures: taken, and not known any more when a post brings it
    ALT_LOST = "alt-lost"  #: pictures: taken, and the alt text that is brought for it is not kept


_K = FaultKind
BEFORE = frozenset(
    {
        *(_K.REFUSED, _K.RATE_LIMITED, _K.DUPLICATE_BEFORE, _K.ERROR_BEFORE, _K.GATEWAY_PAGE),
        *(_K.DROPPED_BEFORE, _K.HANG_BEFORE),
    }
)
PAGES_ONLY = frozenset(
    {
        *(_K.SIGN_IN, _K.REDIRECT, _K.NOINDEX, _K.NOINDEX_HEADER, _K.NO_TITLE, _K.OTHER_TITLE, _K.HUGE),
        _K.NOT_HTML,
    }
)
PICTURES_ONLY = frozenset({_K.PICTURE_FAILED, _K.PICTURE_FORGOTTEN, _K.ALT_LOST})
_ANYWHERE = frozenset(
    {
        *(_K.REFUSED, _K.ERROR_BEFORE, _K.GATEWAY_PAGE, _K.DROPPED_BEFORE, _K.HANG_BEFORE, _K.EMPTY),
        *(_K.TRUNCATED, _K.SLOW, _K.DRIP),
    }
)
#: which kinds may happen to which calls
HAPPENS: Mapping[Act, frozenset[FaultKind]] = {
    Act.PUBLISH: frozenset(_K) - PAGES_ONLY - PICTURES_ONLY,
    Act.READ: _ANYWHERE | {_K.RATE_LIMITED, _K.HTML, _K.BROKEN_JSON},
    Act.PAGE: _ANYWHERE | PAGES_ONLY,
    Act.AUTHORISE: _ANYWHERE | {_K.RATE_LIMITED, _K.ERROR_AFTER, _K.DROPPED_AFTER, _K.HTML, _K.BROKEN_JSON, _K.HANG},
    Act.UPLOAD: _ANYWHERE
    | PICTURES_ONLY
    | {_K.RATE_LIMITED, _K.ERROR_AFTER, _K.DROPPED_AFTER, _K.HTML, _K.BROKEN_JSON, _K.HANG, _K.LAG},
}
#: kind -> the hundreds that its status must have, and the status if none is given
STATUSES: Mapping[FaultKind, tuple[int, int]] = {
    _K.REFUSED: (4, 403),
    _K.ERROR_BEFORE: (5, 503),
    _K.GATEWAY_PAGE: (5, 502),
    _K.ERROR_AFTER: (5, 500),
    _K.EMPTY: (2, 201),
    _K.HTML: (2, 201),
}
#: where the status is another one, if none is given
OTHER_STATUSES: Mapping[tuple[Act, FaultKind], int] = {
    (Act.PAGE, _K.REFUSED): 404,
    (Act.READ, _K.EMPTY): 200,
    (Act.PAGE, _K.EMPTY): 200,
    (Act.READ, _K.HTML): 200,
    (Act.AUTHORISE, _K.REFUSED): 400,
    (Act.AUTHORISE, _K.EMPTY): 200,
    (Act.AUTHORISE, _K.HTML): 200,
}
BODIED = frozenset({_K.REFUSED, _K.ERROR_BEFORE, _K.ERROR_AFTER, _K.GATEWAY_PAGE, _K.HTML})
TIMED = frozenset({_K.HANG, _K.HANG_BEFORE, _K.SLOW, _K.DRIP})

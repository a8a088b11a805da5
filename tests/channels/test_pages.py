"""Is a page live? Every sight that says no, what looks like one and is none, and that a redirect is judged before it is followed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promoter.channels.pages import (
    LARGEST,
    MOST_REDIRECTS,
    SENTENCES,
    Failed,
    Got,
    Live,
    NotYet,
    Page,
    Why,
    check,
)

HOME = "https://www.example.org/"
ADDRESS = "https://www.example.org/blogs/tuesday"
TITLE = "An ordinary Tuesday in 2031"
HTML = {"Content-Type": "text/html; charset=utf-8"}


def article(title=TITLE, head="", body=""):
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def got(text="", status=200, headers=None, **parts):
    body = text if isinstance(text, bytes) else text.encode()
    return Got(status=status, headers={**HTML, **(headers or {})}, body=body, **parts)


def redirect(to, status=302):
    return got(status=status, headers={"Location": to})


class Web:
    """A web of a few addresses, which remembers what was asked of it. Whatever it does not know is an error."""

    def __init__(self, pages):
        self.pages = pages
        self.asked = []
        self.within = []

    def __call__(self, address, within):
        self.asked.append(address)
        self.within.append(within)
        return self.pages[address]


def judged(answer, address=ADDRESS, titles=(TITLE,), hosts=("example.org",)):
    pages = answer if isinstance(answer, dict) else {address: answer}
    return check(Page(address=address, titles=titles, hosts=hosts), fetch=Web(pages))


def why(*args, **options):
    verdict = judged(*args, **options)
    assert isinstance(verdict, NotYet), verdict
    return verdict.why


# ------------------------------------------------------------------------------------------------------------- the title


def test_a_page_that_answers_with_its_title_is_live_and_what_was_seen_is_kept():
    verdict = judged(got(article()))
    assert verdict == Live(
        detail="The page is live at https://www.example.org/blogs/tuesday.",
        evidence={"asked": ADDRESS, "address": ADDRESS, "redirects": 0, "status": 200, "titles": [TITLE]},
    )


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(article("EXAMPLE LTD: An Ordinary Tuesday in 2031 #smarterState | Example"), id="between others"),
        pytest.param(article("An&nbsp;ordinary&#32;Tuesday in &#x32;031"), id="in entities"),
        pytest.param(article("An\n  ordinary\tTuesday   in 2031"), id="over lines"),
        pytest.param(article("Example", '<meta property="og:title" content="An ordinary Tuesday in 2031">'), id="og"),
        pytest.param(article("", "<META content='An ordinary Tuesday in 2031' NAME=twitter:title>"), id="twitter"),
        pytest.param(article("", body="<h1>An <em>ordinary</em><br>Tues<b>day</b> in 2031</h1>"), id="split by tags"),
        pytest.param(article("", body="<h1>Example</h1><h1 class=x>An ordinary Tuesday in 2031"), id="second heading"),
        pytest.param(article("An or\u00addin\u200bary Tuesday in 2031"), id="with places to break"),
    ],
)
def test_the_title_counts_wherever_it_stands_and_however_it_is_set(page):
    assert isinstance(judged(got(page)), Live)


@pytest.mark.parametrize(
    ("wanted", "seen"),
    [
        ("“It’s here” – at last", "&quot;It's here&quot; - at last"),
        ("Café society", "Cafe\u0301 society"),
        ("STRASSE", "Straße"),
        ("Office 365", "O\ufb03ce 365"),
        ("Office 365", "Ｏｆｆｉｃｅ　３６５"),
        ("???", "Why???"),
    ],
)
def test_quotation_marks_dashes_accents_and_case_make_no_other_title(wanted, seen):
    assert isinstance(judged(got(article(seen)), titles=(wanted,)), Live)


def test_one_of_several_titles_is_enough():
    assert isinstance(
        judged(got(article("The clean one")), titles=("Example: The clean one #x", "The clean one")), Live
    )


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(article("Page not found"), id="an error that says 200"),
        pytest.param(article("Example", body=f"<ul><li><a href=/tuesday>{TITLE}</a></ul>"), id="the home page"),
        pytest.param(article("", body=f"<h1>a</h1><h1>b</h1><h1>{TITLE}</h1>"), id="a list of articles"),
        pytest.param(article("An ordinary Tuesday in 20311"), id="a part of a word"),
        pytest.param(article("", head=f"<!-- <title>{TITLE}</title> -->"), id="in a comment"),
        pytest.param(f"<script>'<title>{TITLE}</title>'</script>", id="in a script"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_page_without_the_title_is_not_the_page(page):
    assert why(got(page)) is Why.TITLE


def test_where_no_title_is_given_none_is_looked_for():
    assert isinstance(judged(got(article("The week")), titles=()), Live)
    assert why(got(article("Sign in", body="<input type=password>")), titles=()) is Why.SIGN_IN


@pytest.mark.parametrize("titles", [("",), ("  ",), ("—",)])
def test_a_title_without_words_is_on_no_page(titles):
    assert why(got(article()), titles=titles) is Why.TITLE


def test_the_sentence_about_a_title_names_both_and_what_to_do():
    verdict = judged(got(article("Page not found | Example")))
    assert verdict.detail == (
        f"{ADDRESS} answers, but its title is “Page not found | Example”, not “{TITLE}”. "
        "Check the address; if the title has changed, change it in the blog's file."
    )
    assert verdict.http_status == 200


def test_a_strangers_title_is_shown_short_on_one_line_and_cannot_turn_the_text_around():
    verdict = judged(got(article("a\u202eb\x07c" + "x" * 5000)))
    assert "“abcxxx" in verdict.detail
    assert len(verdict.detail) < 500
    assert len(verdict.evidence["titles"][0]) <= 120


# ------------------------------------------------------------------------------------------------------------ the status


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, Why.SIGN_IN),
        (403, Why.FORBIDDEN),
        (404, Why.NOT_FOUND),
        (410, Why.GONE),
        (429, Why.BUSY),
        (503, Why.MAINTENANCE),
        (500, Why.SERVER),
        (502, Why.SERVER),
        (204, Why.STATUS),
        (206, Why.STATUS),
        (300, Why.STATUS),
        (418, Why.STATUS),
    ],
)
def test_any_status_but_200_is_not_live_however_right_the_page_looks(status, expected):
    verdict = judged(got(article(), status=status))
    assert isinstance(verdict, NotYet)
    assert (verdict.why, verdict.http_status) == (expected, status)


@pytest.mark.parametrize("reason", list(Why))
def test_whatever_fetching_failed_of_is_told_in_a_sentence_with_the_address(reason):
    verdict = judged(Failed(why=reason, status=502)) if reason not in {Why.TITLE, Why.NOT_HTML} else None
    if verdict is not None:
        assert (verdict.why, verdict.http_status) == (reason, 502)
        assert verdict.detail.startswith((ADDRESS, f"The name in {ADDRESS}"))
    assert SENTENCES[reason].endswith(".")


# --------------------------------------------------------------------------------------------------------- the address


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://www.example.org/blogs/tuesday", Why.NOT_HTTPS),
        ("ftp://www.example.org/blogs", Why.ADDRESS),
        ("javascript:alert(1)", Why.ADDRESS),
        ("https://www.example.org:8443/", Why.ADDRESS),
        ("https://www.example.org:80/", Why.ADDRESS),
        ("https://www.example.org:99999/", Why.ADDRESS),
        ("https://somebody:secret@www.example.org/", Why.ADDRESS),
        ("https://www.example.org@evil.example/", Why.ADDRESS),
        ("https://evil.example\\@www.example.org/", Why.ADDRESS),
        ("https://www.example.org\\.evil.example/", Why.ADDRESS),
        ("https://www.example.org%2fevil.example/", Why.ADDRESS),
        ("https://www.example.org/\r\nHost: evil.example", Why.ADDRESS),
        ("https://evil.example/", Why.HOST),
        ("https://evil.example/?https://www.example.org/", Why.HOST),
        ("https://evil.example#@www.example.org/", Why.HOST),
        ("https://example.org.evil.example/", Why.HOST),
        ("https://notexample.org/", Why.HOST),
        ("https://staging.example.org/", Why.HOST),
        ("https://127.0.0.1/", Why.PRIVATE),
        ("https://127.1/", Why.PRIVATE),
        ("https://2130706433/", Why.PRIVATE),
        ("https://017700000001/", Why.PRIVATE),
        ("https://0x7f000001/", Why.PRIVATE),
        ("https://0X7F.0.0.1/", Why.PRIVATE),
        ("https://0177.0.0.1/", Why.PRIVATE),
        ("https://127.0.0.1./", Why.PRIVATE),
        ("https://169.254.169.254/latest/meta-data/", Why.PRIVATE),
        ("https://[::1]/", Why.PRIVATE),
        ("https://[::ffff:127.0.0.1]/", Why.PRIVATE),
        ("https://[fe80::1%25eth0]/", Why.PRIVATE),
        ("https://93.184.216.34/", Why.PRIVATE),
    ],
)
@pytest.mark.parametrize("by", ["the file", "a redirect"])
def test_an_address_that_may_not_be_opened_is_never_asked_for(by, address, expected):
    web = Web({HOME: redirect(address)})
    verdict = check(
        Page(address=address if by == "the file" else HOME, titles=(TITLE,), hosts=("example.org",)), fetch=web
    )
    assert isinstance(verdict, NotYet)
    assert verdict.why is expected
    assert web.asked == ([] if by == "the file" else [HOME])
    assert "secret" not in verdict.detail


@pytest.mark.parametrize("address", ["www.example.org/blogs", "", "https://", "/blogs", "https:www.example.org"])
def test_half_an_address_is_none(address):
    assert why({}, address=address) is Why.ADDRESS


def test_numbers_in_the_digits_of_other_scripts_are_no_way_round():
    assert why({}, address="https://１２７。０。０。１/", hosts=()) in {Why.ADDRESS, Why.PRIVATE}


@pytest.mark.parametrize(
    ("address", "hosts", "asked"),
    [
        ("https://WWW.Example.ORG/a", ("example.org",), "https://www.example.org/a"),
        ("https://example.org/a", ("https://www.example.org/",), "https://example.org/a"),
        ("https://www.example.org:443/a#part", ("Example.org",), "https://www.example.org:443/a"),
        ("https://Bücher.example/ä", ("xn--bcher-kva.example",), "https://xn--bcher-kva.example/%C3%A4"),
        ("https://xn--bcher-kva.example/", ("bücher.example",), "https://xn--bcher-kva.example/"),
        ("https://faß.example/", ("faß.example",), "https://xn--fa-hia.example/"),
        ("https://anywhere.example/", (), "https://anywhere.example/"),
    ],
)
def test_a_host_is_the_same_in_every_way_of_writing_it(address, hosts, asked):
    assert isinstance(judged({asked: got(article())}, address=address, hosts=hosts), Live)


def test_names_that_only_look_like_the_host_are_others():
    assert why({}, address="https://fass.example/", hosts=("faß.example",)) is Why.HOST
    assert why({}, address="https://www.exаmple.org/", hosts=("www.example.org",)) is Why.HOST  # a Cyrillic letter


# ------------------------------------------------------------------------------------------------------------- redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "to", ["/resource/tuesday.html", "https://example.org/resource/tuesday.html", "../resource/tuesday.html"]
)
def test_a_redirect_on_the_same_site_is_followed_and_told(status, to):
    pages = dict.fromkeys(
        ["https://www.example.org/resource/tuesday.html", "https://example.org/resource/tuesday.html"]
    )
    pages = {address: got(article()) for address in pages} | {ADDRESS: redirect(to, status)}
    verdict = judged(pages)
    assert isinstance(verdict, Live)
    assert f"where {ADDRESS} leads" in verdict.detail
    assert verdict.evidence["asked"] == ADDRESS
    assert verdict.evidence["address"].endswith("example.org/resource/tuesday.html")
    assert verdict.evidence["redirects"] == 1


@pytest.mark.parametrize("location", ["/a b", "/a%20b", "https://www.example.org/a b"])
def test_a_space_in_a_redirect_is_no_harm(location):
    assert isinstance(judged({ADDRESS: redirect(location), HOME + "a%20b": got(article())}), Live)


def test_a_redirect_in_raw_utf_8_is_read_as_such():
    location = "/blogs/dïenstag".encode().decode("latin-1")  # as Python hands out headers
    assert isinstance(judged({ADDRESS: redirect(location), HOME + "blogs/d%C3%AFenstag": got(article())}), Live)


def test_five_redirects_are_followed_and_no_sixth():
    pages = {f"{HOME}{number}": redirect(f"/{number + 1}") for number in range(10)}
    short = pages | {f"{HOME}{MOST_REDIRECTS}": got(article())}
    assert isinstance(judged(short, address=f"{HOME}0"), Live)
    web = Web(pages)
    verdict = check(Page(address=f"{HOME}0", titles=(TITLE,)), fetch=web)
    assert verdict.why is Why.REDIRECTS
    assert len(web.asked) == 1 + MOST_REDIRECTS


@pytest.mark.parametrize("to", [ADDRESS, "", "#top", "/blogs/../blogs/tuesday"])
def test_a_redirect_in_a_circle_is_not_gone_round(to):
    web = Web({ADDRESS: redirect(to)})
    assert check(Page(address=ADDRESS, titles=(TITLE,)), fetch=web).why is Why.REDIRECTS
    assert web.asked == [ADDRESS]


def test_a_redirect_to_another_host_is_told_with_both_addresses():
    verdict = judged(redirect("https://www.other.example/tuesday"))
    assert verdict.why is Why.HOST
    assert verdict.detail.startswith(f"{ADDRESS} leads to another address. https://www.other.example/tuesday is not")
    assert "(example.org)" in verdict.detail


def test_without_hosts_another_site_may_have_the_page_and_its_address_is_told():
    elsewhere = "https://other.example/tuesday"
    verdict = judged({ADDRESS: redirect(elsewhere), elsewhere: got(article())}, hosts=())
    assert isinstance(verdict, Live)
    assert verdict.evidence["address"] == elsewhere
    assert elsewhere in verdict.detail


def test_keys_in_the_address_of_a_redirect_are_not_kept():
    verdict = judged(redirect("https://login.other.example/?token=secret#secret"))
    assert "secret" not in f"{verdict.detail}{verdict.evidence}"


def test_keys_in_an_address_that_cannot_be_read_are_not_kept_either():
    verdict = judged(redirect("https://user:secret@exa|mple.org/?token=secret#secret"))
    assert verdict.why is Why.ADDRESS
    assert "secret" not in f"{verdict.detail}{verdict.evidence}"


# --------------------------------------------------------------------------------------------------------------- sign-in


@pytest.mark.parametrize(
    "to",
    [
        "/login?return=/blogs/tuesday",
        "/account/SignIn.aspx",
        "/wp-login.php?redirect_to=x",
        "/users/sign_in",
        "https://login.other.example/common/oauth2",
        "https://sso.example.org/",
    ],
)
def test_a_redirect_to_a_page_to_sign_in_at_is_known_by_its_address(to):
    web = Web({ADDRESS: redirect(to)})
    assert check(Page(address=ADDRESS, titles=(TITLE,), hosts=("example.org",)), fetch=web).why is Why.SIGN_IN
    assert web.asked == [ADDRESS]


def test_a_field_for_a_password_and_no_title_is_a_page_to_sign_in_at():
    assert why(got(article("Welcome", body="<form><input name=p TYPE='Password'></form>"))) is Why.SIGN_IN


def test_a_box_to_sign_in_at_beside_the_article_is_no_harm():
    assert isinstance(judged(got(article(body="<input type=password>"))), Live)


def test_an_article_with_a_password_of_its_own_shows_its_title_and_is_not_live():
    form = '<form action="/wp-login.php?action=postpass"><input name="post_password" type="password"></form>'
    assert why(got(article(f"Protected: {TITLE}", body=form))) is Why.SIGN_IN


def test_an_article_about_signing_in_is_an_article():
    pages = {HOME + "blogs/sso": redirect("/blogs/sso/", 301), HOME + "blogs/sso/": got(article())}
    assert isinstance(judged(pages, address=HOME + "blogs/sso"), Live)


def test_an_address_to_sign_in_at_without_the_title_is_one():
    assert why(got(article("Welcome")), address=HOME + "login") is Why.SIGN_IN


# --------------------------------------------------------------------------------------------------------------- noindex


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="robots" content="noindex">',
        "<META NAME='ROBOTS' CONTENT='NOINDEX, FOLLOW'>",
        "<meta content=none name=robots />",
        '<meta name="googlebot" content="nofollow,noindex">',
        '<meta name=robots content="index"><meta name=robots content=" noindex ">',
        '<meta name=robots content="&#110;oindex">',
        '<meta data-x=">" name="robots" content="noindex">',
    ],
)
def test_a_page_that_keeps_out_of_search_is_a_draft(head):
    assert why(got(article(head=head))) is Why.NOINDEX


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="robots" content="index, follow, max-snippet:-1">',
        '<meta name="otherbot" content="noindex">',
        '<meta name="description" content="noindex">',
        '<!-- <meta name="robots" content="noindex"> -->',
        "<script>document.write('<meta name=robots content=noindex>')</script>",
        """<meta name=description content='<meta name="robots" content="noindex">'>""",
    ],
)
def test_what_only_looks_like_noindex_is_none(head):
    assert isinstance(judged(got(article(head=head))), Live)


@pytest.mark.parametrize(
    "value",
    [
        "noindex",
        "NOINDEX, nofollow",
        "none",
        "googlebot: noindex",
        "GoogleBot : nofollow, noindex",
        "otherbot: nofollow, googlebot: noindex",
        "max-snippet: 20, noindex",
        "unavailable_after: 25 Jun 2031 15:00:00 GMT, noindex",
    ],
)
def test_a_header_that_keeps_the_page_out_of_search_counts_too(value):
    assert why(got(article(), headers={"x-ROBOTS-tag": value})) is Why.NOINDEX


@pytest.mark.parametrize(
    "value",
    [
        "all",
        "otherbot: noindex",
        "otherbot: nofollow, noindex",
        "googlebot: nofollow, otherbot: none",
        "noindexing",
        "",
    ],
)
def test_a_header_for_other_robots_does_not_count(value):
    assert isinstance(judged(got(article(), headers={"X-Robots-Tag": value})), Live)


# ------------------------------------------------------------------------------------- kinds, encodings, sizes and times


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json", "text/plain; charset=utf-8"])
def test_a_file_is_not_a_page(kind):
    verdict = judged(got(article(), headers={"Content-Type": kind}))
    assert verdict.why is Why.NOT_HTML
    assert kind.partition(";")[0] in verdict.detail


@pytest.mark.parametrize("kind", ["text/html", "TEXT/HTML;charset=UTF-8", "application/xhtml+xml", ""])
def test_web_pages_of_every_name_are_read(kind):
    assert isinstance(judged(got(article(), headers={"Content-Type": kind})), Live)


@pytest.mark.parametrize(
    ("kind", "head", "encoding"),
    [
        ("text/html; charset=windows-1252", "", "cp1252"),
        ("text/html; charset=ISO-8859-1", "", "cp1252"),
        ('text/html; charset="utf-16le"', "", "utf-16-le"),
        ("text/html", "<meta charset=windows-1252>", "cp1252"),
        ("text/html", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15">', "iso8859-15"),
        ("text/html; charset=utf-8", "<meta charset=windows-1252>", "utf-8"),
        ("text/html; charset=none-such", "", "utf-8"),
        ("text/html; charset=idna", "", "utf-8"),
        ("text/html; charset=rot13", "", "utf-8"),
        ("text/html; charset=zlib", "", "utf-8"),
        ("text/html; charset=utf-8", "", "utf-16"),
        ("text/html", "", "utf-8"),
        ("text/html", "", "cp1252"),
    ],
)
def test_the_page_is_read_in_the_encoding_that_it_names(kind, head, encoding):
    title = "Über élan: œuvre"
    page = article(title, head).encode(encoding)
    assert isinstance(judged(got(page, headers={"Content-Type": kind}), titles=(title,)), Live)


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-1", "us-ascii"])
def test_letters_that_readers_would_see_garbled_are_another_title(charset):
    page = got(article("Über uns").encode(), headers={"Content-Type": f"text/html; charset={charset}"})
    assert why(page, titles=("Über uns",)) is Why.TITLE


def test_a_page_too_large_is_refused_even_if_it_begins_well():
    assert isinstance(judged(got(article().encode().ljust(LARGEST))), Live)
    assert why(got(article().encode().ljust(LARGEST + 1))) is Why.HUGE


def test_redirects_share_the_time_of_the_whole_check():
    web = Web(
        {ADDRESS: got(status=301, headers={"Location": "/b"}, seconds=4.0), HOME + "b": got(article(), seconds=4.0)}
    )
    assert isinstance(check(Page(address=ADDRESS, titles=(TITLE,)), fetch=web, within=10.0), Live)
    assert web.within == [10.0, 6.0]


def test_with_no_time_left_nothing_more_is_asked():
    web = Web({ADDRESS: got(status=301, headers={"Location": "/b"}, seconds=10.0)})
    assert check(Page(address=ADDRESS, titles=(TITLE,)), fetch=web, within=10.0).why is Why.SLOW
    assert web.asked == [ADDRESS]


@given(
    body=st.binary(max_size=200) | st.text(alphabet="<>/!-='\" h1titlemea&;#\n", max_size=200).map(str.encode),
    status=st.sampled_from([200, 301, 404, 599]),
    headers=st.dictionaries(
        st.sampled_from(["Location", "Content-Type", "X-Robots-Tag"]),
        st.text(alphabet="htps:/@[]%.,;=a1é\x85\u3002 \\?#", max_size=40) | st.text(max_size=20),
    ),
)
def test_no_answer_is_too_strange_for_a_verdict(body, status, headers):
    verdict = check(
        Page(address=ADDRESS, titles=(TITLE,)),
        fetch=lambda address, within: Got(status=status, headers=headers, body=body),
    )
    assert isinstance(verdict, Live | NotYet)
    assert json.loads(json.dumps(dict(verdict.evidence))) == verdict.evidence

"""Each bad input gets one clear sentence with its place and what to do; nothing is raised."""

import os
import sys

import pytest

from promoter.campaign.findings import Level
from promoter.campaign.loading import find_folder, load
from promoter.errors import CampaignInvalid


def test_the_sample_week_has_nothing_to_be_said_about(folder, week, blog, said):
    loaded = load(folder(week, {"sample.md": blog}))
    assert said(loaded) == []
    assert loaded.campaign.blogs[0].title == "A sample title"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Europe/London", "Europe/Londn", '3:11: error: there is no time zone "Europe/Londn": did you mean "Europe/London"?'),
        ("Europe/London", "London", '3:11: error: there is no time zone "London": did you mean "Europe/London"?'),
        ("Europe/London", "BST", '3:11: error: there is no time zone "BST": write an area and a city like Europe/London, not an abbreviation'),
        ("Europe/London", "GMT+1", '3:11: error: there is no time zone "GMT+1": write a name like Europe/London'),
        ("Europe/London", "utc", '3:11: error: there is no time zone "utc": did you mean "UTC"?'),
        ("Europe/London", "nowhere", '3:11: error: there is no time zone "nowhere": write a name like Europe/London'),
        ("Europe/London", "../../etc/passwd", '3:11: error: there is no time zone "../../etc/passwd": write a name like Europe/London'),
        ('"#SampleWeek"', "#SampleWeek", '2:1: error: there is nothing after hashtag: text after a # is a comment unless it stands in quotes, like hashtag: "#techUKSmarterState"'),
        ('"#SampleWeek"', '"#1"', '2:10: error: "#1" is not a hashtag: write it like "#techUKSmarterState" (#, then letters, digits, underscores)'),
        ('"#SampleWeek"', '"Sample Week"', '2:10: error: "Sample Week" is not a hashtag: write it like "#techUKSmarterState" (#, then letters, digits, underscores)'),
        ("Sample Week", "2021", '1:7: error: write this as text, in quotes: "2021"'),
        ("Sample Week", "[a]", "1:7: error: write one text here, not a list or several facts"),
        ("Sample Week", '" "', "1:7: error: there is nothing here: write something, or remove the key"),
        ("Sample Week", '"a\\0b"', "1:7: error: there is a character that cannot be shown (U+0000): remove it"),
        ("name: Sample Week\n", "", '1:1: error: "name" is missing: add name: ...'),
        ("name: Sample Week\n", "nam: Sample Week\n", '1:1: error: unknown key "nam": did you mean "name"?'),
        ("name: Example, ", "", '4:15: error: "name" is missing: add name: techUK'),
        ("@example", "Ap@e.org", '4:34: error: "Ap@e.org" is an e-mail address: write the X handle here, like "@techUK"'),
        ("@example", "example", '4:34: error: "example" is not an X handle: write it like "@techUK" (@, then at most 15 letters, digits, underscores)'),
        ("urn:li:organization:1", "https://www.linkedin.com/company/x", '4:56: error: "https://www.linkedin.com/company/x" is not what LinkedIn calls an organisation: it looks like "urn:li:organization:1234", not like a page\'s address'),
        ("https://www.example.org/week", "ftp://example.org", '5:7: error: "ftp://example.org" is not a web address: write all of it, from https:// on'),
        ("https://www.example.org/week", "www.example.org", '5:7: error: "www.example.org" is not a web address: write all of it, from https:// on'),
        ("https://www.example.org/week", "https://example.org:99999/", '5:7: error: "https://example.org:99999/" is not a web address: write all of it, from https:// on'),
        ("2021-09-09T17:00", "2021-09-09", '6:11: error: "2021-09-09" is not a date with its time: write it like "2021-09-09T17:00", in the campaign\'s own time and without an offset'),
        ("2021-09-09T17:00", "2021-09-31T17:00", '6:11: error: there is no "2021-09-31T17:00" in the calendar: correct the day or the month'),
        ("2021-09-09T17:00", "2021-09-09T24:00", '6:11: error: "2021-09-09T24:00" is not a date with its time: write it like "2021-09-09T17:00", in the campaign\'s own time and without an offset'),
        ("2021-09-09T17:00", "2021-10-01T17:00", "6:11: error: the deadline (2021-10-01) is after the last day of the week (2021-09-14): correct one of them"),
        ('ends: "2021-09-22"', 'ends: "2021-09-21"', "7:8: error: the event ends (2021-09-21) before it starts (2021-09-22): correct one of them"),
        ("[5, 10]", "[10, 5]", "8:8: error: write the words as a range like [400, 600], the smaller number first"),
        ("[5, 10]", "10", "8:16: error: write a range of words like [400, 600]"),
        ("[5, 10]", "[5]", "8:16: error: write a range of words like [400, 600]"),
        ("[5, 10]", "[a, 10]", "8:17: error: write a whole number here, without quotes"),
        ("per_organisation: 1", "per_organisation: 0", "8:43: error: write 1 or more"),
        ("per_organisation: 1", "per_organisation: true", "8:43: error: write a whole number here, without quotes"),
        ("hosts: [www.example.org]", "hosts: www.example.org", "8:53: error: write this as a list: [www.example.org]"),
        ("line: the second line}", "line: the second line}\n  - {id: first, name: X, line: x}", '12:10: error: the theme "first" is here twice: give one of them another id'),
        ("{id: second", "{id: the second", '11:10: error: "the second" is not a short name: use letters, digits and hyphens, like next-ten-years (at most 60)'),
        ('"2021-09-14", theme: second', '"2021-09-13", theme: second', "14:12: error: 2021-09-13 is here twice (first as day 1): a date has one theme"),
        ("theme: second", "theme: third", '14:33: error: there is no theme "third": the themes are first, second'),
        (", theme: second", "", '14:5: error: "theme" is missing: add theme: next-ten-years'),
        ("2021-09-14", "2021-02-30", '14:12: error: there is no "2021-02-30" in the calendar: correct the day or the month'),
        ("2021-09-14", "14 September", '14:12: error: "14 September" is not a date: write year-month-day, like "2021-09-13"'),
        ("2021-09-14", "0021-09-14", '14:12: error: "0021-09-14" lies outside the years 2000 to 2099: correct the year'),
        ("60m", "60", "16:43: error: write it like 60m"),
        ("60m", "an hour", '16:43: error: "an hour" is not a length of time: write it like 90s, 60m or 2h'),
        ("60m", "25h", '16:43: error: "25h" is not a usable gap: it lies between 1s and 24h'),
        ("08:45", "8:45", '16:14: error: "8:45" is not a time: write it like "08:45", from "00:00" to "23:59:59"'),
        ("08:45", "18:45", "16:6: error: the last time (17:00:00) is before the first (18:45:00): correct one of them"),
        ("per_day: 9", 'per_day: "9"', "16:57: error: write a whole number here, without quotes"),
        ("per_day: 9", 'blackout: ["12:00", "13:00"]', '16:58: error: write a list of pairs of times, like [["12:00", "13:00"]]'),
        ("per_day: 9", 'blackout: [["13:00", "12:00"]]', "16:6: error: a blackout ends after it starts, and 13:00:00 to 12:00:00 does not: correct one of them"),
        ('{first: "08:45", last: "17:00", gap: 60m, per_day: 9}', "true", "16:6: error: write facts here, each with its name: known are account, blackout, first, gap, last, per_day"),
    ],
)  # fmt: skip
def test_a_fact_of_the_week_that_is_wrong_is_told_at_its_place(of_week, old, new, expected):
    errors = [line for line in of_week(old, new) if " error: " in line]
    assert errors == [f"campaign.yaml:{expected}"]


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("approvals: 3", '18:12: error: "3" is not known here: write 1 or 2'),
        ("kinds: {opener: yes}", "18:17: error: write true or false, or {x: true, linkedin: false} for each network by itself"),
        ("kinds: {opener: {x: yes}}", "18:21: error: write true or false here (yes and no are words, not answers)"),
        ("kinds: {opener: {xx: true}}", '18:18: error: unknown key "xx": did you mean "x"?'),
        ("kinds: {roundup: true}", '18:9: error: unknown key "roundup": did you mean "round_up"?'),
        ("assumptions: [{about: a}]", '18:15: error: "says" is missing: add says: ...'),
        ("assumptions: a", "18:14: error: write this as a list: [a]"),
        ("Approvals: 1", '18:1: error: unknown key "Approvals": did you mean "approvals"?'),
        ("APPROVALS: 1", '18:1: error: unknown key "APPROVALS": did you mean "approvals"?'),
        ("name: again", '18:1: error: "name" is here for the second time (first on line 1): keep one'),
        ("facebook: 1", '18:1: error: unknown key "facebook": known here are approvals, assumptions, cards, channels, days, deadline, event, hashtag, kinds, look, mail_contributors, name, organisation, page, rules, themes, timezone'),
    ],
)  # fmt: skip
def test_a_key_that_is_wrong_is_told_at_its_place(folder, week, said, added, expected):
    assert said(load(folder(week + added + "\n"))) == [f"campaign.yaml:{expected}"]


def test_everything_that_is_wrong_is_told_at_once(folder, week, blog, said):
    week = (
        week.replace("Europe/London", "Nowhere").replace('"2021-09-13"', '"2021-09-31"').replace("gap: 60m", "gap: 1")
    )
    week += "kind: 1\nname: again\n"
    lines = said(load(folder(week, {"a.md": "no facts", "b.md": blog.replace("[first]", "first")})))
    assert [line.split(" ")[0] for line in lines] == [
        "a.md:1:1:",
        "b.md:5:9:",
        "campaign.yaml:3:11:",
        "campaign.yaml:13:12:",
        "campaign.yaml:16:43:",
        "campaign.yaml:18:1:",
        "campaign.yaml:19:1:",
    ]


def test_of_very_many_mistakes_the_first_are_listed_and_the_rest_counted(folder, week, said):
    lines = said(load(folder(week + "".join(f"key{number}: 1\n" for number in range(150)))))
    assert len(lines) == 101
    assert lines[0].endswith("50 more mistakes in this file are not listed: put these right first")


@pytest.mark.parametrize(
    ("end", "mark"), [("\r\n", b""), ("\r", b""), ("\n", b"\xef\xbb\xbf"), ("\r\n", b"\xef\xbb\xbf")]
)
def test_line_ends_and_byte_order_marks_move_no_place(folder, week, blog, said, end, mark):
    def as_saved(text):
        return mark + text.replace("\n", end).encode()

    place = folder(
        as_saved(week.replace("Europe/London", "Nowhere")), {"b.md": as_saved(blog.replace("[first]", "first"))}
    )
    assert [line.split(" ")[0] for line in said(load(place))] == ["b.md:5:9:", "campaign.yaml:3:11:"]


def test_accents_before_a_mistake_count_as_one_column_each(folder, week, said):
    assert said(load(folder(week.replace("{name: Example,", "{name: Éxämple, y: 1,"))))[0].startswith(
        "campaign.yaml:4:31:"
    )


# ------------------------------------------------------------------------------------------------------------ the blogs


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("A sample title", "Ten years: what now", "2:17: error: there is a colon that YAML does not expect here: put text with a colon in quotes, and look at the line before"),
        ("title: A sample title\n", "", '2:1: error: "title" is missing: add title: ...'),
        ("[first]", "first", "5:9: error: write this as a list: [first]"),
        ("[first]", "[]", "5:9: error: there has to be at least one here"),
        ("[first]", "[third]", '5:10: error: there is no theme "third": the themes are first, second'),
        ("[{name: Ann Sample, role: Director, organisation: Example One}]", "Ann Sample", "4:10: error: write this as a list: [Ann Sample]"),
        ("[{name: Ann Sample, role: Director, organisation: Example One}]", "[Ann Sample]", "4:11: error: write facts here, each with its name: known are email, linkedin, mention, name, organisation, role, x"),
        ("role: Director", "mention: both", '4:39: error: "both" is not known here: write name, handle or none'),
        ("role: Director", 'linkedin: "linkedin.com/in/ann"', '4:40: error: "linkedin.com/in/ann" is not what LinkedIn calls a person: it looks like "urn:li:person:AbC123", not like a profile\'s address'),
        ("role: Director", 'x: "@this_handle_is_too_long"', '4:33: error: "@this_handle_is_too_long" is not an X handle: write it like "@techUK" (@, then at most 15 letters, digits, underscores)'),
        ("https://www.example.org/sample", "www.example.org/sample", '6:6: error: "www.example.org/sample" is not a web address: write all of it, from https:// on'),
        ("status: approved", "status: Approved", '8:9: error: "Approved" is not known here: write submitted, approved, declined or withdrawn'),
        ("status: approved", "status: approved\nimage: {file: x.png}", '9:8: error: "alt" is missing: add alt: ...'),
        ("status: approved", "status: approved\nimage: {file: images/x.png, alt: A door}", '9:15: error: "images/x.png": there is no such file: put it there, or see whether name and folder are right'),
        ("status: approved", "status: approved\nimage: {file: ../../x.png, alt: A door}", '9:15: error: "../../x.png" lies outside the campaign\'s folder: copy it in, and write images/...'),
        ("status: approved", "status: approved\nimage: {file: /etc/hostname, alt: X}", '9:15: error: "/etc/hostname" lies outside the campaign\'s folder: copy it in, and write images/...'),
        ("status: approved", "status: approved\nimage: {file: blogs, alt: X}", '9:15: error: "blogs": this is not a file: remove it, or put a file in its place'),
        ("status: approved", "status: approved\nsample: yes", "9:9: error: write true or false here (yes and no are words, not answers)"),
    ],
)  # fmt: skip
def test_a_fact_of_a_blog_that_is_wrong_is_told_at_its_place(of_blog, old, new, expected):
    assert of_blog(old, new) == [f"sample.md:{expected}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1: error: the file is empty: a blog begins with its facts between two lines of ---"),
        ("\n \n", "1:1: error: the file is empty: a blog begins with its facts between two lines of ---"),
        ("# A blog\n", "1:1: error: the file does not begin with the blog's facts: put them first, between two lines of ---"),
        ("---\ntitle: T\n", "1:1: error: the facts never end: put a line of --- between them and the blog's text"),
        ("---\ntitle: T\n ---\ntext\n", "1:1: error: the facts never end: put a line of --- between them and the blog's text"),
        ("---", "1:1: error: the facts never end: put a line of --- between them and the blog's text"),
        ("---\n---\n", "2:1: error: there are no facts here: write each with its name, like title: An ordinary Tuesday"),
        ("---\n- a\n---\n", "2:1: error: there are no facts here: write each with its name, like title: An ordinary Tuesday"),
        (b"---\ntitle: caf\xe9\n", "2:11: error: this is not UTF-8: save the file as UTF-8 (in Word: plain text, then Unicode UTF-8)"),
        ("---\ntitle: é".encode() + b"\xe9\n---\n", "2:9: error: this is not UTF-8: save the file as UTF-8 (in Word: plain text, then Unicode UTF-8)"),
        ("---\ntitle: x".encode("utf-16"), "1:1: error: this is not UTF-8: save the file as UTF-8 (in Word: plain text, then Unicode UTF-8)"),
        ("---\ntitle: a\x0bb\n---\n", "2:9: error: there is a character that cannot be shown (U+000B): remove it"),
        (b"x" * 20_000_000, "1:1: error: the file has 20.0 MB and may have 1 MB: is it the right one?"),
    ],
    ids=range(13),
)  # fmt: skip
def test_a_file_that_is_no_blog_is_told_as_such(folder, week, said, text, expected):
    assert said(load(folder(week, {"a.md": text}))) == [f"a.md:{expected}"]


def test_names_that_cannot_be_part_of_a_key_are_refused(folder, week, blog, said):
    place = folder(week, {"two words.md": blog, "näme.md": blog, "-x.md": blog, "b@c.md": blog}, name="sample week")
    lines = [line for line in said(load(place)) if " error: " in line]
    assert len(lines) == 5
    assert all("rename it, with letters, digits and hyphens" in line for line in lines)


def test_two_blogs_of_one_name_are_refused_whatever_their_case_and_ending(folder, week, blog, said):
    lines = said(load(folder(week, {"a.md": blog, "A.markdown": blog})))
    assert lines == ["a.md:1:1: error: A.markdown is the same blog by its name: rename one of them"]


def test_files_that_look_like_blogs_and_are_not_read_are_told(folder, week, blog, said):
    place = folder(week, {"a.docx": b"x", "b.txt": "x", "more/c.md": blog, ".hidden.txt": "x", "picture.png": b"x"})
    assert [line.split(": ", 2)[0] for line in said(load(place))] == ["a.docx:1:1", "b.txt:1:1", "more:1:1"]
    assert load(place).campaign is not None


def test_blogs_that_is_no_folder_is_told(folder, week, said):
    lines = said(load(folder(week, others={"blogs": "a file"})))
    assert lines == ["blogs:1:1: error: this cannot be listed (Not a directory): it is a folder of .md files"]


def test_wordings_that_lie_where_none_are_read_are_told(folder, week, said):
    others = {"templates/blog.txt": "a", "templates/x/blog.md": "b", "templates/x/blog.txt": "c"}
    loaded = load(folder(week, others=others))
    assert [line.split(" ", 2)[:2] for line in said(loaded)] == [
        ["templates/blog.txt:1:1:", "warning:"],
        ["templates/x/blog.md:1:1:", "warning:"],
    ]
    assert loaded.campaign.templates == {"x/blog": "c"}


def test_a_wording_that_cannot_be_read_is_not_quietly_replaced_by_the_built_in_one(folder, week, said):
    lines = said(load(folder(week, others={"templates/x/blog.txt": b"caf\xe9"})))
    assert lines == [
        "templates/x/blog.txt:1:4: error: this is not UTF-8: save the file as UTF-8 (in Word: plain text, then Unicode UTF-8)"
    ]
    assert len(said(load(folder(week, others={"templates": "a file"})))) == 1


def test_a_pipe_among_the_blogs_is_refused_and_not_waited_for(folder, week, said):
    place = folder(week, {"keep.txt": "x"})
    os.mkfifo(place / "blogs" / "pipe.md")
    (place / "blogs" / "zero.md").symlink_to("/dev/zero")
    lines = said(load(place))[1:]
    assert [line.split(" ", 1)[1] for line in lines] == [
        "error: this is not a file: remove it, or put a file in its place"
    ] * 2


def test_a_link_that_leads_nowhere_or_round_in_circles_is_told(folder, week, said):
    place = folder(week, {"keep.txt": "x"})
    (place / "blogs" / "nowhere.md").symlink_to("gone.md")
    (place / "blogs" / "round.md").symlink_to("round.md")
    assert "there is no such file" in said(load(place))[1]
    assert "cannot be read" in said(load(place))[2]


def test_a_picture_reached_by_a_link_out_of_the_folder_is_refused(folder, week, blog, said):
    place = folder(week, {"a.md": blog.replace("status:", "image: {file: x.png, alt: X}\nstatus:")})
    (place.parent / "outside.png").write_bytes(b"x")
    (place / "x.png").symlink_to("../outside.png")
    assert "lies outside the campaign's folder" in said(load(place))[0]


def test_a_picture_that_is_there_is_known_by_its_sum(folder, week, blog):
    text = blog.replace("status:", "image: {file: images/x.png, alt: X}\nstatus:")
    place = folder(week, {"a.md": text}, others={"images/x.png": b"x"})
    sha256 = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    assert load(place).campaign.blogs[0].image_sha256 == sha256


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the administrator may read everything")
def test_a_file_that_may_not_be_read_is_told(folder, week, said):
    place = folder(week)
    (place / "campaign.yaml").chmod(0)
    assert said(load(place)) == [
        "campaign.yaml:1:1: error: the file cannot be read (Permission denied): see whether you may read it"
    ]


def test_faults_of_blogs_that_are_out_are_notes(folder, week, blog):
    faults = [("[first]", "[third]"), ("title: A", "foo: 1\nfoo: 2\ntitle: !x A"), ("A sample sub-title.", "x" * 200)]
    faults += [
        ("https://", "ftp://"),
        ("2021-09-08T15:20", "soon"),
        ("approved_by", "image: {file: no, alt: no}\napproved_by"),
    ]
    texts = [blog.replace("status: approved", f"status: {out}") for out in ("declined", "withdrawn")]
    blogs = {f"b{n}-{m}.md": text.replace(*fault, 1) for n, text in enumerate(texts) for m, fault in enumerate(faults)}
    loaded = load(folder(week, blogs))
    assert {finding.level for finding in loaded.findings} == {Level.NOTE}
    assert len({finding.file for finding in loaded.findings}) == len(blogs)
    assert loaded.campaign is not None


def test_a_blog_that_says_two_things_of_its_status_is_not_quietly_out(folder, week, blog, said):
    text = blog.replace("status: approved", "status: declined\nstatus: approved")
    lines = said(load(folder(week, {"a.md": text})))
    assert lines == ['a.md:9:1: error: "status" is here for the second time (first on line 8): keep one']


# --------------------------------------------------------------------------------------------------- which folder is meant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "the file is empty: a campaign has a name, a hashtag, themes, days and channels"),
        ("# later\n", "there are no facts here: write each with its name, like name: Building the Smarter State Week"),
        ("just words", "there are no facts here: write each with its name, like name: Building the Smarter State Week"),
        ("- a\n- b\n", "there are no facts here: write each with its name, like name: Building the Smarter State Week"),
    ],
)
def test_a_campaign_file_without_facts_is_told_as_such(folder, said, text, expected):
    assert said(load(folder(text))) == [f"campaign.yaml:1:1: error: {expected}"]


def test_a_folder_that_is_not_there_is_told(tmp_path, said):
    assert said(load(tmp_path / "gone")) == [
        "campaign.yaml:1:1: error: there is no such file: put it there, or see whether name and folder are right"
    ]


def test_a_campaign_is_found_by_path_by_name_and_by_its_file(folder, week, tmp_path):
    place = folder(week, name="schedules/sample-week")
    names = [
        "sample-week",
        "schedules/sample-week",
        str(place),
        "schedules/sample-week/",
        "schedules/sample-week/campaign.yaml",
    ]
    assert {find_folder(name, start=tmp_path).resolve() for name in names} == {place.resolve()}
    assert find_folder(".", start=place) == place


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sample-wek", 'There is no campaign folder "sample-wek". Did you mean sample-week?'),
        ("other", 'There is no campaign folder "other". Campaigns in {tmp}/schedules: sample-week.'),
        ("schedules", "{tmp}/schedules has no campaign.yaml: it is not a campaign folder. Name one of the campaigns in it: sample-week."),
        ("empty", "{tmp}/empty has no campaign.yaml: it is not a campaign folder."),
        ("old", "{tmp}/old has no campaign.yaml: it is not a campaign folder. Rename its campaign.yml to campaign.yaml."),
        ("empty/note.txt", "empty/note.txt is a file: name the folder in which campaign.yaml lies."),
        ("x" * 5000, 'There is no campaign folder "' + "x" * 59 + '…". Campaigns in {tmp}/schedules: sample-week.'),
        ("a\0b", 'There is no campaign folder "a\0b". Campaigns in {tmp}/schedules: sample-week.'),
    ],
    ids=range(8),
)  # fmt: skip
def test_the_wrong_folder_gets_a_sentence_that_helps(folder, week, tmp_path, name, expected):
    folder(week, name="schedules/sample-week", others={"../../old/campaign.yml": "x", "../../empty/note.txt": "x"})
    with pytest.raises(CampaignInvalid) as caught:
        find_folder(name, start=tmp_path)
    assert str(caught.value) == expected.replace("{tmp}", str(tmp_path))
    assert caught.value.exit_code == 3


def test_without_any_campaigns_the_way_to_them_is_told(tmp_path):
    with pytest.raises(CampaignInvalid, match="go to the folder that holds schedules, or give the whole path"):
        find_folder("sample-week", start=tmp_path)

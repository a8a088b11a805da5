"""The wordings that come with the program, as Python. Written by tools/wordings.py; change the files in wording/ instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _linkedin_blog_1_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"{given['a_piece_capital']} by {given['by']}.\n"
    else:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}.\n"
    yield f"\n{' '.join(given['points'])}\n\nPart of {given['day']['weekday']}’s theme, {given['theme']['phrase']}.\n\n{given['hashtag']}"


def _linkedin_blog_1_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"{given['a_piece_capital']} by {given['by']}.\n"
    else:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_blog_1_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['names']:
        yield f"{given['a_piece_capital']} by {given['brief_names']}.\n"
    else:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_blog_2_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n{' '.join(given['points'])}\n\n"
    if given['by']:
        yield f"{given['by_capital']}, in {given['a_piece']} on {given['theme']['phrase']}.\n"
    else:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}.\n"
    yield f"\nPart of {given['week']}.\n\n{given['hashtag']}"


def _linkedin_blog_2_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"{given['by_capital']}, in {given['a_piece']} on {given['theme']['phrase']}.\n"
    else:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_blog_2_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['names']:
        yield f"{given['a_piece_capital']} by {given['brief_names']}.\n"
    else:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_blog_3_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if (given['points'] and given['by']):
        yield f"From {given['a_piece']} by {given['by']}:\n"
    elif given['points']:
        yield f"From {given['a_piece']} on {given['theme']['phrase']}:\n"
    elif (given['by'] and given['lead']):
        yield f"{given['a_piece_capital']} by {given['by']}.\n"
    elif given['by']:
        yield f"By {given['by']}: {given['a_piece']}.\n"
    else:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}.\n"
    for one_point in given['points']:
        yield f"– {one_point}\n"
    yield f"\n"
    if (given['day']['of'] > 1):
        yield f"On {given['day']['weekday']}, "
    yield f"{given['week']} is about {given['theme']['phrase']}.\n\n{given['hashtag']}"


def _linkedin_blog_3_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['names']:
        yield f"{given['a_piece_capital']} by {given['brief_names']}.\n"
    else:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_event_1_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['event']['the_edition_capital']} {given['event']['is_or_runs']} {given['event']['when']}.\n\n"
    if given['closing']:
        yield f"{given['week']} led up to it"
        if given['themes']:
            yield f", with {given['themes']}"
            if given['days']:
                yield f" in {given['days']}"
        yield f".\n"
    yield f"\n"
    if given['event']['url']:
        yield f"Dates and details are on the page below.\n"
    elif ((given['link'] and given['total']) and given['closing']):
        yield f"Its {given['pieces_uncounted']} can be read on one page.\n"
    elif given['link']:
        yield f"The week’s page has more.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_event_1_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['event']['name']} {given['event']['is_or_runs']} {given['event']['when']}.\n\n{given['hashtag']}"


def _linkedin_event_2_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['event']['when_capital']}: {given['event']['the_edition']}.\n\n"
    if given['closing']:
        yield f"What {given['week']} began goes on there.\n"
    yield f"\n"
    if given['event']['url']:
        yield f"What to expect is on the page below.\n"
    elif ((given['link'] and given['total']) and given['closing']):
        yield f"To read before then, the week’s {given['pieces_uncounted']} are on one page.\n"
    elif given['link']:
        yield f"The week’s page has more.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_event_2_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['event']['name']} {given['event']['is_or_runs']} {given['event']['when']}.\n\n{given['hashtag']}"


def _linkedin_event_3_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['closing']:
        yield f"Still to come after {given['week']}: {given['event']['the_edition']}, {given['event']['when']}.\n"
    else:
        yield f"Coming up in {given['week']}: {given['event']['the_edition']}, {given['event']['when']}.\n"
    yield f"\n"
    if given['closing']:
        if given['themes']:
            yield f"The week took up {given['themes']}. The conversation goes on there.\n"
    yield f"\n"
    if given['event']['url']:
        yield f"All about it is on the page below.\n"
    elif ((given['link'] and given['total']) and given['closing']):
        yield f"To read until then: one page with the {given['pieces_uncounted']} of the week.\n"
    elif given['link']:
        yield f"The week’s page has more.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_event_3_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['event']['name']} {given['event']['is_or_runs']} {given['event']['when']}.\n\n{given['hashtag']}"


def _linkedin_opener_1_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n"
    yield f"{given['intro_weekday']} turns to {given['theme']['phrase']}. {given['theme']['about']}\n\n"
    if given['blogs']:
        yield f"Today’s {given['pieces_uncounted']}:\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['by_title']}\n"
        if given['more']:
            yield f"– and {given['more']} more\n"
    yield f"\n{given['hashtag']}"


def _linkedin_opener_1_2(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n"
    yield f"{given['intro_weekday']} turns to {given['theme']['phrase']}. {given['theme']['about']}\n\n"
    if given['blogs']:
        yield f"Today’s {given['pieces_uncounted']}:\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['title']}\n"
        if given['more']:
            yield f"– and {given['more']} more\n"
    yield f"\n{given['hashtag']}"


def _linkedin_opener_1_3(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n"
    yield f"{given['intro_weekday']} turns to {given['theme']['phrase']}. {given['theme']['about']}\n\n{given['hashtag']}"


def _linkedin_opener_2_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\nThat is the question behind {given['intro_inside']}, on {given['theme']['phrase']}. {given['theme']['about']}\n"
    else:
        yield f"The theme of {given['intro_inside']} is {given['theme']['phrase']}. {given['theme']['about']}\n"
    yield f"\n"
    if given['blogs']:
        yield f"To read today:\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['by_title']}\n"
        if given['more']:
            yield f"– and {given['more']} more\n"
    yield f"\n{given['hashtag']}"


def _linkedin_opener_2_2(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\nThat is the question behind {given['intro_inside']}, on {given['theme']['phrase']}. {given['theme']['about']}\n"
    else:
        yield f"The theme of {given['intro_inside']} is {given['theme']['phrase']}. {given['theme']['about']}\n"
    yield f"\n"
    if given['blogs']:
        yield f"To read today:\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['title']}\n"
        if given['more']:
            yield f"– and {given['more']} more\n"
    yield f"\n{given['hashtag']}"


def _linkedin_opener_2_3(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\nThat is the question behind {given['intro_inside']}, on {given['theme']['phrase']}. {given['theme']['about']}\n"
    else:
        yield f"The theme of {given['intro_inside']} is {given['theme']['phrase']}. {given['theme']['about']}\n"
    yield f"\n{given['hashtag']}"


def _linkedin_opener_3_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n"
    yield f"{given['theme']['phrase_capital']} is "
    if (given['day']['of'] > 1):
        yield f"{given['day']['weekday']}’s theme in"
    else:
        yield f"the theme of"
    yield f" {given['week']}. {given['theme']['about']}\n\n"
    if given['blogs']:
        yield f"Writing today:\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['by_title']}\n"
        if given['more']:
            yield f"– and {given['more']} more\n"
    yield f"\n{given['hashtag']}"


def _linkedin_opener_3_2(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n"
    yield f"{given['theme']['phrase_capital']} is "
    if (given['day']['of'] > 1):
        yield f"{given['day']['weekday']}’s theme in"
    else:
        yield f"the theme of"
    yield f" {given['week']}. {given['theme']['about']}\n\n"
    if given['blogs']:
        yield f"Writing today:\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['title']}\n"
        if given['more']:
            yield f"– and {given['more']} more\n"
    yield f"\n{given['hashtag']}"


def _linkedin_opener_3_3(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n"
    yield f"{given['theme']['phrase_capital']} is "
    if (given['day']['of'] > 1):
        yield f"{given['day']['weekday']}’s theme in"
    else:
        yield f"the theme of"
    yield f" {given['week']}. {given['theme']['about']}\n\n{given['hashtag']}"


def _linkedin_round_up_1_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['pieces_capital']} today on {given['theme']['phrase']}.\n\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['by_title']}\n"
        if given['more']:
            yield f"– and {given['more']} more\n"
        yield f"\n"
        if given['link']:
            yield f"{given['all_capital']} {given['are']} on one page."
            if given['next']:
                yield f" On {given['next']['weekday']} we turn to {given['next']['phrase']}."
            yield f"\n"
        else:
            yield f"Each of them has its own post here."
            if given['next']:
                yield f" On {given['next']['weekday']} we turn to {given['next']['phrase']}."
            yield f"\n"
    else:
        yield f"Today’s theme was {given['theme']['phrase']}. {given['theme']['about']}\n\n"
        if given['link']:
            yield f"What has been published so far is on one page."
            if given['next']:
                yield f" On {given['next']['weekday']} we turn to {given['next']['phrase']}."
            yield f"\n"
        else:
            yield f"What has been published has its own post here."
            if given['next']:
                yield f" On {given['next']['weekday']} we turn to {given['next']['phrase']}."
            yield f"\n"
    yield f"\n{given['hashtag']}"


def _linkedin_round_up_1_2(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['pieces_capital']} today on {given['theme']['phrase']}.\n\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['title']}\n"
        if given['more']:
            yield f"– and {given['more']} more\n"
        yield f"\n"
        if given['link']:
            yield f"{given['all_capital']} {given['are']} on one page."
            if given['next']:
                yield f" On {given['next']['weekday']} we turn to {given['next']['phrase']}."
            yield f"\n"
        else:
            yield f"Each of them has its own post here."
            if given['next']:
                yield f" On {given['next']['weekday']} we turn to {given['next']['phrase']}."
            yield f"\n"
    else:
        yield f"Today’s theme was {given['theme']['phrase']}. {given['theme']['about']}\n\n"
        if given['link']:
            yield f"What has been published so far is on one page."
            if given['next']:
                yield f" On {given['next']['weekday']} we turn to {given['next']['phrase']}."
            yield f"\n"
        else:
            yield f"What has been published has its own post here."
            if given['next']:
                yield f" On {given['next']['weekday']} we turn to {given['next']['phrase']}."
            yield f"\n"
    yield f"\n{given['hashtag']}"


def _linkedin_round_up_1_3(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['pieces_capital']} today on {given['theme']['phrase']}.\n\n\n\n"
        if given['link']:
            yield f"{given['all_capital']} {given['are']} on one page."
            if given['next']:
                yield f" On {given['next']['weekday']} we turn to {given['next']['phrase']}."
            yield f"\n"
        else:
            yield f"Each of them has its own post here."
            if given['next']:
                yield f" On {given['next']['weekday']} we turn to {given['next']['phrase']}."
            yield f"\n"
    else:
        yield f"Today’s theme was {given['theme']['phrase']}. {given['theme']['about']}\n\n"
        if given['link']:
            yield f"What has been published so far is on one page."
            if given['next']:
                yield f" On {given['next']['weekday']} we turn to {given['next']['phrase']}."
            yield f"\n"
        else:
            yield f"What has been published has its own post here."
            if given['next']:
                yield f" On {given['next']['weekday']} we turn to {given['next']['phrase']}."
            yield f"\n"
    yield f"\n{given['hashtag']}"


def _linkedin_round_up_2_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n"
    if given['counted']:
        if given['theme']['question']:
            yield f"{given['answers_capital']} today, on {given['theme']['phrase']}:\n"
        else:
            yield f"{given['day']['weekday']} was about {given['theme']['phrase']}, with {given['pieces']}:\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['by_title']}\n"
        if given['more']:
            yield f"– and {given['more']} more\n"
        yield f"\n"
        if given['link']:
            yield f"{given['all_capital']} {given['are']} on one page.\n"
    elif given['link']:
        yield f"Today’s theme was {given['theme']['phrase']}. What has been published so far is on one page.\n"
    else:
        yield f"Today’s theme was {given['theme']['phrase']}. What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_round_up_2_2(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n"
    if given['counted']:
        if given['theme']['question']:
            yield f"{given['answers_capital']} today, on {given['theme']['phrase']}:\n"
        else:
            yield f"{given['day']['weekday']} was about {given['theme']['phrase']}, with {given['pieces']}:\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['title']}\n"
        if given['more']:
            yield f"– and {given['more']} more\n"
        yield f"\n"
        if given['link']:
            yield f"{given['all_capital']} {given['are']} on one page.\n"
    elif given['link']:
        yield f"Today’s theme was {given['theme']['phrase']}. What has been published so far is on one page.\n"
    else:
        yield f"Today’s theme was {given['theme']['phrase']}. What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_round_up_2_3(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n"
    if given['counted']:
        yield f"{given['pieces_capital']} today, on {given['theme']['phrase']}.\n\n"
        if given['link']:
            yield f"{given['all_capital']} {given['are']} on one page.\n"
    elif given['link']:
        yield f"Today’s theme was {given['theme']['phrase']}. What has been published so far is on one page.\n"
    else:
        yield f"Today’s theme was {given['theme']['phrase']}. What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_round_up_3_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"That was {given['intro_weekday']}, on {given['theme']['phrase']}.\n\n"
    if given['counted']:
        yield f"To read again, {given['pieces']}:\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['by_title']}\n"
        if given['more']:
            yield f"– and {given['more']} more\n"
        yield f"\n"
        if given['link']:
            yield f"{given['all_capital']} {given['are']} on one page.\n"
    elif given['link']:
        yield f"What has been published so far is on one page.\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"{given['next']['weekday']} is for {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_round_up_3_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"That was {given['intro_weekday']}, on {given['theme']['phrase']}.\n\n"
    if given['counted']:
        yield f"To read again, {given['pieces']}:\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['title']}\n"
        if given['more']:
            yield f"– and {given['more']} more\n"
        yield f"\n"
        if given['link']:
            yield f"{given['all_capital']} {given['are']} on one page.\n"
    elif given['link']:
        yield f"What has been published so far is on one page.\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"{given['next']['weekday']} is for {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_round_up_3_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"That was {given['intro_weekday']}, on {given['theme']['phrase']}.\n\n"
    if given['counted']:
        yield f"{given['pieces_capital']} to read again.\n\n\n"
        if given['link']:
            yield f"{given['all_capital']} {given['are']} on one page.\n"
    elif given['link']:
        yield f"What has been published so far is on one page.\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"{given['next']['weekday']} is for {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_second_1_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"From {given['a_piece']} by {given['by']}.\n"
    else:
        yield f"From {given['a_piece']} on {given['theme']['phrase']}.\n"
    yield f"\n{' '.join(given['points'])}\n\nPart of {given['day']['weekday']}’s theme, {given['theme']['phrase']}.\n\n{given['hashtag']}"


def _linkedin_second_1_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['names']:
        yield f"From {given['a_piece']} by {given['brief_names']}.\n"
    else:
        yield f"From {given['a_piece']} on {given['theme']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_second_2_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n{' '.join(given['points'])}\n\n"
    if given['by']:
        yield f"{given['by_capital']}, in {given['a_piece']} on {given['theme']['phrase']}.\n"
    else:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}.\n"
    yield f"\nPart of {given['week']}.\n\n{given['hashtag']}"


def _linkedin_second_2_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['names']:
        yield f"From {given['a_piece']} by {given['brief_names']}.\n"
    else:
        yield f"From {given['a_piece']} on {given['theme']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_second_3_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"More from {given['a_piece']} by {given['by']}.\n"
    else:
        yield f"More from {given['a_piece']} on {given['theme']['phrase']}.\n"
    for one_point in given['points']:
        yield f"– {one_point}\n"
    yield f"\n"
    if (given['day']['of'] > 1):
        yield f"On {given['day']['weekday']}, "
    yield f"{given['week']} is about {given['theme']['phrase']}.\n\n{given['hashtag']}"


def _linkedin_second_3_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['names']:
        yield f"From {given['a_piece']} by {given['brief_names']}.\n"
    else:
        yield f"From {given['a_piece']} on {given['theme']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_week_end_1_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['tally_capital']}: that was {given['week']}.\n"
    else:
        yield f"That was {given['week']}.\n"
    yield f"\n"
    if (given['counted'] and given['organisations']):
        yield f"Thank you to everyone who wrote, from\n"
        for one_organisation in given['organisations']:
            yield f"– {one_organisation}\n"
    else:
        yield f"Thank you to {given['thanks']} for it.\n"
    yield f"\n"
    if given['link']:
        yield f"All of it is on one page.\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"The conversation goes on at {given['event']['our_name']} {given['event']['when']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_week_end_1_2(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['tally_capital']}: that was {given['week']}.\n"
    else:
        yield f"That was {given['week']}.\n"
    yield f"\nThank you to {given['thanks']} for it.\n\n"
    if given['link']:
        yield f"All of it is on one page.\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"The conversation goes on at {given['event']['our_name']} {given['event']['when']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_week_end_1_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"Thank you to everyone who wrote for {given['week']}.\n\n{given['hashtag']}"


def _linkedin_week_end_2_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['week']} ends here, with {given['pieces']}"
        if given['themes']:
            yield f" on {given['themes']}"
        yield f".\n"
    else:
        yield f"{given['week']} ends here.\n"
    yield f"\n"
    if (given['counted'] and given['organisations']):
        yield f"Thank you to everyone who wrote, from\n"
        for one_organisation in given['organisations']:
            yield f"– {one_organisation}\n"
    else:
        yield f"Thank you to {given['thanks']} for it.\n"
    yield f"\n"
    if given['link']:
        yield f"What was written stays on one page.\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"Next comes {given['event']['our_name']} {given['event']['when']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_week_end_2_2(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['week']} ends here, with {given['pieces']}"
        if given['themes']:
            yield f" on {given['themes']}"
        yield f".\n"
    else:
        yield f"{given['week']} ends here.\n"
    yield f"\nThank you to {given['thanks']} for it.\n\n"
    if given['link']:
        yield f"What was written stays on one page.\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"Next comes {given['event']['our_name']} {given['event']['when']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_week_end_2_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"Thank you to everyone who wrote for {given['week']}.\n\n{given['hashtag']}"


def _linkedin_week_end_3_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['pieces_capital']}"
        if given['themes']:
            yield f" on {given['themes']}"
        if given['days']:
            yield f" in {given['days']}"
        yield f": so ends {given['week']}.\n"
    else:
        yield f"So ends {given['week']}.\n"
    yield f"\n"
    if (given['counted'] and given['organisations']):
        yield f"Thank you to everyone who wrote, from\n"
        for one_organisation in given['organisations']:
            yield f"– {one_organisation}\n"
    else:
        yield f"Thank you to {given['thanks']} for it.\n"
    yield f"\n"
    if given['link']:
        yield f"All of it can be read on one page.\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"The next date is {given['event']['when_without_on']}: {given['event']['our_name']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_week_end_3_2(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['pieces_capital']}"
        if given['themes']:
            yield f" on {given['themes']}"
        if given['days']:
            yield f" in {given['days']}"
        yield f": so ends {given['week']}.\n"
    else:
        yield f"So ends {given['week']}.\n"
    yield f"\nThank you to {given['thanks']} for it.\n\n"
    if given['link']:
        yield f"All of it can be read on one page.\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"The next date is {given['event']['when_without_on']}: {given['event']['our_name']}.\n"
    yield f"\n{given['hashtag']}"


def _linkedin_week_end_3_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"Thank you to everyone who wrote for {given['week']}.\n\n{given['hashtag']}"


def _x_blog_1_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"{given['a_piece_capital']} by {given['by']}."
        if given['point']:
            yield f" {given['point']}"
        yield f"\n"
    else:
        yield f"{given['point']}\n"
    yield f"\n"
    if given['title']:
        yield f"{given['title']}: {given['link']}\n"
    else:
        yield f"Read it: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_1_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"{given['a_piece_capital']} by {given['by']}."
        if given['short_point']:
            yield f" {given['short_point']}"
        yield f"\n"
    else:
        yield f"{given['short_point']}\n"
    yield f"\n"
    if given['title']:
        yield f"{given['title']}: {given['link']}\n"
    else:
        yield f"Read it: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_1_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"{given['a_piece_capital']} by {given['by']}."
        if given['point']:
            yield f" {given['point']}"
        yield f"\n"
    else:
        yield f"{given['point']}\n"
    yield f"\nRead it: {given['link']}\n\n{given['hashtag']}"


def _x_blog_1_4(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"{given['a_piece_capital']} by {given['by']}."
        if given['short_point']:
            yield f" {given['short_point']}"
        yield f"\n"
    else:
        yield f"{given['short_point']}\n"
    yield f"\nRead it: {given['link']}\n\n{given['hashtag']}"


def _x_blog_1_5(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"{given['a_piece_capital']} by {given['by']}.\n"
    else:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}.\n"
    yield f"\n"
    if given['title']:
        yield f"{given['title']}: {given['link']}\n"
    else:
        yield f"Read it: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_1_6(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"{given['a_piece_capital']} by {given['by']}: {given['link']}\n"
    else:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_1_7(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['names']:
        yield f"{given['a_piece_capital']} by {given['brief_names']}: {given['link']}\n"
    else:
        yield f"{given['a_piece_capital']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_2_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n{given['point']}\n\n"
    if (given['by'] and given['title']):
        yield f"{given['by_capital']} in"
        if (given['piece'] == 'case study'):
            yield f" the case study"
        yield f" “{given['title_inside']}”: {given['link']}\n"
    elif given['by']:
        yield f"Read {given['by']}: {given['link']}\n"
    elif given['title']:
        yield f"{given['title']}: {given['link']}\n"
    else:
        yield f"Read the {given['piece']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_2_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n{given['short_point']}\n\n"
    if (given['by'] and given['title']):
        yield f"{given['by_capital']} in"
        if (given['piece'] == 'case study'):
            yield f" the case study"
        yield f" “{given['title_inside']}”: {given['link']}\n"
    elif given['by']:
        yield f"Read {given['by']}: {given['link']}\n"
    elif given['title']:
        yield f"{given['title']}: {given['link']}\n"
    else:
        yield f"Read the {given['piece']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_2_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n{given['point']}\n\n"
    if given['by']:
        yield f"Read "
        if (given['piece'] == 'case study'):
            yield f"the case study by "
        yield f"{given['by']}: {given['link']}\n"
    else:
        yield f"Read the {given['piece']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_2_4(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n{given['short_point']}\n\n"
    if given['by']:
        yield f"Read "
        if (given['piece'] == 'case study'):
            yield f"the case study by "
        yield f"{given['by']}: {given['link']}\n"
    else:
        yield f"Read the {given['piece']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_2_5(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if (given['by'] and given['title']):
        yield f"{given['by_capital']} in"
        if (given['piece'] == 'case study'):
            yield f" the case study"
        yield f" “{given['title_inside']}”: {given['link']}\n"
    elif given['by']:
        yield f"Read {given['by']}: {given['link']}\n"
    elif given['title']:
        yield f"{given['title']}: {given['link']}\n"
    else:
        yield f"Read the {given['piece']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_2_6(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"Read "
        if (given['piece'] == 'case study'):
            yield f"the case study by "
        yield f"{given['by']}: {given['link']}\n"
    else:
        yield f"Read the {given['piece']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_2_7(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['names']:
        yield f"{given['a_piece_capital']} by {given['brief_names']}: {given['link']}\n"
    else:
        yield f"{given['a_piece_capital']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_3_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n{given['point']}\n\n"
    if (given['title'] and given['by']):
        yield f"More in “{given['title_inside']}”, {given['a_piece']} by {given['by']}: {given['link']}\n"
    elif given['title']:
        yield f"More in “{given['title_inside']}”: {given['link']}\n"
    elif given['by']:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}, by {given['by']}: {given['link']}\n"
    else:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_3_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n{given['short_point']}\n\n"
    if (given['title'] and given['by']):
        yield f"More in “{given['title_inside']}”, {given['a_piece']} by {given['by']}: {given['link']}\n"
    elif given['title']:
        yield f"More in “{given['title_inside']}”: {given['link']}\n"
    elif given['by']:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}, by {given['by']}: {given['link']}\n"
    else:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_3_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n{given['point']}\n\n"
    if given['by']:
        yield f"More in the {given['piece']} by {given['by']}: {given['link']}\n"
    else:
        yield f"More in the {given['piece']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_3_4(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n{given['short_point']}\n\n"
    if given['by']:
        yield f"More in the {given['piece']} by {given['by']}: {given['link']}\n"
    else:
        yield f"More in the {given['piece']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_3_5(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if (given['title'] and given['by']):
        yield f"More in “{given['title_inside']}”, {given['a_piece']} by {given['by']}: {given['link']}\n"
    elif given['title']:
        yield f"More in “{given['title_inside']}”: {given['link']}\n"
    elif given['by']:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}, by {given['by']}: {given['link']}\n"
    else:
        yield f"{given['a_piece_capital']} on {given['theme']['phrase']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_3_6(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"More in the {given['piece']} by {given['by']}: {given['link']}\n"
    else:
        yield f"More in the {given['piece']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_blog_3_7(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['names']:
        yield f"{given['a_piece_capital']} by {given['brief_names']}: {given['link']}\n"
    else:
        yield f"{given['a_piece_capital']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_event_1_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['event']['the_edition_capital']} {given['event']['is_or_runs']} {given['event']['when']}."
    if given['closing']:
        yield f" {given['week']} led up to it"
        if given['themes']:
            yield f", on {given['themes']}"
        yield f"."
    yield f"\n\n"
    if given['event']['url']:
        yield f"What to expect: {given['event']['url']}\n"
    elif ((given['link'] and given['total']) and given['closing']):
        yield f"Read its {given['pieces_uncounted']}: {given['link']}\n"
    elif given['link']:
        yield f"All about the week: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_event_1_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['event']['the_edition_capital']} {given['event']['is_or_runs']} {given['event']['when']}.\n\n"
    if given['event']['url']:
        yield f"What to expect: {given['event']['url']}\n"
    elif ((given['link'] and given['total']) and given['closing']):
        yield f"Read its {given['pieces_uncounted']}: {given['link']}\n"
    elif given['link']:
        yield f"All about the week: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_event_1_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['event']['name']} {given['event']['is_or_runs']} {given['event']['when']}.\n\n{(given['event']['url'] or given['link'])}\n\n{given['hashtag']}"


def _x_event_2_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['event']['when_capital']}: {given['event']['the_edition']}."
    if given['closing']:
        yield f"\n\n{given['week']} led up to it"
        if given['themes']:
            yield f", with {given['themes']} in {(given['days'] or 'one day')}"
        yield f"."
    yield f"\n\n"
    if given['event']['url']:
        yield f"Dates and details: {given['event']['url']}\n"
    elif ((given['link'] and given['total']) and given['closing']):
        yield f"To read before then, the week’s {given['pieces_uncounted']}: {given['link']}\n"
    elif given['link']:
        yield f"The week, theme by theme: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_event_2_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['event']['when_capital']}: {given['event']['the_edition']}.\n\n"
    if given['event']['url']:
        yield f"Dates and details: {given['event']['url']}\n"
    elif ((given['link'] and given['total']) and given['closing']):
        yield f"To read before then, the week’s {given['pieces_uncounted']}: {given['link']}\n"
    elif given['link']:
        yield f"The week, theme by theme: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_event_2_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['event']['name']} {given['event']['is_or_runs']} {given['event']['when']}.\n\n{(given['event']['url'] or given['link'])}\n\n{given['hashtag']}"


def _x_event_3_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['closing']:
        yield f"Still to come after {given['week']}: {given['event']['the_edition']}, {given['event']['when']}.\n"
    else:
        yield f"Coming up in {given['week']}: {given['event']['the_edition']}, {given['event']['when']}.\n"
    yield f"\n"
    if given['event']['url']:
        yield f"All about it: {given['event']['url']}\n"
    elif ((given['link'] and given['total']) and given['closing']):
        yield f"To read until then, the week’s {given['pieces_uncounted']}: {given['link']}\n"
    elif given['link']:
        yield f"All about the week: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_event_3_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['event']['name']} {given['event']['is_or_runs']} {given['event']['when']}.\n\n{(given['event']['url'] or given['link'])}\n\n{given['hashtag']}"


def _x_opener_1_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n{given['intro']}: {(given['theme']['line'] or given['theme']['phrase'])}.\n"
    else:
        yield f"{given['intro']}: {given['theme']['phrase']}.\n\n{given['theme']['line_sentence']}\n"
    yield f"\n"
    if (given['blogs'] and given['link']):
        yield f"Today’s {given['pieces_uncounted']}"
        if given['writers']:
            yield f", by {given['writers']}"
        yield f": {given['link']}\n"
    elif given['blogs']:
        yield f"Today’s {given['pieces_uncounted']}"
        if given['writers']:
            yield f", by {given['writers']}"
        yield f": coming in the course of the day.\n"
    elif given['link']:
        yield f"What the week is about: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_opener_1_2(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n{given['intro']}: {(given['theme']['line'] or given['theme']['phrase'])}.\n"
    else:
        yield f"{given['intro']}: {given['theme']['phrase']}.\n\n{given['theme']['line_sentence']}\n"
    yield f"\n"
    if (given['blogs'] and given['link']):
        yield f"Today’s {given['pieces_uncounted']}: {given['link']}\n"
    elif given['blogs']:
        yield f"Today’s {given['pieces_uncounted']}: coming in the course of the day.\n"
    elif given['link']:
        yield f"What the week is about: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_opener_1_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['intro']}: {(given['theme']['line'] or given['theme']['phrase'])}.\n\n"
    if (given['blogs'] and given['link']):
        yield f"Today’s {given['pieces_uncounted']}"
        if given['writers']:
            yield f", by {given['writers']}"
        yield f": {given['link']}\n"
    elif given['blogs']:
        yield f"Today’s {given['pieces_uncounted']}"
        if given['writers']:
            yield f", by {given['writers']}"
        yield f": coming in the course of the day.\n"
    elif given['link']:
        yield f"What the week is about: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_opener_1_4(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['intro']}: {(given['theme']['line'] or given['theme']['phrase'])}.\n\n"
    if (given['blogs'] and given['link']):
        yield f"Today’s {given['pieces_uncounted']}: {given['link']}\n"
    elif given['blogs']:
        yield f"Today’s {given['pieces_uncounted']}: coming in the course of the day.\n"
    elif given['link']:
        yield f"What the week is about: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_opener_1_5(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['day']['weekday']}: {given['theme']['phrase']}.\n\n{given['link']}\n\n{given['hashtag']}"


def _x_opener_2_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['intro_weekday']}: {given['theme']['phrase']}.\n\n{(given['theme']['question'] or given['theme']['line_sentence'])}\n\n"
    if (given['blogs'] and given['link']):
        yield f"Read today’s {given['pieces_uncounted']}"
        if given['writers']:
            yield f", by {given['writers']}"
        yield f": {given['link']}\n"
    elif given['blogs']:
        yield f"Read today’s {given['pieces_uncounted']}"
        if given['writers']:
            yield f", by {given['writers']},"
        yield f" in the course of the day.\n"
    elif given['link']:
        yield f"All about the week: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_opener_2_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['intro_weekday']}: {given['theme']['phrase']}.\n\n{(given['theme']['question'] or given['theme']['line_sentence'])}\n\n"
    if (given['blogs'] and given['link']):
        yield f"Read today’s {given['pieces_uncounted']}: {given['link']}\n"
    elif given['blogs']:
        yield f"Read today’s {given['pieces_uncounted']} in the course of the day.\n"
    elif given['link']:
        yield f"All about the week: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_opener_2_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['intro_weekday']}: {given['theme']['phrase']}.\n\n"
    if (given['blogs'] and given['link']):
        yield f"Read today’s {given['pieces_uncounted']}: {given['link']}\n"
    elif given['blogs']:
        yield f"Read today’s {given['pieces_uncounted']} in the course of the day.\n"
    elif given['link']:
        yield f"All about the week: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_opener_2_4(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['day']['weekday']}: {given['theme']['phrase']}.\n\n{given['link']}\n\n{given['hashtag']}"


def _x_opener_3_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n"
    yield f"The theme of {given['intro_inside']} is {given['theme']['phrase']}. {given['theme']['about']}\n\n"
    if (given['blogs'] and given['link']):
        yield f"The day’s {given['pieces_uncounted']}"
        if given['writers']:
            yield f", by {given['writers']}"
        yield f": {given['link']}\n"
    elif given['blogs']:
        yield f"The day’s {given['pieces_uncounted']}"
        if given['writers']:
            yield f", by {given['writers']}"
        yield f": coming in the course of the day.\n"
    elif given['link']:
        yield f"About the week: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_opener_3_2(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n"
    yield f"The theme of {given['intro_inside']} is {given['theme']['phrase']}. {given['theme']['about']}\n\n"
    if (given['blogs'] and given['link']):
        yield f"The day’s {given['pieces_uncounted']}: {given['link']}\n"
    elif given['blogs']:
        yield f"The day’s {given['pieces_uncounted']}: coming in the course of the day.\n"
    elif given['link']:
        yield f"About the week: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_opener_3_3(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n"
    yield f"The theme of {given['intro_inside']} is {given['theme']['phrase']}."
    if given['theme']['line']:
        yield f" It is about {given['theme']['line']}."
    yield f"\n\n"
    if (given['blogs'] and given['link']):
        yield f"The day’s {given['pieces_uncounted']}: {given['link']}\n"
    elif given['blogs']:
        yield f"The day’s {given['pieces_uncounted']}: coming in the course of the day.\n"
    elif given['link']:
        yield f"About the week: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_opener_3_4(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n"
    yield f"The theme of {given['intro_inside']} is {given['theme']['phrase']}.\n\n"
    if (given['blogs'] and given['link']):
        yield f"The day’s {given['pieces_uncounted']}"
        if given['writers']:
            yield f", by {given['writers']}"
        yield f": {given['link']}\n"
    elif given['blogs']:
        yield f"The day’s {given['pieces_uncounted']}"
        if given['writers']:
            yield f", by {given['writers']}"
        yield f": coming in the course of the day.\n"
    elif given['link']:
        yield f"About the week: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_opener_3_5(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n\n"
    yield f"The theme of {given['intro_inside']} is {given['theme']['phrase']}.\n\n"
    if (given['blogs'] and given['link']):
        yield f"The day’s {given['pieces_uncounted']}: {given['link']}\n"
    elif given['blogs']:
        yield f"The day’s {given['pieces_uncounted']}: coming in the course of the day.\n"
    elif given['link']:
        yield f"About the week: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_opener_3_6(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['day']['weekday']}: {given['theme']['phrase']}.\n\n{given['link']}\n\n{given['hashtag']}"


def _x_round_up_1_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['pieces_capital']} today on {given['theme']['phrase']}:\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['title']}\n"
    else:
        yield f"Today’s theme was {given['theme']['phrase']}"
        if given['theme']['line']:
            yield f": {given['theme']['line']}"
        yield f".\n"
    yield f"\n"
    if (given['counted'] and given['link']):
        yield f"Read {given['all']}: {given['link']}\n"
    elif given['counted']:
        yield f"Each of them has its own post here.\n"
    elif given['link']:
        yield f"What has been published so far: {given['link']}\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _x_round_up_1_2(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['pieces_capital']} today on {given['theme']['phrase']}"
        if given['writers']:
            yield f", by {given['writers']}"
        yield f".\n"
    else:
        yield f"Today’s theme was {given['theme']['phrase']}"
        if given['theme']['line']:
            yield f": {given['theme']['line']}"
        yield f".\n"
    yield f"\n"
    if (given['counted'] and given['link']):
        yield f"Read {given['all']}: {given['link']}\n"
    elif given['counted']:
        yield f"Each of them has its own post here.\n"
    elif given['link']:
        yield f"What has been published so far: {given['link']}\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _x_round_up_1_3(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['pieces_capital']} today on {given['theme']['phrase']}"
        if given['organisations_listed']:
            yield f", from {given['organisations_listed']}"
        yield f".\n"
    else:
        yield f"Today’s theme was {given['theme']['phrase']}"
        if given['theme']['line']:
            yield f": {given['theme']['line']}"
        yield f".\n"
    yield f"\n"
    if (given['counted'] and given['link']):
        yield f"Read {given['all']}: {given['link']}\n"
    elif given['counted']:
        yield f"Each of them has its own post here.\n"
    elif given['link']:
        yield f"What has been published so far: {given['link']}\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _x_round_up_1_4(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['pieces_capital']} today on {given['theme']['phrase']}.\n"
    else:
        yield f"Today’s theme was {given['theme']['phrase']}.\n"
    yield f"\n"
    if (given['counted'] and given['link']):
        yield f"Read {given['all']}: {given['link']}\n"
    elif given['counted']:
        yield f"Each of them has its own post here.\n"
    elif given['link']:
        yield f"What has been published so far: {given['link']}\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _x_round_up_1_5(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['pieces_capital']} today on {given['theme']['phrase']}.\n"
    else:
        yield f"Today’s theme: {given['theme']['phrase']}.\n"
    yield f"\n{given['link']}\n\n{given['hashtag']}"


def _x_round_up_2_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"That was {given['intro_weekday']}, on {given['theme']['phrase']}.\n\n"
    if given['counted']:
        yield f"{given['pieces_capital']} to read:\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['title']}\n"
        yield f"\n"
        if given['link']:
            yield f"{given['all_capital']} {given['are']} here: {given['link']}\n"
        else:
            yield f"Each has its own post here.\n"
    elif given['link']:
        yield f"What has been published so far: {given['link']}\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _x_round_up_2_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"That was {given['intro_weekday']}, on {given['theme']['phrase']}.\n\n"
    if (given['counted'] and given['link']):
        yield f"{given['pieces_capital']}"
        if given['writers']:
            yield f", by {given['writers']}"
        yield f": {given['link']}\n"
    elif given['counted']:
        yield f"{given['pieces_capital']}"
        if given['writers']:
            yield f", by {given['writers']}"
        yield f", each with its own post here.\n"
    elif given['link']:
        yield f"What has been published so far: {given['link']}\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _x_round_up_2_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"That was {given['intro_weekday']}, on {given['theme']['phrase']}.\n\n"
    if (given['counted'] and given['link']):
        yield f"{given['pieces_capital']}"
        if given['organisations_listed']:
            yield f", from {given['organisations_listed']}"
        yield f": {given['link']}\n"
    elif given['counted']:
        yield f"{given['pieces_capital']}"
        if given['organisations_listed']:
            yield f", from {given['organisations_listed']}"
        yield f", each with its own post here.\n"
    elif given['link']:
        yield f"What has been published so far: {given['link']}\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _x_round_up_2_4(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"That was {given['intro_weekday']}, on {given['theme']['phrase']}.\n\n"
    if (given['counted'] and given['link']):
        yield f"{given['pieces_capital']}: {given['link']}\n"
    elif given['counted']:
        yield f"{given['pieces_capital']}, each with its own post here.\n"
    elif given['link']:
        yield f"What has been published so far: {given['link']}\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _x_round_up_2_5(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['day']['weekday']}’s theme: {given['theme']['phrase']}.\n\n{given['link']}\n\n{given['hashtag']}"


def _x_round_up_3_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n"
    else:
        yield f"{given['day']['weekday']}’s theme was {given['theme']['phrase']}.\n"
    yield f"\n"
    if given['counted']:
        yield f"{given['pieces_capital']} today"
        if given['theme']['question']:
            yield f" give {given['answers']}"
        yield f":\n"
        for one_blog in given['blogs']:
            yield f"– {one_blog['title']}\n"
        yield f"\n"
        if given['link']:
            yield f"Read {given['all']}: {given['link']}\n"
        else:
            yield f"Each has its own post here.\n"
    elif (given['link'] and given['theme']['question']):
        yield f"Today’s answers, as far as they are published: {given['link']}\n"
    elif given['link']:
        yield f"What has been published so far: {given['link']}\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _x_round_up_3_2(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n"
    else:
        yield f"{given['day']['weekday']}’s theme was {given['theme']['phrase']}.\n"
    yield f"\n"
    if (given['counted'] and given['link']):
        yield f"{given['pieces_capital']} today"
        if given['theme']['question']:
            yield f" give {given['answers']}"
        if given['writers']:
            yield f", by {given['writers']}"
        yield f": {given['link']}\n"
    elif given['counted']:
        yield f"{given['pieces_capital']} today"
        if given['theme']['question']:
            yield f" give {given['answers']}"
        if given['writers']:
            yield f", by {given['writers']}"
        yield f". Each has its own post here.\n"
    elif (given['link'] and given['theme']['question']):
        yield f"Today’s answers, as far as they are published: {given['link']}\n"
    elif given['link']:
        yield f"What has been published so far: {given['link']}\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _x_round_up_3_3(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n"
    else:
        yield f"{given['day']['weekday']}’s theme was {given['theme']['phrase']}.\n"
    yield f"\n"
    if (given['counted'] and given['link']):
        yield f"{given['pieces_capital']} today"
        if given['theme']['question']:
            yield f" give {given['answers']}"
        if given['organisations_listed']:
            yield f", from {given['organisations_listed']}"
        yield f": {given['link']}\n"
    elif given['counted']:
        yield f"{given['pieces_capital']} today"
        if given['theme']['question']:
            yield f" give {given['answers']}"
        if given['organisations_listed']:
            yield f", from {given['organisations_listed']}"
        yield f". Each has its own post here.\n"
    elif (given['link'] and given['theme']['question']):
        yield f"Today’s answers, as far as they are published: {given['link']}\n"
    elif given['link']:
        yield f"What has been published so far: {given['link']}\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _x_round_up_3_4(given: Mapping[str, Any]) -> Iterator[str]:
    if given['theme']['question']:
        yield f"{given['theme']['question']}\n"
    else:
        yield f"{given['day']['weekday']}’s theme was {given['theme']['phrase']}.\n"
    yield f"\n"
    if (given['counted'] and given['link']):
        yield f"{given['pieces_capital']} today"
        if given['theme']['question']:
            yield f" give {given['answers']}"
        yield f": {given['link']}\n"
    elif given['counted']:
        yield f"{given['pieces_capital']} today"
        if given['theme']['question']:
            yield f" give {given['answers']}"
        yield f". Each has its own post here.\n"
    elif (given['link'] and given['theme']['question']):
        yield f"Today’s answers, as far as they are published: {given['link']}\n"
    elif given['link']:
        yield f"What has been published so far: {given['link']}\n"
    else:
        yield f"What has been published has its own post here.\n"
    yield f"\n"
    if given['next']:
        yield f"On {given['next']['weekday']}: {given['next']['phrase']}.\n"
    yield f"\n{given['hashtag']}"


def _x_round_up_3_5(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['pieces_capital']} today on {given['theme']['phrase']}.\n"
    else:
        yield f"Today on {given['theme']['phrase']}.\n"
    yield f"\n{given['link']}\n\n{given['hashtag']}"


def _x_second_1_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"From {given['a_piece']} by {given['by']}. {given['point']}\n"
    else:
        yield f"From {given['a_piece']} on {given['theme']['phrase']}. {given['point']}\n"
    yield f"\n"
    if given['title']:
        yield f"{given['title']}: {given['link']}"
    else:
        yield f"Read on: {given['link']}"
    yield f"\n\n{given['hashtag']}"


def _x_second_1_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"From {given['a_piece']} by {given['by']}. {given['short_point']}\n"
    else:
        yield f"From {given['a_piece']} on {given['theme']['phrase']}. {given['short_point']}\n"
    yield f"\n"
    if given['title']:
        yield f"{given['title']}: {given['link']}"
    else:
        yield f"Read on: {given['link']}"
    yield f"\n\n{given['hashtag']}"


def _x_second_1_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"From {given['a_piece']} by {given['by']}.\n"
    else:
        yield f"From {given['a_piece']} on {given['theme']['phrase']}.\n"
    yield f"\n"
    if given['title']:
        yield f"{given['title']}: {given['link']}"
    else:
        yield f"Read on: {given['link']}"
    yield f"\n\n{given['hashtag']}"


def _x_second_1_4(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"From {given['a_piece']} by {given['by']}.\n"
    else:
        yield f"From {given['a_piece']} on {given['theme']['phrase']}.\n"
    yield f"\nRead on: {given['link']}\n\n{given['hashtag']}"


def _x_second_1_5(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['names']:
        yield f"From {given['a_piece']} by {given['brief_names']}: {given['link']}\n"
    else:
        yield f"From {given['a_piece']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_second_2_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if (given['by'] and given['title']):
        yield f"{given['by_capital']}, in"
        if (given['piece'] == 'case study'):
            yield f" the case study"
        yield f" “{given['title_inside']}”. {given['point']}\n"
    elif given['by']:
        yield f"{given['by_capital']} on {given['theme']['phrase']}. {given['point']}\n"
    else:
        yield f"From {given['a_piece']} on {given['theme']['phrase']}. {given['point']}\n"
    yield f"\nIn full: {given['link']}\n\n{given['hashtag']}"


def _x_second_2_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if (given['by'] and given['title']):
        yield f"{given['by_capital']}, in"
        if (given['piece'] == 'case study'):
            yield f" the case study"
        yield f" “{given['title_inside']}”. {given['short_point']}\n"
    elif given['by']:
        yield f"{given['by_capital']} on {given['theme']['phrase']}. {given['short_point']}\n"
    else:
        yield f"From {given['a_piece']} on {given['theme']['phrase']}. {given['short_point']}\n"
    yield f"\nIn full: {given['link']}\n\n{given['hashtag']}"


def _x_second_2_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if (given['by'] and given['title']):
        yield f"{given['by_capital']}, in"
        if (given['piece'] == 'case study'):
            yield f" the case study"
        yield f" “{given['title_inside']}”.\n"
    elif given['by']:
        yield f"{given['by_capital']} on {given['theme']['phrase']}.\n"
    else:
        yield f"From {given['a_piece']} on {given['theme']['phrase']}.\n"
    yield f"\nIn full: {given['link']}\n\n{given['hashtag']}"


def _x_second_2_4(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"{given['by_capital']} on {given['theme']['phrase']}.\n"
    else:
        yield f"From {given['a_piece']} on {given['theme']['phrase']}.\n"
    yield f"\nIn full: {given['link']}\n\n{given['hashtag']}"


def _x_second_2_5(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['names']:
        yield f"From {given['a_piece']} by {given['brief_names']}: {given['link']}\n"
    else:
        yield f"From {given['a_piece']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_second_3_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n{given['point']}\n\n"
    if given['by']:
        yield f"More from "
        if (given['piece'] == 'case study'):
            yield f"the case study by "
        yield f"{given['by']}, on {given['theme']['phrase']}: {given['link']}\n"
    else:
        yield f"More in the {given['piece']}, on {given['theme']['phrase']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_second_3_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n{given['short_point']}\n\n"
    if given['by']:
        yield f"More from "
        if (given['piece'] == 'case study'):
            yield f"the case study by "
        yield f"{given['by']}, on {given['theme']['phrase']}: {given['link']}\n"
    else:
        yield f"More in the {given['piece']}, on {given['theme']['phrase']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_second_3_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n{given['point']}\n\n"
    if given['by']:
        yield f"More from "
        if (given['piece'] == 'case study'):
            yield f"the case study by "
        yield f"{given['by']}: {given['link']}\n"
    else:
        yield f"More in the {given['piece']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_second_3_4(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n{given['short_point']}\n\n"
    if given['by']:
        yield f"More from "
        if (given['piece'] == 'case study'):
            yield f"the case study by "
        yield f"{given['by']}: {given['link']}\n"
    else:
        yield f"More in the {given['piece']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_second_3_5(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['by']:
        yield f"More from "
        if (given['piece'] == 'case study'):
            yield f"the case study by "
        yield f"{given['by']}, on {given['theme']['phrase']}: {given['link']}\n"
    else:
        yield f"More in the {given['piece']}, on {given['theme']['phrase']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_second_3_6(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['lead']}\n\n"
    if given['names']:
        yield f"From {given['a_piece']} by {given['brief_names']}: {given['link']}\n"
    else:
        yield f"From {given['a_piece']}: {given['link']}\n"
    yield f"\n{given['hashtag']}"


def _x_week_end_1_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['tally_capital']}. Thank you to {given['thanks']} for {given['week']}."
        if (given['counted'] and given['organisations_listed']):
            yield f" The {given['pieces_uncounted']} came from {given['organisations_listed']}."
        yield f"\n"
    else:
        yield f"Thank you to {given['thanks']} for {given['week']}.\n"
    yield f"\n"
    if given['link']:
        yield f"Read "
        if given['counted']:
            yield f"{given['all']}"
        else:
            yield f"what was written"
        yield f": {given['link']}\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"Next: {given['event']['our_name']} {given['event']['when']}.\n"
    yield f"\n{given['hashtag']}"


def _x_week_end_1_2(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['tally_capital']}. Thank you to {given['thanks']} for {given['week']}.\n"
    else:
        yield f"Thank you to {given['thanks']} for {given['week']}.\n"
    yield f"\n"
    if given['link']:
        yield f"Read "
        if given['counted']:
            yield f"{given['all']}"
        else:
            yield f"what was written"
        yield f": {given['link']}\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"Next: {given['event']['our_name']} {given['event']['when']}.\n"
    yield f"\n{given['hashtag']}"


def _x_week_end_1_3(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['tally_capital']}. Thank you to {given['thanks']} for {given['week']}.\n"
    else:
        yield f"Thank you to {given['thanks']} for {given['week']}.\n"
    yield f"\n"
    if given['link']:
        yield f"Read "
        if given['counted']:
            yield f"{given['all']}"
        else:
            yield f"what was written"
        yield f": {given['link']}\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"Next: {given['event']['name']} {given['event']['when']}.\n"
    yield f"\n{given['hashtag']}"


def _x_week_end_1_4(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"Thank you to everyone who wrote for {given['week']}.\n\n{given['link']}\n\n{given['hashtag']}"


def _x_week_end_2_1(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['week']} ends here"
    if given['counted']:
        yield f", with {given['pieces']}"
        if given['themes']:
            yield f" on {given['themes']}"
    yield f". Thank you to {given['thanks']} for it."
    if (given['counted'] and given['organisations_listed']):
        yield f" The {given['pieces_uncounted']} came from {given['organisations_listed']}."
    yield f"\n\n"
    if given['link']:
        yield f"All of it: {given['link']}\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"The conversation goes on at {given['event']['our_name']} {given['event']['when']}.\n"
    yield f"\n{given['hashtag']}"


def _x_week_end_2_2(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['week']} ends here"
    if given['counted']:
        yield f", with {given['pieces']}"
        if given['themes']:
            yield f" on {given['themes']}"
    yield f". Thank you to {given['thanks']} for it.\n\n"
    if given['link']:
        yield f"All of it: {given['link']}\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"The conversation goes on at {given['event']['our_name']} {given['event']['when']}.\n"
    yield f"\n{given['hashtag']}"


def _x_week_end_2_3(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"{given['week']} ends here"
    if given['counted']:
        yield f", with {given['pieces']}"
        if given['themes']:
            yield f" on {given['themes']}"
    yield f". Thank you to {given['thanks']} for it.\n\n"
    if given['link']:
        yield f"All of it: {given['link']}\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"Next: {given['event']['name']} {given['event']['when']}.\n"
    yield f"\n{given['hashtag']}"


def _x_week_end_2_4(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"Thank you to everyone who wrote for {given['week']}.\n\n{given['link']}\n\n{given['hashtag']}"


def _x_week_end_3_1(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['pieces_capital']}"
        if given['themes']:
            yield f" on {given['themes']}"
        if given['days']:
            yield f" in {given['days']}"
        yield f": that was {given['week']}.\n"
    else:
        yield f"That was {given['week']}.\n"
    yield f"\nThank you to {given['thanks']} for it."
    if (given['counted'] and given['organisations_listed']):
        yield f" The {given['pieces_uncounted']} came from {given['organisations_listed']}."
    yield f"\n\n"
    if given['link']:
        yield f"To read again: {given['link']}\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"Next: {given['event']['our_name']} {given['event']['when']}.\n"
    yield f"\n{given['hashtag']}"


def _x_week_end_3_2(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['pieces_capital']}"
        if given['themes']:
            yield f" on {given['themes']}"
        if given['days']:
            yield f" in {given['days']}"
        yield f": that was {given['week']}.\n"
    else:
        yield f"That was {given['week']}.\n"
    yield f"\nThank you to {given['thanks']} for it.\n\n"
    if given['link']:
        yield f"To read again: {given['link']}\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"Next: {given['event']['our_name']} {given['event']['when']}.\n"
    yield f"\n{given['hashtag']}"


def _x_week_end_3_3(given: Mapping[str, Any]) -> Iterator[str]:
    if given['counted']:
        yield f"{given['pieces_capital']}"
        if given['themes']:
            yield f" on {given['themes']}"
        if given['days']:
            yield f" in {given['days']}"
        yield f": that was {given['week']}.\n"
    else:
        yield f"That was {given['week']}.\n"
    yield f"\nThank you to {given['thanks']} for it.\n\n"
    if given['link']:
        yield f"To read again: {given['link']}\n"
    yield f"\n"
    if (given['event'] and given['closing']):
        yield f"Next: {given['event']['name']} {given['event']['when']}.\n"
    yield f"\n{given['hashtag']}"


def _x_week_end_3_4(given: Mapping[str, Any]) -> Iterator[str]:
    yield f"Thank you to everyone who wrote for {given['week']}.\n\n{given['link']}\n\n{given['hashtag']}"


WORDINGS = {
    "linkedin/blog": (
        (_linkedin_blog_1_1, _linkedin_blog_1_2, _linkedin_blog_1_3,),
        (_linkedin_blog_2_1, _linkedin_blog_2_2, _linkedin_blog_2_3,),
        (_linkedin_blog_3_1, _linkedin_blog_3_2,),
    ),
    "linkedin/event": (
        (_linkedin_event_1_1, _linkedin_event_1_2,),
        (_linkedin_event_2_1, _linkedin_event_2_2,),
        (_linkedin_event_3_1, _linkedin_event_3_2,),
    ),
    "linkedin/opener": (
        (_linkedin_opener_1_1, _linkedin_opener_1_2, _linkedin_opener_1_3,),
        (_linkedin_opener_2_1, _linkedin_opener_2_2, _linkedin_opener_2_3,),
        (_linkedin_opener_3_1, _linkedin_opener_3_2, _linkedin_opener_3_3,),
    ),
    "linkedin/round_up": (
        (_linkedin_round_up_1_1, _linkedin_round_up_1_2, _linkedin_round_up_1_3,),
        (_linkedin_round_up_2_1, _linkedin_round_up_2_2, _linkedin_round_up_2_3,),
        (_linkedin_round_up_3_1, _linkedin_round_up_3_2, _linkedin_round_up_3_3,),
    ),
    "linkedin/second": (
        (_linkedin_second_1_1, _linkedin_second_1_2,),
        (_linkedin_second_2_1, _linkedin_second_2_2,),
        (_linkedin_second_3_1, _linkedin_second_3_2,),
    ),
    "linkedin/week_end": (
        (_linkedin_week_end_1_1, _linkedin_week_end_1_2, _linkedin_week_end_1_3,),
        (_linkedin_week_end_2_1, _linkedin_week_end_2_2, _linkedin_week_end_2_3,),
        (_linkedin_week_end_3_1, _linkedin_week_end_3_2, _linkedin_week_end_3_3,),
    ),
    "x/blog": (
        (_x_blog_1_1, _x_blog_1_2, _x_blog_1_3, _x_blog_1_4, _x_blog_1_5, _x_blog_1_6, _x_blog_1_7,),
        (_x_blog_2_1, _x_blog_2_2, _x_blog_2_3, _x_blog_2_4, _x_blog_2_5, _x_blog_2_6, _x_blog_2_7,),
        (_x_blog_3_1, _x_blog_3_2, _x_blog_3_3, _x_blog_3_4, _x_blog_3_5, _x_blog_3_6, _x_blog_3_7,),
    ),
    "x/event": (
        (_x_event_1_1, _x_event_1_2, _x_event_1_3,),
        (_x_event_2_1, _x_event_2_2, _x_event_2_3,),
        (_x_event_3_1, _x_event_3_2,),
    ),
    "x/opener": (
        (_x_opener_1_1, _x_opener_1_2, _x_opener_1_3, _x_opener_1_4, _x_opener_1_5,),
        (_x_opener_2_1, _x_opener_2_2, _x_opener_2_3, _x_opener_2_4,),
        (_x_opener_3_1, _x_opener_3_2, _x_opener_3_3, _x_opener_3_4, _x_opener_3_5, _x_opener_3_6,),
    ),
    "x/round_up": (
        (_x_round_up_1_1, _x_round_up_1_2, _x_round_up_1_3, _x_round_up_1_4, _x_round_up_1_5,),
        (_x_round_up_2_1, _x_round_up_2_2, _x_round_up_2_3, _x_round_up_2_4, _x_round_up_2_5,),
        (_x_round_up_3_1, _x_round_up_3_2, _x_round_up_3_3, _x_round_up_3_4, _x_round_up_3_5,),
    ),
    "x/second": (
        (_x_second_1_1, _x_second_1_2, _x_second_1_3, _x_second_1_4, _x_second_1_5,),
        (_x_second_2_1, _x_second_2_2, _x_second_2_3, _x_second_2_4, _x_second_2_5,),
        (_x_second_3_1, _x_second_3_2, _x_second_3_3, _x_second_3_4, _x_second_3_5, _x_second_3_6,),
    ),
    "x/week_end": (
        (_x_week_end_1_1, _x_week_end_1_2, _x_week_end_1_3, _x_week_end_1_4,),
        (_x_week_end_2_1, _x_week_end_2_2, _x_week_end_2_3, _x_week_end_2_4,),
        (_x_week_end_3_1, _x_week_end_3_2, _x_week_end_3_3, _x_week_end_3_4,),
    ),
}

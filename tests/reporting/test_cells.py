from __future__ import annotations

import csv
import io

import pytest

from promoter.reporting.cells import as_file, guarded, table


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@techUK", "\tone", "\rone", "  =1", "\n=1", "＝1", "＠a"])
def test_a_cell_that_a_spreadsheet_would_compute_gets_an_apostrophe(cell):
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=b", "#tag", "“quoted”", "1437312345678901234", 7, -7, None])
def test_other_cells_stay_as_they_are(cell):
    assert guarded(cell) == cell


def test_a_table_is_csv_that_reads_back():
    cell = "two\nlines, “déjà”"
    text = table(("a", "b", "c"), [(cell, None, 3)])
    assert not text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text))) == [["a", "b", "c"], [cell, "", "3"]]


def test_a_file_begins_with_the_mark_by_which_spreadsheets_know_utf_8():
    saved = as_file(table(("a",), [("“déjà”",)]))
    assert saved.startswith(b"\xef\xbb\xbfa\n")
    assert list(csv.reader(io.StringIO(saved.decode("utf-8-sig")))) == [["a"], ["“déjà”"]]

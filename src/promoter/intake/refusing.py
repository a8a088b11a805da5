"""Files that cannot be brought in: one sentence for each reason, that says what to ask the contributor for."""

from __future__ import annotations

from promoter.errors import PromoterError


class NotReadable(PromoterError):
    """A file or address from which no blog can be read."""


LOCKED = "it is protected by a password: ask for it without one"
MACROS = "it has macros in it, which may do harm: ask for it as an ordinary Word document (.docx)"
OLD_WORD = "it is a Word file in the old format (.doc): open it in Word, save it as .docx, and bring that in"
OLD_SHEET = "it is a sheet in the old format (.xls): open it in Excel, save it as .xlsx, and bring that in"
DAMAGED = "it is damaged or not complete: ask for it again"
BOMB = "it unpacks to far more than any blog has, as harmful files do: ask for it again, and do not open it"
NO_TEXT = "there is no text in it: ask whether it is a picture of a text, or the right file"
EMPTY = "the file is empty: ask for it again"
PDF = "it is a PDF, from which text comes out in pieces: ask for the Word file that it was made from"
NO_KIND = "it is none of Word (.docx), Markdown, plain text, CSV or Excel (.xlsx): ask for it as one of these"

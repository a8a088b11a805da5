"""Word files made of their parts, as Word itself would pack them: nothing here was ever saved by hand."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = {
    "Title": "Title", "Subtitle": "Subtitle", "Heading1": "heading 1", "Heading2": "heading 2", "Quote": "Quote",
}  # fmt: skip


def run(text: str, properties: str = "") -> str:
    inside = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inside}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def para(*runs: str, style: str = "", properties: str = "") -> str:
    """A paragraph; what does not begin with < is plain text."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inside = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inside}</w:p>"


def inserted(*runs: str) -> str:
    inside = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f'<w:ins w:id="1" w:author="A" w:date="2021-09-01T00:00:00Z">{inside}</w:ins>'


def deleted(text: str) -> str:
    return f'<w:del w:id="2" w:author="A" w:date="2021-09-01T00:00:00Z"><w:r><w:delText>{escape(text)}</w:delText></w:r></w:del>'


def table(*rows: tuple[str, ...]) -> str:
    lines = "".join(
        "<w:tr>"
        + "".join(f"<w:tc>{cell if cell.startswith('<w:p') else para(cell)}</w:tc>" for cell in row)
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{lines}</w:tbl>"


def item(text: str, level: int = 0, number: int = 1) -> str:
    """An entry of list 1, which has bullets, or of list 2, which has numbers."""
    return para(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def link(text: str, relationship: str = "rLink") -> str:
    return f'<w:hyperlink r:id="{relationship}">{run(text)}</w:hyperlink>'


def note(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def word(
    *blocks: str,
    notes: tuple[str, ...] = (),
    core: str = "",
    styles: str = "",
    links: dict[str, str] | None = None,
    more: dict[str, bytes] | None = None,
    main: str = MAIN,
    without: tuple[str, ...] = (),
) -> bytes:
    """The bytes of a .docx. `links` are addresses by relationship, `more` further parts of the package."""
    document = f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(blocks)}</w:body></w:document>'
    parts: dict[str, bytes] = {
        "[Content_Types].xml": _types(main).encode(),
        "_rels/.rels": _rels({"r1": ("officeDocument", "word/document.xml", "")}).encode(),
        "word/_rels/document.xml.rels": _rels(_of_document(links or {}, notes)).encode(),
        "word/document.xml": (HEAD + document).encode(),
        "word/styles.xml": (HEAD + _styles(styles)).encode(),
        "word/numbering.xml": (HEAD + _numbering()).encode(),
    }
    if notes:
        told = "".join(f'<w:footnote w:id="{n}">{para(text)}</w:footnote>' for n, text in enumerate(notes, start=1))
        parts["word/footnotes.xml"] = (HEAD + f'<w:footnotes xmlns:w="{W}">{told}</w:footnotes>').encode()
    if core:
        parts["docProps/core.xml"] = (
            HEAD + f'<cp:coreProperties xmlns:cp="cp" xmlns:dc="dc">{core}</cp:coreProperties>'
        ).encode()
    parts |= more or {}
    return archive({name: data for name, data in parts.items() if name not in without})


def archive(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2021, 9, 1, 0, 0, 0)), data, compression)
    return made.getvalue()


def _types(main: str) -> str:
    return HEAD + (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )


def _of_document(links: dict[str, str], notes: tuple[str, ...]) -> dict[str, tuple[str, str, str]]:
    found = {"rStyles": ("styles", "styles.xml", ""), "rNumbering": ("numbering", "numbering.xml", "")}
    if notes:
        found["rNotes"] = ("footnotes", "footnotes.xml", "")
    return found | {name: ("hyperlink", target, "External") for name, target in links.items()}


def _rels(relationships: dict[str, tuple[str, str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{escape(target)}"'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for name, (kind, target, mode) in relationships.items()
    )
    return HEAD + f'<Relationships xmlns="{_RELATIONSHIPS}">{lines}</Relationships>'


def _styles(more: str) -> str:
    known = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{shown}"/></w:style>'
        for name, shown in STYLES.items()
    )
    return f'<w:styles xmlns:w="{W}">{known}{more}</w:styles>'


def _numbering() -> str:
    def levels(kind: str) -> str:
        return "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{kind}"/></w:lvl>' for level in range(9))

    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{levels(kind)}</w:abstractNum>'
        for n, kind in ((1, "bullet"), (2, "decimal"))
    )
    nums = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
    return f'<w:numbering xmlns:w="{W}">{lists}{nums}</w:numbering>'

"""Papers as Word documents, as offices expect them: A4, Times New Roman, numbered pages.

Written as text: a library that builds tables cell by cell takes minutes where this takes a blink.
Whatever comes from people is escaped on its way in, so no name can become markup or a field.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from services.official import blocks as b
from services.official.packing import packed, safe

# In twentieths of a point: 20 mm, 10 mm, 30 mm; A4.
_NARROW, _EDGE, _BOUND = 567, 1134, 1701
_SHORT, _LONG = 11906, 16838
_STANDING = _SHORT - _BOUND - _NARROW
_LYING = _LONG - 2 * _EDGE
_INDENT = 709
# What a bold letter takes for each point of its size, and what a cell keeps free beside it.
_LETTER, _SIDES = 12.5, 130
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_STYLES = {
    "body": "Normal",
    "title": "Title",
    "subtitle": "Subtitle",
    "heading": "Heading1",
    "plain": "Plain",
    "small": "Small",
    "item": "Item",
}


@dataclass(slots=True)
class _Page:
    lying: bool

    @property
    def width(self) -> int:
        return _LYING if self.lying else _STANDING


def write(paper: b.Paper, moment: datetime) -> bytes:
    """A .docx; `moment` is what it tells of, and when it says it was made."""
    body = "".join(_body(paper))
    return packed(
        [
            ("[Content_Types].xml", _CONTENT_TYPES.encode()),
            ("_rels/.rels", _RELATIONS.encode()),
            ("docProps/core.xml", _core(paper, moment).encode()),
            ("word/document.xml", body.encode()),
            ("word/_rels/document.xml.rels", _DOCUMENT_RELATIONS.encode()),
            ("word/styles.xml", _styles(paper.language).encode()),
            ("word/settings.xml", _SETTINGS.encode()),
            ("word/header1.xml", _HEADER.encode()),
        ]
    )


def _body(paper: b.Paper) -> Iterator[str]:
    yield f"{_HEAD}<w:document {_W} {_R}><w:body>"
    page = _Page(paper.lying)
    for block in paper.blocks:
        match block:
            case b.Text():
                yield _text(block)
            case b.Grid():
                yield from _grid(block, page.width)
            case b.Signature():
                yield _signature(block, page.width)
            case b.Turn():
                yield f"<w:p><w:pPr>{_section(page)}</w:pPr></w:p>"
                page = _Page(block.lying)
    yield f"{_section(page)}</w:body></w:document>"


def _section(page: _Page) -> str:
    if page.lying:
        size = f'<w:pgSz w:w="{_LONG}" w:h="{_SHORT}" w:orient="landscape"/>'
        edges = f'w:top="{_EDGE}" w:right="{_EDGE}" w:bottom="{_NARROW}" w:left="{_EDGE}"'
    else:
        size = f'<w:pgSz w:w="{_SHORT}" w:h="{_LONG}"/>'
        edges = f'w:top="{_EDGE}" w:right="{_NARROW}" w:bottom="{_EDGE}" w:left="{_BOUND}"'
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="rId3"/>{size}'
        f'<w:pgMar {edges} w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )


def _text(block: b.Text) -> str:
    keeps = "<w:keepNext/>" if block.keeps else ""
    align = f'<w:jc w:val="{block.align}"/>' if block.align else ""
    style = f'<w:pStyle w:val="{_STYLES[block.kind]}"/>'
    return f"<w:p><w:pPr>{style}{keeps}{align}</w:pPr>{_runs(block.text, bold=block.bold)}</w:p>"


def _runs(text: str, *, bold: bool = False, letters: float | None = None) -> str:
    """A text; its line breaks stay breaks."""
    marks = "<w:b/>" if bold else ""
    if letters is not None:
        marks += f'<w:sz w:val="{round(letters * 2)}"/><w:szCs w:val="{round(letters * 2)}"/>'
    properties = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    pieces = safe(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "".join(
        f"<w:r>{properties}{'<w:br/>' if number else ''}"
        f'<w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'
        for number, piece in enumerate(pieces)
    )


def _grid(grid: b.Grid, width: int) -> Iterator[str]:
    if grid.caption:
        yield _text(b.Text(grid.caption, "plain", keeps=True))
    widths = widths_of(grid, width)
    grid_columns = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Lines"/><w:tblW w:w="{width}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid_columns}</w:tblGrid>'
    )
    titles = [
        _cell(column.title, one, "center", grid.letters, bold=True, middle=True)
        for column, one in zip(grid.columns, widths, strict=True)
    ]
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(titles)}</w:tr>"
    for line in grid.lines:
        cells = "".join(_cells(line, grid, widths))
        yield f"<w:tr><w:trPr>{_row(grid, line)}</w:trPr>{cells}</w:tr>"
    yield "</w:tbl>" + _text(b.Text("", "small"))


def widths_of(grid: b.Grid, width: int) -> list[int]:
    """How wide columns are: in their proportions, but none cuts a word of its heading in two."""
    whole = sum(column.width for column in grid.columns)
    widths = [round(width * column.width / whole) for column in grid.columns]
    widths[-1] += width - sum(widths)
    words = [max(map(len, column.title.split()), default=0) for column in grid.columns]
    needed = [round(count * grid.letters * _LETTER) + _SIDES for count in words]
    spare = [max(one - least, 0) for one, least in zip(widths, needed, strict=True)]
    short = sum(max(least - one, 0) for one, least in zip(widths, needed, strict=True))
    if not short or short > sum(spare):
        return widths
    given = [short * one // sum(spare) for one in spare]
    found = [max(one, least) - less for one, least, less in zip(widths, needed, given, strict=True)]
    # The rest of the division goes to the widest, which has it to spare.
    found[spare.index(max(spare))] += width - sum(found)
    return found


def _row(grid: b.Grid, line: b.Line) -> str:
    """A row stays on one page, unless it may be longer than one; room for a hand to sign in."""
    whole = "" if grid.is_torn else "<w:cantSplit/>"
    is_tall = grid.is_signed and line.kind == "row"
    return whole + ('<w:trHeight w:val="454" w:hRule="atLeast"/>' if is_tall else "")


def _cells(line: b.Line, grid: b.Grid, widths: Sequence[int]) -> Iterator[str]:
    if line.kind == "section":
        whole = sum(widths)
        text = line.cells[0]
        yield _cell(text, whole, "left", grid.letters, bold=True, span=len(widths), keeps=True)
        return
    padded = (*line.cells, *("" for _ in widths))
    for column, one, text in zip(grid.columns, widths, padded, strict=False):
        yield _cell(text, one, column.align, grid.letters, bold=line.kind == "total")


def _cell(
    text: str,
    width: int,
    align: str,
    letters: float,
    *,
    bold: bool = False,
    middle: bool = False,
    span: int = 1,
    keeps: bool = False,
) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    stands = '<w:vAlign w:val="center"/>' if middle else ""
    kept = "<w:keepNext/>" if keeps else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{stands}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="Cell"/>{kept}<w:jc w:val="{align}"/></w:pPr>'
        f"{_runs(text, bold=bold, letters=letters)}</w:p></w:tc>"
    )


_NO_MARGINS = (
    '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
)


def _signature(block: b.Signature, width: int) -> str:
    """What he is on the left, his name on the right, a line for his hand between them."""
    widths = [round(width * 0.5), round(width * 0.22), round(width * 0.28)]
    under = '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    under += "</w:tcBorders>"
    name_line = "" if block.name else under
    columns = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    return (
        _text(b.Text("", "plain", keeps=True))
        + f'<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"{_NO_MARGINS}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + _bare(block.post, widths[0], "left")
        + _bare("", widths[1], "center", under)
        + _bare(block.name, widths[2], "right", name_line)
        + "</w:tr></w:tbl>"
        + _text(b.Text("", "small"))
    )


def _bare(text: str, width: int, align: str, lines: str = "") -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{lines}<w:vAlign w:val="bottom"/>'
        f'</w:tcPr><w:p><w:pPr><w:pStyle w:val="Plain"/><w:jc w:val="{align}"/></w:pPr>'
        f"{_runs(text)}</w:p></w:tc>"
    )


def _core(paper: b.Paper, moment: datetime) -> str:
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(safe(paper.title))}</dc:title>"
        f"<dc:subject>{escape(safe(paper.subject))}</dc:subject>"
        f"<dc:language>{paper.language}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified>'
        "</cp:coreProperties>"
    )


def _style(name: str, title: str, paragraph: str, run: str = "", *, based: str = "Normal") -> str:
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}">'
        f'<w:name w:val="{title}"/>'
        f'<w:basedOn w:val="{based}"/><w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f"<w:rPr>{run}</w:rPr></w:style>"
    )


def _styles(language: str) -> str:
    tongue = "ru-RU" if language == "ru" else "en-GB"
    single = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
    none = '<w:ind w:firstLine="0"/>'
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f"{_HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"'
        ' w:eastAsia="Times New Roman" w:cs="Times New Roman"/>'
        f'<w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="{tongue}"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:qFormat/><w:pPr><w:spacing w:before="0" w:after="0" w:line="276" w:lineRule="auto"/>'
        f'<w:ind w:firstLine="{_INDENT}"/><w:jc w:val="both"/></w:pPr></w:style>'
        + _style("Plain", "Plain", f'{single}{none}<w:jc w:val="left"/>')
        + _style(
            "Title",
            "Title",
            f'<w:keepNext/><w:spacing w:before="240" w:after="0"/>{none}<w:jc w:val="center"/>',
            "<w:b/>",
        )
        + _style(
            "Subtitle",
            "Subtitle",
            f'<w:keepNext/><w:spacing w:before="0" w:after="240"/>{none}<w:jc w:val="center"/>',
            "<w:b/>",
        )
        + _style(
            "Heading1",
            "heading 1",
            '<w:keepNext/><w:spacing w:before="240" w:after="120"/>'
            f'{none}<w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
            "<w:b/>",
        )
        + _style("Small", "Small", f"{single}{none}", '<w:sz w:val="20"/><w:szCs w:val="20"/>')
        + _style("Item", "Item", single)
        + _style("Cell", "Cell", f'{single}{none}<w:jc w:val="left"/>')
        + '<w:style w:type="table" w:default="1" w:styleId="Table"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
        '<w:style w:type="table" w:customStyle="1" w:styleId="Lines"><w:name w:val="Lines"/>'
        f'<w:basedOn w:val="Table"/><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr>'
        "</w:style></w:styles>"
    )


_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_MAIN}.settings+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{_MAIN}.header+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>'
)
_DOCUMENT_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/settings" Target="settings.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/header" Target="header1.xml"/></Relationships>'
)
_SETTINGS = (
    f'{_HEAD}<w:settings {_W}><w:defaultTabStop w:val="709"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)
# The number of the page in the middle of the upper edge, from the second page on.
_HEADER = (
    f'{_HEAD}<w:hdr {_W}><w:p><w:pPr><w:pStyle w:val="Plain"/><w:jc w:val="center"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>'
)

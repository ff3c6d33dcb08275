"""Papers as one HTML file that needs nothing else: for a site, for any browser.

Every text is escaped; links are made of addresses that begin with http only; no script, no style
from elsewhere, so a page can be put on a site as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from services.official import blocks as b
from services.official.packing import safe

_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_STYLE = """
:root{color-scheme:light dark}
body{font:17px/1.5 "PT Sans","Segoe UI",Arial,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;line-height:1.25;margin:.2em 0 .8em}
h2{font-size:1.2rem;margin:1.6em 0 .5em}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #8888;padding:.4rem .6rem;text-align:left;vertical-align:top}
th{background:#8882}
.center{text-align:center}
.wide{overflow-x:auto}
p{margin:.5em 0;overflow-wrap:anywhere}
"""
_TAGS = {"title": "h1", "heading": "h2", "subtitle": "p"}


def write(paper: b.Paper) -> bytes:
    """A whole page."""
    body = "\n".join(_block(one) for one in paper.blocks)
    return (
        f'<!DOCTYPE html>\n<html lang="{paper.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_safe(paper.title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    ).encode()


def _safe(text: str) -> str:
    return escape(safe(text), quote=True)


def _block(block: b.Block) -> str:
    match block:
        case b.Text():
            tag = _TAGS.get(block.kind, "p")
            text = _linked(block.text)
            return f"<{tag}>{f'<strong>{text}</strong>' if block.bold else text}</{tag}>"
        case b.Grid():
            return "".join(_grid(block))
        case b.Signature():
            return f"<p>{_safe(block.post)} {_safe(block.name)}</p>"
    return "<hr>"


def _linked(text: str) -> str:
    """A text with its addresses as links, its line breaks kept."""
    text = safe(text)
    pieces = []
    at = 0
    for found in _ADDRESS.finditer(text):
        pieces.append(_safe(text[at : found.start()]))
        address = _safe(found[0])
        pieces.append(f'<a href="{address}" rel="nofollow noopener">{address}</a>')
        at = found.end()
    pieces.append(_safe(text[at:]))
    return "".join(pieces).replace("\n", "<br>\n")


def _grid(grid: b.Grid) -> Iterator[str]:
    yield '<div class="wide"><table>\n<thead><tr>'
    for column in grid.columns:
        yield f'<th scope="col">{_safe(column.title)}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for line in grid.lines:
        if line.kind == "section":
            text = _linked(line.cells[0])
            yield f'<tr><th colspan="{len(grid.columns)}">{text}</th></tr>\n'
            continue
        cells = "".join(
            f"<td{_centred(column)}>{_linked(text)}</td>"
            for column, text in zip(grid.columns, line.cells, strict=False)
        )
        yield f"<tr>{cells}</tr>\n"
    yield "</tbody>\n</table></div>"


def _centred(column: b.Column) -> str:
    return ' class="center"' if column.align == "center" else ""

"""Documents that people agree to: whole texts in files, one per version and language.

A version is never edited once it was shown to people: a new text is a new version, and everybody
is asked again. `locales/consent/SHA256SUMS` holds the fingerprint of each file.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from locales import DEFAULT_LOCALE, LOCALES, Html, escape

_FOLDER = Path(__file__).parent / "consent"
_BOLD = re.compile(r"\*\*(.+?)\*\*")
# Far below what a message holds: a page is read on a phone.
_PAGE = 1600


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a text in one language, as its file has it."""

    version: str
    locale: str
    text: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the file."""
        return _digest(self.text)

    def filled(self, **values: str) -> str:
        """The text with the operator's name and contact in it."""
        return self.text.format(**values)

    def shown_fingerprint(self, **values: str) -> str:
        """SHA-256 of what a person was shown."""
        return _digest(self.filled(**values))

    def pages(self, **values: str) -> tuple[Html, ...]:
        """The text as pages that fit in messages; paragraphs stay whole."""
        pages: list[str] = []
        for paragraph in self.filled(**values).strip().split("\n\n"):
            shown = _as_html(paragraph)
            if pages and len(pages[-1]) + len(shown) <= _PAGE:
                pages[-1] = f"{pages[-1]}\n\n{shown}"
            else:
                pages.append(shown)
        return tuple(Html(page) for page in pages)


@lru_cache
def consent(version: str, locale: str) -> Document:
    """A version of the consent; a language it has not is the default one. Raises OSError."""
    language = locale if locale in LOCALES else DEFAULT_LOCALE
    text = (_FOLDER / f"{version}.{language}.md").read_text(encoding="utf-8")
    return Document(version, language, text)


def newest_consent() -> str:
    """The version that people are asked for: the highest number among the files."""
    return str(max(int(path.name.partition(".")[0]) for path in _FOLDER.glob("*.*.md")))


def _as_html(paragraph: str) -> str:
    line = " ".join(paragraph.split())
    if line.startswith("# "):
        return f"<b>{escape(line[2:])}</b>"
    return _BOLD.sub(r"<b>\1</b>", escape(line))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

"""Texts in the reader's language, and dates, clocks and numbers as that language writes them.

Messages are English sentences in the code; a catalogue per other language lies beside this file
and is read as source, so that no compiled file can be forgotten or go stale.
"""

import html
import io
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations

LOCALES = ("ru", "en")
DEFAULT_LOCALE = "ru"
_FOLDER = Path(__file__).parent
_MOSCOW = "Europe/Moscow"


class Html(str):
    """Text that is markup already and must not be escaped again."""

    __slots__ = ()


def escape(value: object) -> str:
    """Make a value safe inside a message; markup stays as it is."""
    return str(value) if isinstance(value, Html) else html.escape(str(value), quote=True)


def N_(message: str) -> str:
    """Mark a message for the catalogue where it is translated later."""
    return message


class Translator:
    """Speaks one language. `t("…")` gives plain text, `t.html("…")` escapes what it is given."""

    def __init__(self, locale: str) -> None:
        """Take one of LOCALES; anything else becomes the default."""
        self.locale = locale if locale in LOCALES else DEFAULT_LOCALE
        self._translations = _load(self.locale)

    def __call__(self, message: str, **params: object) -> str:
        """Translate a message and put plain values in."""
        found = str(self._translations.gettext(message))
        return found.format(**params) if params else found

    def html(self, message: str, **params: object) -> Html:
        """Translate a message that is markup; values are escaped unless they are Html."""
        return Html(self(message, **{name: escape(value) for name, value in params.items()}))

    def many(self, one: str, other: str, n: int, **params: object) -> str:
        """Translate a message with a number in the right plural form."""
        found = str(self._translations.ngettext(one, other, n))
        return found.format(n=self.number(n), **params)

    def number(self, value: int) -> str:
        """12 345."""
        return format_decimal(value, locale=self.locale)

    def amount(self, value: float) -> str:
        """12 345,5: at most one decimal."""
        return format_decimal(round(value, 1), locale=self.locale)

    def percent(self, done: float, of: float) -> str:
        """A share as a whole percentage; a dash when there is nothing to share."""
        return format_percent(done / of, "#0%", locale=self.locale) if of else "\N{EN DASH}"

    def day(self, value: date, today: date | None = None) -> str:
        """Day and month, with the year when it is not this one."""
        same_year = today is not None and value.year == today.year
        return format_date(value, "d MMMM" if same_year else "d MMMM y", locale=self.locale)

    def weekday(self, value: date) -> str:
        """A short day of the week."""
        return format_date(value, "EEE", locale=self.locale)

    def month(self, value: date) -> str:
        """Month and year."""
        return format_date(value, "LLLL y", locale=self.locale)

    def month_short(self, value: date) -> str:
        """A month in three or four letters, for the axis of a picture."""
        return format_date(value, "LLL", locale=self.locale).rstrip(".")

    def clock(self, value: time | datetime) -> str:
        """Hours and minutes, on 24 hours in every language of a Russian school."""
        return format_time(value, "HH:mm", locale=self.locale)

    def moment(self, value: datetime, zone: str) -> str:
        """Day, month and clock in a zone."""
        local = value.astimezone(ZoneInfo(zone))
        return format_datetime(local, "d MMMM, HH:mm", locale=self.locale)

    def zone(self, name: str, at: datetime) -> str:
        """A zone as Russians name it: by its distance from Moscow."""
        here, moscow = at.astimezone(ZoneInfo(name)), at.astimezone(ZoneInfo(_MOSCOW))
        difference = (here.utcoffset() or timedelta()) - (moscow.utcoffset() or timedelta())
        hours = difference.total_seconds() / 3600
        label = self(N_("MSK"))
        return label if not hours else f"{label}{hours:+g}".replace("-", "\N{MINUS SIGN}")


@lru_cache(maxsize=len(LOCALES))
def translator(locale: str) -> Translator:
    """The translator of a language, made once."""
    return Translator(locale)


def locale_for(language_code: str | None) -> str:
    """The language to begin with for somebody whose Telegram speaks `language_code`."""
    return "en" if (language_code or "").lower().startswith("en") else DEFAULT_LOCALE


def _load(locale: str) -> NullTranslations:
    path = _FOLDER / locale / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=locale)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)

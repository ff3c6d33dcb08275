"""`python -m bot ledger`: what became of every reminder, as lines or as a table."""

import argparse
import csv
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.container import Container
from handlers.views.when import when_short
from handlers.views.why import entry_text, fate_text, mark, name_of, stage_text
from keyboards.words import ROLES
from locales import Translator
from services.access import SYSTEM
from services.fates import Entry
from services.ledger import EventFate

# A cell that begins so is worked out as a formula by the programs that open tables.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_MINUTE = "%Y-%m-%d %H:%M"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `ledger`."""
    parser.add_argument("--place", required=True, help="name of a school or of what lies above")
    parser.add_argument("--event", default="", metavar="N", help="only row N of the road map")
    parser.add_argument("--csv", action="store_true", help="a table for Excel, moments in UTC")


async def show(container: Container, t: Translator, options: argparse.Namespace) -> bool:
    """Print the ledger of a place and all below it; False when there is nothing to print."""
    place = await container.place_changes.named(SYSTEM, options.place)
    book = await container.ledger.book(SYSTEM, place.id, options.event)
    if not book:
        sys.stderr.write(t("No reminders are known of this.") + "\n")
        return False
    if options.csv:
        sys.stdout.flush()
        sys.stdout.buffer.write(table(t, book))
        return True
    for line in told(t, book):
        sys.stdout.write(f"{line}\n")
    return True


def told(t: Translator, book: Sequence[EventFate]) -> Iterator[str]:
    """One line for an event at a place, one below it for each reminder."""
    for found in book:
        zone = found.when.timezone
        # Nobody sits at the prompt in a zone of his own: the clock is that of the event.
        when = when_short(t, replace(found.when, reader_timezone=zone), found.now.date())
        yield f"№ {found.number or '–'} · {when} · {found.title} · {found.place_name}"
        if found.verdict is not None:
            yield f"  {mark(found.verdict)} {fate_text(t, found.verdict)}"
        for entry in found.entries:
            who = f"{name_of(t, entry)}, {t(ROLES[entry.role])}"
            what = f"{_stage(t, entry, found)}: {entry_text(t, entry, zone)}"
            yield f"  {mark(entry.fate)} {who} · {what}"


def table(t: Translator, book: Sequence[EventFate]) -> bytes:
    """The same as CSV that Excel opens as it is: semicolons, a byte order mark, no formulas."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(
        (
            t("number"),
            t("event"),
            t("place"),
            t("name"),
            t("role"),
            t("reminder"),
            t("due"),
            t("code"),
            t("when"),
            t("what became of it"),
        )
    )
    for found in book:
        event = (found.number, found.title, found.place_name)
        if found.verdict is not None:
            code, words = found.verdict, fate_text(t, found.verdict)
            writer.writerow(map(_safe, (*event, "", "", "", "", code, "", words)))
        for entry in found.entries:
            row = (
                *event,
                name_of(t, entry),
                t(ROLES[entry.role]),
                _stage(t, entry, found),
                f"{entry.due_at:{_MINUTE}}",
                entry.fate,
                f"{entry.at:{_MINUTE}}" if entry.at is not None else "",
                entry_text(t, entry, found.when.timezone),
            )
            writer.writerow(map(_safe, row))
    return text.getvalue().encode("utf-8-sig")


def _stage(t: Translator, entry: Entry, found: EventFate) -> str:
    """Which reminder, and that it was about a day that the event no longer has."""
    stage = stage_text(t, entry.stage)
    if entry.version == found.version:
        return stage
    return t("{stage} (before the event was moved)", stage=stage)


def _safe(cell: str) -> str:
    """A cell that stays a text."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell

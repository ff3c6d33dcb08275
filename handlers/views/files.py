"""Files: what they are for when nobody has asked for them, and what is told beside them."""

from collections.abc import Sequence
from datetime import date

from handlers.views.when import day_short
from keyboards.menu import menu_button
from keyboards.parcels import lost_rows, parcel_rows
from keyboards.screen import Screen, lines, shortened
from locales import Html, Translator
from services.access import Seat
from services.files import ReportFiles
from services.forms.form import Attached
from services.parcels import ParcelQuestion
from services.reports import ReportChoice


def parcel_screen(
    t: Translator, question: ParcelQuestion, today: date, seats: tuple[Seat, ...] = ()
) -> Screen:
    """Which report the files are for."""
    if not question.choices and not seats:
        if question.only_words:
            text = t.html(
                "📎 Reports are awaited from you, but none of them takes a file, so I have put "
                "this nowhere. See what they ask for."
            )
            return Screen(text, lost_rows(t, question))
        text = t.html(
            "📎 No event is waiting for a report from you now, so I have put this nowhere. Open "
            "the event in the plan and report from there."
        )
        return Screen(text, lost_rows(t, question))
    text = t.html("📎 <b>Which event is this report about?</b>")
    if seats:
        text = lines(text, t.html("Or is it the road map of one of these places?"))
    several = len({choice.school_id for choice in question.choices}) > 1
    labels = [_label(t, choice, today, several=several) for choice in question.choices]
    return Screen(text, parcel_rows(t, question, labels, seats))


def _label(t: Translator, choice: ReportChoice, today: date, *, several: bool) -> str:
    label = f"{day_short(t, choice.line.when, today)} · {shortened(choice.line.title, 34)}"
    return f"{shortened(choice.school_name, 14)}: {label}" if several else label


def files_caption(t: Translator, found: ReportFiles) -> Html:
    """Whose files these are."""
    return t.html(
        "📎 {school}: {title}", school=found.place_name, title=shortened(found.title, 120)
    )


def gone_screen(t: Translator, gone: Sequence[Attached]) -> Screen:
    """Files that Telegram has no more, and of which there is no copy."""
    if not gone:
        return Screen(t.html("📎 This report holds no files."), ((menu_button(t),),))
    names = [file.name or t("photo") for file in gone]
    return Screen(
        lines(
            t.html("🕳 Telegram no longer has these files, and there is no copy of them:"),
            *(t.html("• {name}", name=shortened(name, 100)) for name in names),
            t.html("Please ask the school to send them again."),
        ),
        ((menu_button(t),),),
    )

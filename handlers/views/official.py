"""Official papers: what can be made, how far one is, its conclusions, its file."""

from datetime import date
from zoneinfo import ZoneInfo

from keyboards.official import (
    KINDS,
    PERIODS,
    conclusion_rows,
    desk_rows,
    event_rows,
    month_rows,
    note_place_rows,
    note_rows,
    paper_rows,
    school_rows,
    sent_rows,
)
from keyboards.reports import question_rows
from keyboards.screen import TEXT_LIMIT, File, Screen, lines, paragraphs, shortened
from locales import N_, Html, Translator
from services.dialogs import Turn
from services.errors import NotFoundError
from services.official.cards import (
    EventPage,
    NoteChoice,
    PaperCard,
    PaperFile,
    PaperNotice,
    PapersDesk,
    SchoolPage,
)
from services.terms import OfficialStatus

_TITLE = 160
_SENTENCE = 320
_MARKUP = 700
_STAGES = {
    "": N_("waits for its turn"),
    "reading": N_("reading the road map"),
    "counting": N_("counting the figures"),
    "writing": N_("writing the file"),
}


def desk_screen(t: Translator, desk: PapersDesk) -> Screen:
    """What can be made."""
    head = t.html("🗂 <b>Papers</b>")
    if not desk.plans:
        text = t.html("There is no road map yet to make a paper of.")
        return Screen(paragraphs(head, text), desk_rows(t, desk))
    if desk.plan is None:
        return Screen(paragraphs(head, t.html("Of which road map?")), desk_rows(t, desk))
    told = t.html("Ready in half a minute, with figures of this moment; the file comes here.")
    title = t.html("📌 {title}", title=shortened(desk.plan.title, _TITLE))
    last = t.html("Below are also the papers made last.") if desk.papers else None
    return Screen(paragraphs(head, title, told, last), desk_rows(t, desk))


def note_choice_screen(t: Translator, choice: NoteChoice) -> Screen:
    """A note as it would be ordered."""
    text = paragraphs(
        t.html("📄 <b>Analytic note</b>"),
        lines(
            t.html("📍 {place}", place=choice.place_name),
            t.html("🗓 {period}", period=_period(t, choice.since, choice.until)),
        ),
        t.html(
            "In it: totals, results by territory, conclusions that you can change, all rows of "
            "the road map with the fact and the share, and the records behind each figure."
        ),
    )
    return Screen(text, note_rows(t, choice))


def _period(t: Translator, since: date | None, until: date | None) -> str:
    if until is None:
        return t(PERIODS_WHOLE)
    last = t.day(until)
    if since is None:
        return t("from the beginning of the road map to {until}", until=last)
    return t("from {since} to {until}", since=t.day(since), until=last)


PERIODS_WHOLE = next(iter(PERIODS.values()))


def note_place_screen(t: Translator, choice: NoteChoice, page: int) -> Screen:
    """Which territory?"""
    return Screen(
        t.html("📍 <b>Which territory is the note about?</b>"), note_place_rows(t, choice, page)
    )


def months_screen(t: Translator, plan_id: int, today: date) -> Screen:
    """Of which month?"""
    text = paragraphs(
        t.html("📅 <b>Report for a month</b>"),
        t.html("Events held, materials handed in and missing, questions, visits, the next plan."),
    )
    return Screen(text, month_rows(t, plan_id, today))


def events_screen(t: Translator, page: EventPage, today: date) -> Screen:
    """Of which event?"""
    head = t.html("👥 <b>Attendance sheet</b>")
    if not page.events:
        text = t.html("The road map has no event to which people come.")
        return Screen(paragraphs(head, text), event_rows(t, page, today))
    text = t.html("Of which event? Before it the sheet is for signing, after it it has the marks.")
    return Screen(paragraphs(head, text), event_rows(t, page, today))


def schools_screen(t: Translator, page: SchoolPage) -> Screen:
    """Of which school?"""
    text = paragraphs(
        t.html("🏫 <b>Page for the school's site</b>"),
        t.html(
            "What the school has done and published, and what is ahead; nothing about people. "
            "A page for the site, or a Word document."
        ),
    )
    return Screen(text, school_rows(t, page))


def paper_screen(t: Translator, card: PaperCard) -> Screen:
    """One paper: how far it is; a finished note with its conclusions."""
    head = _head(t, card)
    if card.status is OfficialStatus.WAITING:
        return Screen(paragraphs(head, _progress(t, card)), paper_rows(t, card))
    if card.status is OfficialStatus.FAILED:
        sorry = (
            t.html("Sorry, what it was about is not there any more.")
            if card.trouble == "not_found"
            else t.html("Sorry, it could not be made. Please try once more.")
        )
        return Screen(paragraphs(head, sorry), paper_rows(t, card))
    ready = t.html("✅ Ready: {name}", name=card.name)
    if not card.sentences:
        return Screen(paragraphs(head, ready), paper_rows(t, card))
    stale = (
        t.html("⚠️ The file still has the former conclusions: make it with these.")
        if card.is_stale
        else None
    )
    room = TEXT_LIMIT - _MARKUP - len(head) - len(ready)
    longest = min(_SENTENCE, room // len(card.sentences))
    said = [
        t.html(
            "{number}. {own}{text}",
            number=number,
            own="✏️ " if one.is_own else "",
            text=shortened(one.text, max(longest, 20)),
        )
        for number, one in enumerate(card.sentences, 1)
    ]
    conclusions = lines(t.html("<b>Conclusions</b>"), *said)
    return Screen(paragraphs(head, ready, conclusions, stale), paper_rows(t, card))


def _head(t: Translator, card: PaperCard) -> Html:
    moment = card.as_of.astimezone(ZoneInfo(card.timezone))
    of = t.html("as of {day}, {clock}", day=t.day(moment.date()), clock=t.clock(moment))
    return lines(
        t.html("🗂 <b>{kind}</b> · {place}", kind=t(KINDS[card.kind]), place=card.place_name),
        t.html("📌 {title}", title=shortened(card.subject, _TITLE)) if card.subject else None,
        t.html("🗓 {period}", period=_period(t, card.since, card.until))
        if card.until is not None
        else None,
        t.html("<i>{of}</i>", of=of),
    )


def _progress(t: Translator, card: PaperCard) -> Html:
    stage = t(_STAGES.get(card.stage, _STAGES[""]))
    if not card.of:
        return t.html("⏳ {stage}…", stage=stage)
    # Of a few steps a bar says less than their number, and looks torn on a phone.
    step = min(card.done + 1, card.of)
    return t.html("⏳ {stage}… {step} of {of}", stage=stage, step=step, of=card.of)


def conclusion_screen(t: Translator, card: PaperCard, code: str) -> Screen:
    """One conclusion in full; raises NotFoundError for one that is gone."""
    one = next((one for one in card.sentences if one.code == code), None)
    if one is None:
        raise NotFoundError
    text = paragraphs(
        t.html("✏️ <b>Conclusion</b>"),
        t.html("<blockquote>{text}</blockquote>", text=one.text),
    )
    return Screen(text, conclusion_rows(t, card, one))


def words_question(t: Translator, turn: Turn) -> Screen:
    """What shall it say?"""
    former = str(turn.subject.get("text") or "")
    quoted = t.html("<blockquote>{text}</blockquote>", text=former) if former else None
    # Numbers in words of one's own stay as they are written.
    asked = t.html("<b>What shall the conclusion say?</b> Write it in one message.")
    return Screen(paragraphs(quoted, asked), question_rows(t, turn, {}))


def file_screen(t: Translator, found: PaperFile) -> Screen:
    """The file itself."""
    return _sent(t, found.card, found.content)


def paper_notice_screen(t: Translator, notice: PaperNotice) -> Screen:
    """A paper that was ordered."""
    if notice.content is None:
        return paper_screen(t, notice.card)
    return _sent(t, notice.card, notice.content)


def _sent(t: Translator, card: PaperCard, content: bytes) -> Screen:
    file = File("document", content=content, name=card.name)
    return Screen(_head(t, card), sent_rows(t, card), file=file)

"""Reports: choosing what about, the questions, the preview, the card and the decision."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.views.answers import answers_text, is_shortened, pages_of_answers
from handlers.views.form_words import label_text
from handlers.views.when import day_short
from keyboards.menu import menu_button
from keyboards.report_words import BY, STEPS
from keyboards.reports import (
    choice_rows,
    full_rows,
    preview_rows,
    question_rows,
    report_rows,
)
from keyboards.screen import Screen, lines, paragraphs, shortened
from keyboards.words import REPORTS
from locales import N_, Html, Translator
from services.dialogs import Turn
from services.report_cards import Moment
from services.reports import ReportCard, ReportChoice
from services.terms import Owing, ReportStatus, Step, Verdict

# Of a history with one line the card says all already.
_MANY = 2
_HISTORY = 6
# Letters on a page of a report in full.
_PAGE = 3_200

QUESTIONS = {
    "participants": N_(
        "How many people of your school took part in it or worked on it? Send a number."
    ),
    "done": N_("What was done? Two or three sentences are enough."),
    "evidence": N_("Send a photo, a document or a link that shows it. Or go on without."),
}
SHORT_QUESTIONS = {
    "participants": N_("Number"),
    "done": N_("What was done"),
    "evidence": N_("Evidence"),
}


def choices_screen(t: Translator, choices: list[ReportChoice], today: date) -> Screen:
    """What can be reported on."""
    if not choices:
        text = t.html("✨ Nothing is waiting for a report. Past weeks are in the plan.")
        return Screen(text, ((menu_button(t),),))
    several = len({choice.school_id for choice in choices}) > 1
    labels = []
    for choice in choices:
        label = f"{day_short(t, choice.line.when, today)} · {shortened(choice.line.title, 34)}"
        labels.append(f"{shortened(choice.school_name, 14)}: {label}" if several else label)
    return Screen(t.html("📝 <b>What is the report about?</b>"), choice_rows(t, choices, labels))


def question_screen(t: Translator, turn: Turn) -> Screen:
    """The present question of a report."""
    step = turn.draft.step
    at, of = turn.draft.progress
    returned = turn.subject.get("comment")
    text = paragraphs(
        t.html("📝 {title}", title=shortened(str(turn.subject["title"]), 120)),
        t.html("↩️ The curator wrote: «{comment}»", comment=returned) if returned else None,
        t.html("<b>{at} of {of}.</b> {question}", at=at, of=of, question=t(QUESTIONS[step])),
    )
    choices = {"skip": t("➡️ Without it")} if step == "evidence" else {}
    return Screen(text, question_rows(t, turn, choices))


def preview_screen(t: Translator, turn: Turn) -> Screen:
    """The whole report before it is sent."""
    returned = turn.subject.get("comment")
    head = t.html("📝 <b>Please check the report</b>")
    if returned:
        wrote = t.html("↩️ The curator wrote: «{comment}»", comment=returned)
        head = paragraphs(wrote, head)
    text = paragraphs(
        head,
        t.html(
            "{title}\n{school}",
            title=shortened(str(turn.subject["title"]), 200),
            school=str(turn.subject["school"]),
        ),
        _former_answers(t, turn.draft.answers),
    )
    questions = {step: t(label) for step, label in SHORT_QUESTIONS.items()}
    return Screen(text, preview_rows(t, turn, t("📨 Send to the curator"), questions))


def _former_answers(t: Translator, answers: Mapping[str, Any]) -> Html:
    """The answers of a report begun before forms followed the row."""
    evidence = answers.get("evidence") or {}
    shown = t("none")
    if evidence.get("link"):
        shown = str(evidence["link"])
    elif evidence.get("file"):
        name = evidence["file"]["name"]
        shown = t("file «{name}»", name=name) if name else t("photo")
    return lines(
        t.html("👤 Took part: <b>{n}</b>", n=answers.get("participants", "–")),
        t.html("✍️ {done}", done=str(answers.get("done", "–"))),
        t.html("📎 Evidence: {shown}", shown=shown),
    )


def report_screen(t: Translator, card: ReportCard) -> Screen:
    """A report for whoever may read it."""
    text = paragraphs(
        _head(t, card),
        t.html("№ {number} {title}", number=card.number, title=shortened(card.title, 200)),
        answers_text(t, card.form, card.answers),
        lines(
            _sent_by(t, card),
            t.html("⏰ Sent after the term") if card.late else None,
            history_text(t, card),
        ),
        status_text(t, card),
        t.html("💬 «{comment}»", comment=card.comment) if card.comment else None,
    )
    return Screen(text, report_rows(t, card, _labels(t, card), has_more=has_more(t, card)))


def has_more(t: Translator, card: ReportCard) -> bool:
    """Whether its answers are longer than its card shows."""
    return is_shortened(t, card.form, card.answers)


def full_screen(t: Translator, card: ReportCard, page: int) -> Screen:
    """The answers of a report letter by letter."""
    pages = pages_of_answers(t, card.form, card.answers, room=_PAGE)
    page = min(max(page, 0), len(pages) - 1)
    head = lines(_head(t, card), t.html("{title}", title=shortened(card.title, 120)))
    return Screen(paragraphs(head, pages[page]), full_rows(t, card, page, len(pages)))


def _head(t: Translator, card: ReportCard) -> Html:
    if card.is_about_reader:
        return t.html(
            "📨 <b>{who} about your school</b> · {school}",
            who=t(BY[card.by]),
            school=card.school_name,
        )
    if card.by is not Owing.SCHOOL:
        return t.html(
            "📨 <b>Report</b> · {who}: {place}", who=t(BY[card.by]), place=card.school_name
        )
    if card.is_own:
        return t.html("📝 <b>Your report</b> · {school}", school=card.school_name)
    return t.html("📨 <b>Report</b> · {school}", school=card.school_name)


def _labels(t: Translator, card: ReportCard) -> dict[str, str]:
    """What can be mended by itself: the questions, by their short names."""
    return {step.name: label_text(t, step) for step in card.form.asked(card.answers)}


def status_text(t: Translator, card: ReportCard) -> Html:
    """How it stands, and whose word is wanted next."""
    if card.lacks_curator and card.waits_for is Step.CURATOR:
        return t.html(
            "📨 Report saved. No curator has joined yet: whoever becomes one sees it first of all."
        )
    if card.lacks_curator and card.waits_for is None:
        return t.html(
            "📨 Report sent, it counts. No curator has joined yet: whoever becomes one sees it "
            "first of all."
        )
    if card.waits_for is not None and card.status is not ReportStatus.RETURNED:
        return Html(t(_WAITS[card.status, card.waits_for]))
    if card.status is ReportStatus.SUBMITTED:
        if card.may_decide:
            return t.html("📨 Report sent, it counts. You may still return it.")
        is_of_school = card.by is Owing.SCHOOL
        return (
            t.html("📨 Report sent, it counts")
            if not is_of_school
            else t.html("📨 Report sent, it counts. The curator may still return it.")
        )
    return Html(t(REPORTS[card.status]))


_WAITS = {
    (ReportStatus.SUBMITTED, Step.CURATOR): REPORTS[ReportStatus.SUBMITTED],
    (ReportStatus.SUBMITTED, Step.MUNICIPALITY): N_("📨 Report sent, waiting for the municipality"),
    (ReportStatus.SUBMITTED, Step.REGION): N_("📨 Report sent, waiting for the region"),
    (ReportStatus.CONFIRMED, Step.MUNICIPALITY): N_(
        "✔️ Confirmed by the curator, waiting for the municipality"
    ),
    (ReportStatus.CONFIRMED, Step.REGION): N_("✔️ Confirmed by the curator, waiting for the region"),
}


def history_text(t: Translator, card: ReportCard) -> Html | None:
    """What was sent and said before, in one line; nothing where nothing has happened yet."""
    if len(card.history) < _MANY:
        return None
    told = [_told(t, card, one) for one in card.history[-_HISTORY:]]
    if len(card.history) > _HISTORY:
        told.insert(0, "…")
    return t.html("🕓 {history}", history=" → ".join(told))


def _told(t: Translator, card: ReportCard, one: Moment) -> str:
    at = t.moment(one.at, card.reader_timezone)
    if one.step is None:
        return t("sent late {at}", at=at) if one.late else t("sent {at}", at=at)
    who = t(STEPS[one.step])
    if one.verdict is Verdict.RETURNED:
        return t("returned {at} ({who})", at=at, who=who)
    return t("accepted {at} ({who})", at=at, who=who)


def _sent_by(t: Translator, card: ReportCard) -> Html:
    """Who sent it and when, by the reader's clock, and by that of the place if it is another."""
    moment = t.moment(card.submitted_at, card.reader_timezone)
    there = t.moment(card.submitted_at, card.place_timezone)
    if there != moment:
        moment = t("{here} (there {there})", here=moment, there=there)
    author = card.author_name or t("a former representative")
    return t.html("✉️ {author}, {moment}", author=author, moment=moment)


def sent_screen(t: Translator, card: ReportCard) -> Screen:
    """Thanks for a report."""
    if card.by is not Owing.SCHOOL:
        return report_screen(t, card).flashing(t("Sent. Thank you!"))
    if card.lacks_curator:
        return report_screen(t, card).flashing(t("Saved. No curator has joined yet. Thank you!"))
    return report_screen(t, card).flashing(t("Sent to the curator. Thank you!"))


def decided_screen(t: Translator, card: ReportCard) -> Screen:
    """The report after a decision."""
    return report_screen(t, card).flashing(decided_notice(t, card))


def decided_notice(t: Translator, card: ReportCard) -> str:
    """What whoever has decided reads in passing: who hears of it."""
    is_returned = card.status is ReportStatus.RETURNED
    if card.by is Owing.SCHOOL:
        told = t("Accepted, the school is told.")
        return t("Returned, the school is told.") if is_returned else told
    return t("Returned, the author is told.") if is_returned else t("Accepted, the author is told.")


def decision_screen(t: Translator, card: ReportCard) -> Screen:
    """What the author hears: the comment above, his answers quoted below, buttons to mend them."""
    shown = report_screen(t, card)
    return Screen(paragraphs(t.html(_DECIDED[card.status]), shown.text), shown.rows)


_DECIDED = {
    ReportStatus.CONFIRMED: N_("✔️ <b>The curator has confirmed your report</b>"),
    ReportStatus.ACCEPTED: N_("✅ <b>Your report is accepted</b>"),
    ReportStatus.RETURNED: N_("↩️ <b>Your report is to be mended</b>"),
    ReportStatus.SUBMITTED: N_("📨 <b>Your report is sent anew</b>"),
}


def reason_screen(t: Translator, turn: Turn) -> Screen:
    """Why nobody can come."""
    text = paragraphs(
        t.html("❌ {title}", title=shortened(str(turn.subject["title"]), 160)),
        t.html("Noted: you cannot come. <b>Why?</b> A few words are enough."),
    )
    skip = {"skip": t("➡️ Leave it without a reason")}
    return Screen(text, question_rows(t, turn, skip, t("↩️ Take the answer back")))


def words_screen(t: Translator, turn: Turn) -> Screen:
    """A reason or a comment before it is sent, when it is worth a second look."""
    step = turn.draft.form.steps[0].name
    text = t.html("✍️ «{text}»", text=str(turn.draft.answers[step]))
    return Screen(text, preview_rows(t, turn, t("📨 Send"), {step: t("Change")}))


def comment_screen(t: Translator, turn: Turn) -> Screen:
    """What should be mended."""
    text = paragraphs(
        t.html(
            "↩️ {school}: {title}",
            school=str(turn.subject["school"]),
            title=shortened(str(turn.subject["title"]), 160),
        ),
        t.html("<b>What should be mended?</b> The school will see your words."),
    )
    return Screen(text, question_rows(t, turn, {}))

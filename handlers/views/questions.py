"""Questions of schools: asking, the card, the lists, the counts."""

from keyboards.questions import (
    asked_rows,
    count_rows,
    question_card_rows,
    waiting_rows,
    which_school_rows,
)
from keyboards.reports import question_rows
from keyboards.screen import Screen, lines, paragraphs, shortened
from locales import N_, Html, Translator
from services.dialogs import Turn
from services.question_cards import MonthCount, QuestionCard, QuestionPage, WhichSchool
from services.question_news import QuestionNotice
from services.terms import Role

_TITLE = 120
_TEXT = 160
_SCHOOLS = 20
# Whom a question asks, and who has answered.
TO = {
    Role.CURATOR: N_("to the curator"),
    Role.METHODIST: N_("to the methodist"),
    Role.MUNICIPAL_COORDINATOR: N_("to the municipal coordinator"),
    Role.REGIONAL_COORDINATOR: N_("to the regional coordinator"),
}
_CHOICES = {
    Role.CURATOR: N_("🧭 The curator"),
    Role.METHODIST: N_("📘 The methodist"),
}


def which_school_screen(t: Translator, which: WhichSchool) -> Screen:
    """Which school asks?"""
    return Screen(t.html("❓ <b>Which school asks?</b>"), which_school_rows(t, which))


def asking_screen(t: Translator, turn: Turn) -> Screen:
    """What the question is, or whom it asks."""
    title = shortened(str(turn.subject.get("title", "")), _TITLE)
    about = t.html("📌 {title}", title=title) if title else None
    if turn.draft.step == "whom":
        roles = turn.draft.options.get("whom", ())
        choices = {role: t(_CHOICES[Role(role)]) for role in roles if Role(role) in _CHOICES}
        text = paragraphs(about, t.html("<b>Whom do you ask?</b>"))
        return Screen(text, question_rows(t, turn, choices))
    whose = t.html("❓ {school}", school=str(turn.subject["school"]))
    asked = t.html("<b>What is your question?</b> Write it in one message.")
    return Screen(paragraphs(lines(whose, about), asked), question_rows(t, turn, {}))


def answering_screen(t: Translator, turn: Turn) -> Screen:
    """What to answer."""
    text = paragraphs(
        t.html("❓ {school}", school=str(turn.subject["school"])),
        t.html("<blockquote>{text}</blockquote>", text=str(turn.subject["text"])),
        t.html("<b>What do you answer?</b> The school will read your words."),
    )
    return Screen(text, question_rows(t, turn, {}))


def question_screen(t: Translator, card: QuestionCard) -> Screen:
    """A question as it stands."""
    return Screen(question_text(t, card), question_card_rows(t, card))


def question_text(t: Translator, card: QuestionCard) -> Html:
    """A question, and the answer when there is one."""
    to, zone = t(TO[card.role]), card.reader_timezone
    head = t.html("❓ <b>Question {to}</b> · {school}", to=to, school=card.school_name)
    if card.announcement:
        head = t.html("💬 <b>Answer to an announcement</b> · {school}", school=card.school_name)
    return paragraphs(
        head,
        t.html("📌 {title}", title=shortened(card.title, _TITLE)) if card.title else None,
        t.html("📣 About «{words}»", words=shortened(card.announcement, _TITLE))
        if card.announcement
        else None,
        t.html("<blockquote>{text}</blockquote>", text=card.text),
        t.html(
            "✉️ {author}, {moment}",
            author=card.author_name or t("a former representative"),
            moment=t.moment(card.asked_at, zone),
        ),
        _answer(t, card),
    )


def _answer(t: Translator, card: QuestionCard) -> Html:
    if card.answered_at is None:
        late = t.html("⏰ Waits for more than three working days")
        if card.announcement:
            return t.html("📨 Told to the sender, who may answer it")
        return late if card.is_overdue else t.html("⏳ Waits for an answer")
    return lines(
        t.html("💬 <b>Answer</b>"),
        t.html("<blockquote>{answer}</blockquote>", answer=card.answer or "–"),
        t.html(
            "✉️ {author}, {moment}",
            author=card.adviser_name or t("who has left since"),
            moment=t.moment(card.answered_at, card.reader_timezone),
        ),
    )


def settled_question_screen(t: Translator, card: QuestionCard) -> Screen:
    """After a question was sent, or an answer: his own one, or of who was faster."""
    if card.is_open:
        notice = t("Your question is on its way.")
    elif card.is_mine:
        notice = t("Answered, the school is told.")
    else:
        notice = t("Somebody has answered meanwhile.")
    return question_screen(t, card).flashing(notice)


def question_message_screen(t: Translator, notice: QuestionNotice) -> Screen:
    """What an adviser or the school hears."""
    card = notice.card
    if card.is_open:
        return question_screen(t, card)
    head = t.html("💬 <b>Your question is answered</b>")
    return Screen(paragraphs(head, question_text(t, card)), question_card_rows(t, card))


def asked_screen(t: Translator, page: QuestionPage) -> Screen:
    """What one's own school has asked."""
    head = t.html("❓ <b>Our questions</b>")
    if not page.cards:
        text = t.html("Nothing was asked yet. A curator or a methodist answers here, in the chat.")
        return Screen(paragraphs(head, text), asked_rows(t, page))
    shown = (question_line(t, number, card) for number, card in enumerate(page.cards, 1))
    return Screen(paragraphs(head, *shown), asked_rows(t, page))


def waiting_screen(t: Translator, page: QuestionPage) -> Screen:
    """What waits for an answer."""
    if not page.cards:
        text = t.html("✨ No question is waiting for you.")
        return Screen(text, waiting_rows(t, page))
    head = t.html("❓ <b>Questions of schools: {n}</b>", n=page.total)
    late = None
    if page.overdue:
        late = Html(
            t.many(
                "⏰ {n} waits for more than three working days",
                "⏰ {n} wait for more than three working days",
                page.overdue,
            )
        )
    shown = (question_line(t, number, card) for number, card in enumerate(page.cards, 1))
    return Screen(paragraphs(lines(head, late), *shown), waiting_rows(t, page))


def question_line(t: Translator, number: int, card: QuestionCard) -> Html:
    """A question in a list: who asks, when, how it begins."""
    sign = "✅"
    if card.is_open:
        sign = "⏰" if card.is_overdue else "⏳"
    return t.html(
        "{sign} {number}. <b>{school}</b>, {moment}\n{text}",
        sign=sign,
        number=number,
        school=shortened(card.school_name, 60),
        moment=t.moment(card.asked_at, card.reader_timezone),
        text=shortened(card.text, _TEXT),
    )


def count_screen(t: Translator, count: MonthCount) -> Screen:
    """The questions of a month, school by school."""
    head = t.html("🧮 <b>Questions: {month}</b>", month=t.month(count.month))
    if not count.schools:
        text = t.html("Nothing was asked in this month.")
        return Screen(paragraphs(head, text), count_rows(t, count))
    total = t.html(
        "Asked {asked}, answered {answered}.", asked=count.asked, answered=count.answered
    )
    shown = (
        t.html(
            "▫️ {school}: {answered} of {asked}",
            school=shortened(school.name, 60),
            answered=school.answered,
            asked=school.asked,
        )
        for school in count.schools[:_SCHOOLS]
    )
    rest = len(count.schools) - _SCHOOLS
    more = t.html("… and {n} more", n=rest) if rest > 0 else None
    return Screen(paragraphs(head, total, lines(*shown, more)), count_rows(t, count))

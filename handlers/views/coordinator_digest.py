"""What needs a coordinator's hand this week: names of the silent, a button for all the rest."""

from collections.abc import Sequence

from keyboards.callbacks import NextReport
from keyboards.menu import menu_button
from keyboards.people_callbacks import ListRequests
from keyboards.plan_callbacks import OpenDatesInbox
from keyboards.question_callbacks import ListQuestions
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.staffing_callbacks import OpenGap
from keyboards.week_callbacks import ListSilent, OpenNeeds
from keyboards.why_callbacks import WhySchool
from locales import N_, Html, Translator, escape
from services.coordinator_digest import CoordinatorDigest, SilentSchool
from services.staffing import Gap

_NAMED = 3
_NAME = 40
_PAGE = 8

_GAPS = {
    Gap.UNMANNED: N_("🏫 Schools without anybody: {count}"),
    Gap.UNREACHABLE: N_("🚫 Have blocked the bot: {count}"),
    Gap.UNCOVERED: N_("👀 Schools without a curator: {count}"),
    Gap.IDLE: N_("🪑 Curators without schools: {count}"),
}


def coordinator_digest_screen(t: Translator, digest: CoordinatorDigest) -> Screen:
    """The week of a coordinator."""
    head = t.html("🧭 <b>What needs your hand</b>")
    if digest.is_empty:
        return Screen(paragraphs(head, t.html("✅ Nothing at all.")), ((menu_button(t),),))
    return Screen(
        paragraphs(head, _silent_text(t, digest.silent), _owing_text(t, digest.silent)),
        (*_rows(t, digest), (menu_button(t),)),
    )


def silent_schools_screen(t: Translator, digest: CoordinatorDigest, page: int) -> Screen:
    """All silent schools; a school's button tells why, and what to do."""
    pages = max((len(digest.silent) + _PAGE - 1) // _PAGE, 1)
    page = min(max(page, 0), pages - 1)
    head = t.html("🔕 <b>Owe answers or reports: {n}</b>", n=len(digest.silent))
    note = t.html(
        "Beside each: how many answers and reports it has owed this month. Tap one to see why."
    )
    rows: list[Row] = [
        (
            Button(
                f"{shortened(one.name, _NAME)} · {one.owes}",
                WhySchool(one.school_id, 0, 0).pack(),
            ),
        )
        for one in digest.silent[page * _PAGE : (page + 1) * _PAGE]
    ]
    turns = tuple(
        Button(sign, ListSilent(number).pack())
        for sign, number in (("◀️", page - 1), ("▶️", page + 1))
        if 0 <= number < pages
    )
    back: Row = (Button(t("◀️ Back"), OpenNeeds().pack()), menu_button(t))
    text = paragraphs(head, note if digest.silent else None)
    return Screen(text, tuple(row for row in (*rows, turns, back) if row))


def _silent_text(t: Translator, schools: Sequence[SilentSchool]) -> Html | None:
    """Those that have said nothing at all."""
    silent = [one for one in schools if not one.has_spoken]
    if not silent:
        return None
    return lines(t.html("🔕 <b>Silent schools: {n}</b>", n=len(silent)), _names(t, silent))


def _owing_text(t: Translator, schools: Sequence[SilentSchool]) -> Html | None:
    """Those that answer, and owe something all the same."""
    owing = [one for one in schools if one.has_spoken]
    if not owing:
        return None
    return lines(
        t.html("📌 <b>Answer, but not everything: {n}</b>", n=len(owing)), _names(t, owing)
    )


def _names(t: Translator, schools: Sequence[SilentSchool]) -> Html:
    names = ", ".join(shortened(one.name, _NAME) for one in schools[:_NAMED])
    rest = len(schools) - _NAMED
    if rest > 0:
        names = f"{names} {t('and {n} more', n=rest)}"
    return Html(escape(names))


def _rows(t: Translator, digest: CoordinatorDigest) -> list[Row]:
    rows: list[Row] = []
    if digest.silent:
        rows.append((Button(t("🔕 Show who owes answers"), ListSilent(0).pack()),))
    if digest.reports:
        label = t("📥 Reports to check: {n}", n=digest.reports)
        rows.append((Button(label, NextReport(0).pack()),))
    if digest.questions:
        label = t("❓ Questions without an answer: {n}", n=digest.questions)
        rows.append((Button(label, ListQuestions(0).pack()),))
    if digest.dates:
        label = t("📅 Dates of this and next month: {count}", count=digest.dates)
        rows.append((Button(label, OpenDatesInbox(0).pack()),))
    if digest.requests:
        label = t("🙋 Requests that wait: {count}", count=digest.requests)
        rows.append((Button(label, ListRequests(0).pack()),))
    rows += [
        (Button(t(_GAPS[gap], count=count), OpenGap(gap, 0).pack()),)
        for gap, count in digest.gaps.items()
        if count
    ]
    return rows

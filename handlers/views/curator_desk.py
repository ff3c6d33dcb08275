"""The desk of who looks after schools: what waits, one report at a time, schools in colours."""

from handlers.views.nudges import nudged_notice, unreached_text
from handlers.views.report import decided_notice, decided_screen, has_more, report_screen
from handlers.views.when import when_short
from keyboards.curator_desk import LIGHTS, desk_rows, queue_rows, school_rows, schools_rows
from keyboards.screen import Screen, lines, paragraphs, shortened
from keyboards.words import REPORTS
from locales import Html, Translator
from services.curator_desk import (
    Desk,
    Light,
    SchoolDebt,
    SchoolDesk,
    SchoolLight,
    SchoolLights,
    SchoolReport,
)
from services.nudges import NudgeResult
from services.report_queue import QueuedCard, Returned
from services.week_card import Asks

_NAME = 60
_TITLE = 60


def desk_screen(t: Translator, desk: Desk) -> Screen:
    """What waits for its reader."""
    head = t.html("🧭 <b>Your desk</b>")
    is_clear = not (desk.waiting or desk.questions or desk.lights[Light.RED] or desk.own)
    late = ""
    if desk.overdue_questions:
        late = t(" (⏰ {n} for more than three working days)", n=desk.overdue_questions)
    overdue = t(" (❗️ overdue: {n})", n=desk.own_overdue) if desk.own_overdue else ""
    text = lines(
        t.html("📝 Your own papers and answers: <b>{n}</b>{overdue}", n=desk.own, overdue=overdue),
        t.html("📥 Reports to check: <b>{n}</b>", n=desk.waiting) if desk.may_decide else None,
        t.html("⏳ With a curator for a check: <b>{n}</b>", n=desk.with_curator)
        if desk.with_curator
        else None,
        t.html("❓ Questions of schools: <b>{n}</b>{late}", n=desk.questions, late=late),
        _lights(t, desk) if desk.may_decide and desk.has_plan else None,
        t.html("🚗 Visits written down: <b>{n}</b>", n=desk.visits),
        t.html("📅 Dates to be set: <b>{n}</b>", n=desk.undated) if desk.undated else None,
        t.html("🏫 Schools without anybody: <b>{n}</b>", n=desk.unmanned)
        if desk.unmanned
        else None,
    )
    is_clear = is_clear and not (desk.undated or desk.unmanned)
    clear = t.html("✨ Nothing waits for you.") if is_clear else None
    legend = (_legend(t, desk) if desk.has_plan else _no_plan(t)) if desk.may_decide else None
    return Screen(paragraphs(head, text, legend, clear), desk_rows(t, desk))


def _legend(t: Translator, found: Desk | SchoolLights) -> Html:
    legend = t.html(
        "🔴 something is overdue or the school is silent · 🟡 a term within three days, or a "
        "report waits for a check · 🟢 all well"
    )
    if not found.lights[Light.UNMANNED]:
        return legend
    return lines(legend, t.html("⚪️ nobody represents the school yet: it is asked for nothing"))


def _no_plan(t: Translator) -> Html:
    return t.html(
        "🚦 No road map is published yet: nothing is asked of the schools, so they have no colours."
    )


def _lights(t: Translator, found: Desk | SchoolLights) -> Html:
    counts = {light.value: found.lights[light] for light in Light}
    if counts[Light.UNMANNED]:
        return t.html("🚦 Schools: 🔴 {red} · 🟡 {yellow} · ⚪️ {unmanned} · 🟢 {green}", **counts)
    return t.html("🚦 Schools: 🔴 {red} · 🟡 {yellow} · 🟢 {green}", **counts)


def queue_screen(t: Translator, queued: QueuedCard) -> Screen:
    """One report of the queue."""
    count = t.html("📥 <b>{number} of {of}</b>", number=queued.number, of=queued.of)
    shown = report_screen(t, queued.card)
    return Screen(
        paragraphs(count, shown.text), queue_rows(t, queued, has_more=has_more(t, queued.card))
    )


def returned_screen(t: Translator, returned: Returned) -> Screen:
    """After a report of the queue went back: the next one, else that one as it stands."""
    if returned.following is None:
        return decided_screen(t, returned.card)
    told = t.html(
        "↩️ {told} {school}",
        told=decided_notice(t, returned.card),
        school=shortened(returned.card.school_name, _NAME),
    )
    shown = queue_screen(t, returned.following)
    return Screen(paragraphs(told, shown.text), shown.rows)


def nothing_waits_screen(t: Translator, desk: Desk) -> Screen:
    """The queue is empty: the desk below it shows what else there is."""
    shown = desk_screen(t, desk)
    return Screen(paragraphs(t.html("✨ No report is waiting for you."), shown.text), shown.rows)


def schools_screen(t: Translator, found: SchoolLights) -> Screen:
    """The schools, the worst first, each with its reason."""
    head = t.html("🚦 <b>Your schools</b>")
    if not found.schools:
        text = t.html("There is no school here yet.")
        return Screen(paragraphs(head, text), schools_rows(t, found))
    shown = lines(
        *(_school_line(t, found, number, one) for number, one in enumerate(found.schools, 1))
    )
    if not found.has_plan:
        return Screen(paragraphs(head, _no_plan(t), shown), schools_rows(t, found))
    return Screen(
        paragraphs(lines(head, _lights(t, found)), shown, _legend(t, found)), schools_rows(t, found)
    )


def _school_line(t: Translator, found: SchoolLights, number: int, school: SchoolLight) -> Html:
    why = _why(t, school)
    return t.html(
        "{sign} {number}. <b>{school}</b>{why}",
        sign=LIGHTS[school.light] if found.has_plan else "⚪️",
        number=number,
        school=shortened(school.name, _NAME),
        why=f": {why}" if why else "",
    )


def _why(t: Translator, school: SchoolLight) -> str:
    if school.is_unmanned:
        # What is overdue there is nobody's fault.
        waiting = t("to check: {n}", n=school.waiting) if school.waiting else ""
        return ", ".join(filter(None, (t("nobody speaks for it"), waiting)))
    return ", ".join(
        filter(
            None,
            (
                t("overdue: {n}", n=school.overdue) if school.overdue else "",
                t("silent three times") if school.is_silent else "",
                t("soon: {n}", n=school.soon) if school.soon else "",
                t("to check: {n}", n=school.waiting) if school.waiting else "",
            ),
        )
    )


def school_screen(t: Translator, desk: SchoolDesk, nudged: NudgeResult | None = None) -> Screen:
    """One school: what it owes and what it has handed in."""
    light = desk.light
    head = t.html("{sign} <b>{school}</b>", sign=LIGHTS[light.light], school=light.name)
    why = _why(t, light)
    owed = t.html("✅ It owes nothing.")
    if desk.debts:
        rest = desk.owed - len(desk.debts)
        owed = lines(
            t.html("<b>It owes</b>"),
            *(_debt(t, desk, number, debt) for number, debt in enumerate(desk.debts, 1)),
            t.html("… and {n} more", n=rest) if rest > 0 else None,
            t.html("🔔 reminds the school.") if _bells(desk) else None,
        )
    reports = None
    if desk.reports:
        heading = t.html("<b>Last reports</b>")
        reports = lines(heading, *(_report(t, desk, one) for one in desk.reports))
    counts = t.html(
        "❓ Questions without an answer: {questions} · 🚗 visits: {visits}",
        questions=desk.questions,
        visits=desk.visits,
    )
    unreached = unreached_text(t, nudged, may_invite=False) if nudged is not None else None
    reason = t.html("{why}", why=why) if why else None
    text = paragraphs(lines(head, reason), owed, reports, counts, unreached)
    notice = nudged_notice(t, nudged) if nudged is not None else ""
    return Screen(text, school_rows(t, desk), notice=notice)


def _bells(desk: SchoolDesk) -> bool:
    return not desk.light.is_unmanned and any(debt.nudged_at is None for debt in desk.debts)


def _debt(t: Translator, desk: SchoolDesk, number: int, owed: SchoolDebt) -> Html:
    sign = "↩️" if owed.debt.is_returned else "❗️" if owed.debt.is_overdue else "▫️"
    told = ""
    if owed.nudged_at is not None:
        told = " · " + t("🔔 reminded {clock}", clock=t.moment(owed.nudged_at, desk.timezone))
    return t.html(
        "{sign} {number}. {when} {title}: {missing}{told}",
        sign=sign,
        number=number,
        when=when_short(t, owed.line.when, desk.today),
        title=shortened(owed.line.title, _TITLE),
        missing=_missing(t, owed),
        told=told,
    )


def _missing(t: Translator, owed: SchoolDebt) -> str:
    if owed.debt.is_returned:
        return t("the report was returned")
    if owed.debt.owes_report:
        return t("no report")
    return t("who comes") if owed.debt.asks is Asks.INTENTION else t("whether it took part")


def _report(t: Translator, desk: SchoolDesk, report: SchoolReport) -> Html:
    return t.html(
        "{state} · {moment}\n{title}",
        state=t(REPORTS[report.status]),
        moment=t.moment(report.submitted_at, desk.timezone),
        title=shortened(report.title, _TITLE),
    )

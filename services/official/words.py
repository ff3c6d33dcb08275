"""How figures and days are said in papers."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from locales import N_, Translator
from services.indicators import Counted, Figure, ProofKind, Shape
from services.official.facts import QUIET, RowFacts, Term, Verdict
from services.times import last_day

# So many terms of a row are told one by one.
_TERMS = 6

VERDICTS = {
    Verdict.DONE: N_("Fulfilled"),
    Verdict.PARTLY: N_("Done in part"),
    Verdict.MISSED: N_("Not done"),
    Verdict.HELD: N_("The term has passed"),
    Verdict.RUNNING: N_("In hand, the term is not over"),
    Verdict.AHEAD: N_("The term is still ahead"),
    Verdict.UNDATED: N_("No date is set"),
}
# The letters by which the appendix names the tables of the database.
PROOFS = {
    ProofKind.ATTENDANCE: N_("A"),
    ProofKind.REPORT: N_("R"),
    ProofKind.MEMBERSHIP: N_("C"),
    ProofKind.ENTRY: N_("E"),
}
ROLES = {
    "owner": N_("Coordinator"),
    "regional_coordinator": N_("Regional coordinator"),
    "municipal_coordinator": N_("Municipal coordinator"),
    "curator": N_("Curator"),
    "methodist": N_("Methodist"),
    "director": N_("Head of the school"),
    "deputy": N_("Deputy head of the school"),
}


# What a figure counts, in one word: tells several figures of one row apart, here and in the chat.
NOUNS = {
    Counted.ATTENDED: N_("participation"),
    Counted.CERTIFIED: N_("certificates"),
    Counted.HANDED_IN: N_("materials"),
    Counted.CURATED: N_("curators"),
    Counted.ACTIVITIES: N_("activities"),
    Counted.NUMBERS: N_("numbers of the reports"),
    Counted.GROWTH: N_("growth"),
    Counted.LINKS: N_("publications"),
}


def noun(t: Translator, figure: Figure) -> str:
    """What a figure counts: the words of its row, else ours."""
    return figure.words or t(NOUNS[figure.counted])


def named(t: Translator, row: RowFacts, figure: Figure) -> str:
    """The title of a row, with what is counted where it has several figures."""
    return f"{row.title} ({noun(t, figure)})" if len(row.counted) > 1 else row.title


def day(t: Translator, value: date) -> str:
    """A day as offices write it."""
    return format_date(value, "dd.MM.yyyy", locale=t.locale)


def day_of(t: Translator, moment: datetime, zone: str) -> str:
    """The day of a moment in a zone."""
    return day(t, moment.astimezone(ZoneInfo(zone)).date())


def term_of(t: Translator, end: datetime, zone: str) -> str:
    """The last day of what ends at a moment: a midnight is the end of the day before."""
    return day(t, last_day(end, zone))


def span(t: Translator, first: date, last: date) -> str:
    """One day, or from one to another."""
    return day(t, first) if first == last else f"{day(t, first)}\N{EN DASH}{day(t, last)}"


def set_term(t: Translator, row: RowFacts) -> str:
    """When a row is, as somebody has set it; "" where the document's own words hold."""
    told = [_when(t, one) for one in row.terms[:_TERMS]]
    if len(row.terms) > _TERMS:
        told.append(t("and so on until {day}", day=day(t, row.terms[-1].last)))
    return "\n".join(told)


def said_term(t: Translator, row: RowFacts, said: str) -> str:
    """A cell with the document's term: what was set instead, with the document's words after it."""
    told = set_term(t, row)
    if not told:
        return said
    return f"{told}\n{t('(in the map: {words})', words=said)}" if said.strip() else told


def _when(t: Translator, term: Term) -> str:
    days = span(t, term.first, term.last)
    if term.clock is None:
        return days
    zone = t.zone(term.timezone, term.at)
    return t("{day}, {clock} ({zone})", day=days, clock=t.clock(term.clock), zone=zone)


def number(t: Translator, value: float) -> str:
    """A number without needless places."""
    return format_decimal(round(value, 1), format="#,##0.#", locale=t.locale)


def percent(t: Translator, value: float) -> str:
    """A percentage that is one already."""
    return f"{number(t, value)}\N{NO-BREAK SPACE}%"


def share(t: Translator, done: int, of: int) -> str:
    """So many per cent; a dash where there is nothing to share."""
    return percent(t, 100 * done / of) if of else "\N{EN DASH}"


def value_of(t: Translator, figure: Figure) -> str:
    """A figure's value in its unit."""
    if figure.value is None:
        return "\N{EN DASH}"
    match figure.unit:
        case "%":
            return percent(t, figure.value)
        case "pp":
            return t("{n} p.p.", n=number(t, figure.value))
        case "bool":
            return t("yes") if figure.value else t("no")
    return number(t, figure.value)


def shares_of(t: Translator, row: RowFacts) -> str:
    """What stands in the column of shares."""
    if row.verdict in QUIET:
        return "\N{EN DASH}"
    return "\n".join(value_of(t, one) for one in row.counted) or "\N{EN DASH}"


def fact_of(t: Translator, row: RowFacts) -> str:
    """What has come of a row, in a few words; what is ahead says just that."""
    if row.verdict in QUIET:
        return t(VERDICTS[row.verdict])
    told = [_held(t, row), *(_figure(t, one) for one in row.counted)]
    said = [one for one in told if one]
    return "\n".join(said) if said else t(VERDICTS[row.verdict])


def _held(t: Translator, row: RowFacts) -> str:
    held = [one for one in row.days if one.is_event and one.ends_at <= row.now]
    if not held:
        return ""
    if len(held) == 1:
        return t("Held: {day}.", day=span(t, held[0].first, held[0].last))
    return t.many(
        "Held {n} time: {first}\N{EN DASH}{last}.",
        "Held {n} times: {first}\N{EN DASH}{last}.",
        len(held),
        first=day(t, held[0].first),
        last=day(t, held[-1].last),
    )


def _figure(t: Translator, figure: Figure) -> str:
    said = _counted(t, figure)
    return t("{said} (entered by hand)", said=said) if figure.is_manual else said


_OF_WHOLE = {
    Counted.ATTENDED: N_("Took part: {done} of {of}."),
    Counted.CERTIFIED: N_("Certificates: {done} of {of}."),
    Counted.CURATED: N_("Have a curator: {done} of {of}."),
    Counted.ACTIVITIES: N_("Activities fulfilled: {done} of {of}."),
    Counted.NUMBERS: N_("By their numbers: {done} of {of}."),
}


def _counted(t: Translator, figure: Figure) -> str:
    done, of = number(t, figure.numerator), figure.denominator
    if figure.shape is Shape.FACT:
        return t("Done.") if figure.value else t("Not done.")
    if figure.counted is Counted.GROWTH:
        return t("Growth: {value}.", value=value_of(t, figure))
    if figure.shape in {Shape.THRESHOLD, Shape.COUNT} or of is None:
        if figure.target is None:
            return t("In all: {n}.", n=value_of(t, figure))
        wanted = number(t, figure.target)
        return t("In all: {n}; wanted: {wanted}.", n=value_of(t, figure), wanted=wanted)
    message = _OF_WHOLE.get(figure.counted, N_("Handed in: {done} of {of}."))
    return t(message, done=done, of=number(t, of))

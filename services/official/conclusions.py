"""The conclusions of a note: sentences made of figures, each of which its author may change.

A sentence has a code, so that the one somebody has changed stays his when the note is made anew,
and the others tell the figures of the new moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from locales import Translator
from services.official import words
from services.official.facts import Area, PlanFacts, RowFacts, Sums, Verdict, sums_below

# Beyond these a sentence is a list, which stands in the appendix.
_MOST_NAMED = 8
OWN = "own"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One conclusion; `is_own` where its words are its author's."""

    code: str
    text: str
    is_own: bool = False


def concluded(
    t: Translator, facts: PlanFacts, edits: Mapping[str, str | None]
) -> tuple[Sentence, ...]:
    """The sentences of a note: what follows from the figures, with what its author made of it."""
    made = []
    for code, text in _sentences(t, facts):
        if code not in edits:
            made.append(Sentence(code, text))
        elif (changed := edits[code]) is not None:
            made.append(Sentence(code, changed, is_own=True))
    own = [(code, text) for code, text in edits.items() if code.startswith(OWN) and text]
    made += [Sentence(code, str(text), is_own=True) for code, text in sorted(own, key=_number)]
    return tuple(made)


def _number(one: tuple[str, str | None]) -> int:
    digits = one[0].removeprefix(OWN)
    return int(digits) if digits.isdigit() else 0


def _sentences(t: Translator, facts: PlanFacts) -> Iterator[tuple[str, str]]:
    begun = facts.begun
    if not begun:
        yield "nothing", t("In the period no term of the road map has come yet.")
        return
    done = sum(row.verdict is Verdict.DONE for row in begun)
    yield (
        "rows",
        t.many(
            "Of the {n} activity whose term has come {done} are fulfilled, or {share}.",
            "Of the {n} activities whose terms have come {done} are fulfilled, or {share}.",
            len(begun),
            done=done,
            share=words.share(t, done, len(begun)),
        ),
    )
    yield from _totals(t, sums_below(begun, facts.place_path))
    yield from _territories(t, facts)
    yield from _behind(t, facts)
    yield from _within_reach(t, facts)


def _totals(t: Translator, sums: Sums) -> Iterator[tuple[str, str]]:
    if sums.attended[1]:
        done, of = sums.attended
        yield (
            "attended",
            t.many(
                "Of {n} case of participation that was expected {done} took place ({share}).",
                "Of {n} cases of participation that were expected {done} took place ({share}).",
                of,
                done=done,
                share=words.share(t, done, of),
            ),
        )
    if sums.handed_in[1]:
        done, of = sums.handed_in
        yield (
            "handed_in",
            t.many(
                "Of {n} material that was due {done} were handed in and count ({share}).",
                "Of {n} materials that were due {done} were handed in and count ({share}).",
                of,
                done=done,
                share=words.share(t, done, of),
            ),
        )


def _territories(t: Translator, facts: PlanFacts) -> Iterator[tuple[str, str]]:
    """Who is ahead and who is behind, where several are compared."""
    shares = [(one, sums_below(facts.begun, one.path).whole) for one in facts.areas]
    shares = [(one, (done, of)) for one, (done, of) in shares if of]
    if len(shares) < 2:
        return
    whole = [one for one, (done, of) in shares if done == of]
    if whole:
        yield (
            "complete",
            t("Everything expected was done by: {names}.", names=_names(t, whole)),
        )
    done_all, of_all = (sum(pair[at] for _, pair in shares) for at in (0, 1))
    behind = [one for one in shares if one[1][0] * of_all < done_all * one[1][1]]
    behind.sort(key=lambda one: (one[1][0] / one[1][1], one[0].name))
    if behind and len(behind) < len(shares):
        named = ", ".join(
            f"{one.name} ({words.share(t, *pair)})" for one, pair in behind[:_MOST_NAMED]
        )
        yield (
            "behind",
            t(
                "Below the mean value ({mean}) are: {names}.",
                mean=words.share(t, done_all, of_all),
                names=_more(t, named, len(behind)),
            ),
        )


def _behind(t: Translator, facts: PlanFacts) -> Iterator[tuple[str, str]]:
    rows = [
        called(row)
        for row in facts.begun
        if row.is_over and row.verdict in {Verdict.PARTLY, Verdict.MISSED}
    ]
    if rows:
        yield (
            "unmet",
            t(
                "The values laid down were not reached in full in the rows: {rows}.",
                rows=_more(t, ", ".join(rows[:_MOST_NAMED]), len(rows)),
            ),
        )
        yield (
            "advice",
            t(
                "The organisations named in Appendix 2 as not counted are recommended to hand in"
                " what is missing."
            ),
        )


def _within_reach(t: Translator, facts: PlanFacts) -> Iterator[tuple[str, str]]:
    named = []
    for row in facts.begun:
        for figure in row.counted:
            forecast = figure.forecast
            if forecast is None or forecast.is_reached or not forecast.is_reachable:
                continue
            named.append(
                t(
                    "{number} \N{EN DASH} {needed} of {open}",
                    number=called(row),
                    needed=forecast.needed,
                    open=forecast.open,
                )
            )
    if named:
        yield (
            "reachable",
            t(
                "The target can still be reached if so many more of those still able to do it do"
                " so: {rows}.",
                rows=_more(t, "; ".join(named[:_MOST_NAMED]), len(named)),
            ),
        )


def called(row: RowFacts) -> str:
    """The number of a row as it stands within a sentence: «3», not «3.»."""
    return row.number.rstrip(". ") or row.title[:40]


def _names(t: Translator, areas: list[Area]) -> str:
    return _more(t, ", ".join(one.name for one in areas[:_MOST_NAMED]), len(areas))


def _more(t: Translator, named: str, count: int) -> str:
    left = count - _MOST_NAMED
    return f"{named} {t.many('and {n} more', 'and {n} more', left)}" if left > 0 else named

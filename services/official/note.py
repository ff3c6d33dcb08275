"""The analytic note about a road map, and the road map itself with what has been done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from locales import Translator
from services.indicators import Figure, Named, ProofKind
from services.official import blocks as b
from services.official import words
from services.official.conclusions import Sentence
from services.official.facts import Column, PlanFacts, RowFacts, Sums, Verdict, in_order, sums_below

# Columns in which a term may be said that a person has set.
_TERM_ROLES = frozenset({"dates", "dates_start"})
# How broad a column is beside others, by what stands in it.
_WIDTHS = {
    "number": 5,
    "title": 26,
    "dates": 12,
    "dates_start": 9,
    "dates_end": 9,
    "responsible": 15,
    "result": 17,
    "indicator": 17,
    "level": 10,
    "link": 12,
}
_NO_NUMBER = "\N{EN DASH}"


def note(t: Translator, facts: PlanFacts, sentences: Sequence[Sentence]) -> b.Paper:
    """The whole note: heading, totals, territories, conclusions, two appendices."""
    return b.Paper(
        title=t("Analytic note: {place}", place=facts.place_name),
        subject=facts.plan_title,
        language=t.locale,
        blocks=(
            *_heading(t, facts),
            *_totals(t, facts),
            *_territories(t, facts),
            *_conclusions(t, sentences),
            b.Signature(signer(t, facts.author_role), facts.author_name),
            b.Text(words.day_of(t, facts.as_of, facts.timezone), "plain"),
            b.Turn(lying=True),
            b.Text(t("Appendix 1"), "plain", "right"),
            b.Text(t("How the road map is fulfilled"), "heading"),
            rows_table(t, facts, with_share=True),
            b.Turn(lying=True),
            b.Text(t("Appendix 2"), "plain", "right"),
            b.Text(t("What the figures are made of"), "heading"),
            *traces(t, facts),
        ),
    )


def filled_map(t: Translator, facts: PlanFacts) -> b.Paper:
    """The road map in its own columns with one more: what has been done."""
    return b.Paper(
        title=facts.plan_title,
        subject=t("Road map with what has been done"),
        language=t.locale,
        lying=True,
        blocks=(
            b.Text(facts.plan_title, "title"),
            b.Text(
                t(
                    "with what has been done by {day}",
                    day=words.day_of(t, facts.as_of, facts.timezone),
                ),
                "subtitle",
            ),
            rows_table(t, facts, with_share=False),
            b.Signature(signer(t, facts.author_role), facts.author_name),
        ),
    )


def signer(t: Translator, role: str) -> str:
    """What the one who signs is."""
    return t(words.ROLES.get(role, words.ROLES["owner"]))


def _heading(t: Translator, facts: PlanFacts) -> Iterator[b.Block]:
    yield b.Text(facts.place_name, "plain", "center", bold=True)
    yield b.Text(t("ANALYTIC NOTE"), "title")
    yield b.Text(
        t(
            "on how the road map is fulfilled\nfrom {since} to {until}",
            since=words.day(t, facts.since),
            until=words.day(t, facts.until),
        ),
        "subtitle",
    )


def _totals(t: Translator, facts: PlanFacts) -> Iterator[b.Block]:
    begun = facts.begun
    counts = {verdict: sum(row.verdict is verdict for row in facts.rows) for verdict in Verdict}
    yield b.Text(t("1. General information"), "heading")
    yield b.Text(t("Road map: “{title}”.", title=facts.plan_title))
    yield b.Text(
        t(
            "It concerns {schools} and holds {rows}. By {day} the terms of {begun} of them have"
            " come.",
            schools=t.many("{n} school", "{n} schools", len(facts.schools)),
            rows=t.many("{n} activity", "{n} activities", len(facts.rows)),
            day=words.day_of(t, facts.as_of, facts.timezone),
            begun=len(begun),
        )
    )
    yield b.Text("", "small")
    yield b.Grid(
        (b.Column(t("How the activities stand"), 70), b.Column(t("Quantity"), 30, "center")),
        (
            *(
                b.Line((t(words.VERDICTS[verdict]), str(count)))
                for verdict, count in counts.items()
                if count
            ),
            b.Line((t("In all"), str(len(facts.rows))), "total"),
        ),
        letters=12,
    )


def _territories(t: Translator, facts: PlanFacts) -> Iterator[b.Block]:
    title = t("2. By municipality") if facts.by_municipality else t("2. By school")
    yield b.Text(title, "heading")
    first = t("Municipality") if facts.by_municipality else t("School")
    columns = [b.Column(t("No."), 6, "center"), b.Column(first, 40)]
    if facts.by_municipality:
        columns.append(b.Column(t("Schools"), 10, "center"))
    columns += [
        b.Column(t("Took part"), 20, "center"),
        b.Column(t("Handed in"), 20, "center"),
        b.Column(t("Share of both"), 14, "center"),
    ]
    told = [(one, sums_below(facts.begun, one.path)) for one in facts.areas]
    lines = [
        b.Line(_territory(t, facts, (str(at), area.name, str(area.schools)), sums))
        for at, (area, sums) in enumerate(told, 1)
    ]
    whole = sums_below(facts.begun, facts.place_path)
    beside = whole.less([sums for _, sums in told])
    if beside.whole[1]:
        # Else the lines would not add up: curators and coordinators are of no area.
        named = t("Outside municipalities") if facts.by_municipality else t("Outside schools")
        lines.append(b.Line(_territory(t, facts, ("", named, _NO_NUMBER), beside)))
    said = ("", t("In all"), str(len(facts.schools)))
    lines.append(b.Line(_territory(t, facts, said, whole), "total"))
    yield b.Grid(tuple(columns), tuple(lines), letters=11)


def _territory(
    t: Translator, facts: PlanFacts, named: tuple[str, str, str], sums: Sums
) -> tuple[str, ...]:
    cells = named if facts.by_municipality else named[:2]
    shares = (_pair(t, sums.attended), _pair(t, sums.handed_in))
    return (*cells, *shares, words.share(t, *sums.whole))


def _pair(t: Translator, pair: tuple[int, int]) -> str:
    done, of = pair
    if not of:
        return _NO_NUMBER
    return t("{done} of {of} ({share})", done=done, of=of, share=words.share(t, done, of))


def _conclusions(t: Translator, sentences: Sequence[Sentence]) -> Iterator[b.Block]:
    if not sentences:
        return
    yield b.Text(t("3. Conclusions"), "heading")
    for at, sentence in enumerate(sentences, 1):
        # The last one keeps to the signature: nobody signs an empty page.
        yield b.Text(f"{at}. {sentence.text}", keeps=at == len(sentences))


def rows_table(t: Translator, facts: PlanFacts, *, with_share: bool) -> b.Grid:
    """Rows in the document's own columns and order, with what came of them."""
    known = [one for one in facts.columns if one.role] or _usual(t)
    columns = [_column(one) for one in known]
    columns.append(b.Column(t("Fact") if with_share else t("Done by now"), 18))
    if with_share:
        columns.append(b.Column(t("Share"), 8, "center"))
    lines: list[b.Line] = []
    section = ""
    for row in facts.rows:
        if row.section and row.section != section:
            lines.append(b.Line((row.section,), "section"))
        section = row.section
        cells = [*(_cell(t, row, one.role) for one in known), words.fact_of(t, row)]
        if with_share:
            cells.append(words.shares_of(t, row))
        lines.append(b.Line(tuple(cells)))
    return b.Grid(tuple(columns), tuple(lines), letters=9)


def _cell(t: Translator, row: RowFacts, role: str) -> str:
    said = row.texts.get(role, "")
    return words.said_term(t, row, said) if role in _TERM_ROLES else said


def _usual(t: Translator) -> list[Column]:
    """The columns of a document whose own cannot be read any more."""
    return [
        Column(t("No."), "number"),
        Column(t("Activity"), "title"),
        Column(t("Term"), "dates"),
        Column(t("Who is responsible"), "responsible"),
        Column(t("Result"), "result"),
    ]


def _column(column: Column) -> b.Column:
    align: b.Align = "center" if column.role in {"number", "level"} else "left"
    return b.Column(column.title, _WIDTHS.get(column.role, 12), align)


def traces(t: Translator, facts: PlanFacts) -> Iterator[b.Block]:
    """Every figure with those it counts and the records behind them, and those it does not."""
    yield b.Text(
        t(
            "After each name stand the record by which it is counted and its day: A is a mark of"
            " participation, R a report, C the appointment of a curator, E a number entered by"
            " hand; the figure is the number of the record in the system."
        ),
        "small",
    )
    lines = []
    for row in facts.begun:
        for figure in row.counted:
            said = f"{row.number} {words.named(t, row, figure)}".strip()
            counted = "; ".join(_proved(t, facts, figure)) or _by_hand(t, facts, figure)
            missing = "; ".join(_named(t, facts, row, figure))
            lines.append(
                b.Line(
                    (
                        said,
                        words.value_of(t, figure),
                        counted or _NO_NUMBER,
                        missing or _NO_NUMBER,
                    )
                )
            )
    if not lines:
        yield b.Text(t("No figure says anything yet."), "plain")
        return
    yield b.Grid(
        (
            b.Column(t("Row"), 24),
            b.Column(t("Value"), 8, "center"),
            b.Column(t("Counted"), 43),
            b.Column(t("Not counted"), 25),
        ),
        tuple(lines),
        letters=8,
        is_torn=True,
    )


def _proved(t: Translator, facts: PlanFacts, figure: Figure) -> Iterator[str]:
    """Those counted, each once, with all records about him."""
    for name, found in _by_name(figure.done).items():
        proofs = ", ".join(
            f"{t(words.PROOFS[trace.kind])}-{trace.id} {words.day_of(t, trace.at, facts.timezone)}"
            for one in found
            for trace in one.traces
        )
        yield f"{name} ({proofs})" if proofs else name


def _named(t: Translator, facts: PlanFacts, row: RowFacts, figure: Figure) -> Iterator[str]:
    """Those not counted, with the days where there are several."""
    for name, found in _by_name(figure.missing).items():
        days = [
            words.term_of(t, one.due_at, facts.timezone)
            for one in found
            if one.occurrence_id and one.due_at is not None
        ]
        yield f"{name} ({', '.join(days)})" if days and len(row.days) > 1 else name


def _by_name(named: Sequence[Named]) -> dict[str, list[Named]]:
    found: dict[tuple[str, int], list[Named]] = {}
    for one in named:
        found.setdefault((one.kind, one.id), []).append(one)
    ordered = sorted(found.values(), key=lambda ones: in_order(ones[0].name))
    # Two of one name stay two.
    return {
        ones[0].name
        if at == 0 or ordered[at - 1][0].name != ones[0].name
        else f"{ones[0].name} (№ {ones[0].id})": ones
        for at, ones in enumerate(ordered)
    }


def _by_hand(t: Translator, facts: PlanFacts, figure: Figure) -> str:
    if figure.entry is None:
        return ""
    day = words.day_of(t, figure.entry.added_at, facts.timezone)
    return f"{t(words.PROOFS[ProofKind.ENTRY])}-{figure.entry.id} {day}"

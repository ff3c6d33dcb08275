"""What a row asks for: who turns up, who hands in what, and whose word makes it count.

Works on compiled rows and on stored ones alike. The two flags of a row (attendance, report) may
have been switched by its coordinator, so they decide whether something is asked; the words of the
row decide what. See docs/demands.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from roadmap import meaning
from roadmap import vocabulary_demands as v
from roadmap import vocabulary_meaning as mv
from roadmap import vocabulary_table as tv
from roadmap.asks import Ask, Demand, Goal, Party, Presence, Proof, RowLike, Step
from roadmap.indicators import Indicator, read_indicator
from roadmap.lexer import fold

__all__ = ["called_by", "demand_of"]


def demand_of(row: RowLike) -> Demand:
    """What ``row`` asks for; the same row always asks for the same."""
    said = _Said(row)
    proofs = tuple(dict.fromkeys(_proofs(said)))
    asks = tuple(_ask(proof, said, is_main=at == 0) for at, proof in enumerate(proofs))
    presence = Presence.INTENTION_AND_FACT if row.attendance_expected else Presence.NONE
    return Demand(presence, asks, said.share)


def called_by(row: RowLike) -> tuple[Party, ...]:
    """Whom a gathering calls: those who take part, else the responsible; bodies by their level."""
    said = _Said(row)
    return tuple(dict.fromkeys(said.audience or said.duty))


_REPORTED: Mapping[str, Proof] = {
    "report": Proof.REPORT,
    "analytic_note": Proof.ANALYTIC_NOTE,
    "recommendations": Proof.EXPERTISE,
    "document": Proof.DOCUMENT,
    "order": Proof.ORDER,
    "contract": Proof.CONTRACT,
    "list": Proof.LIST,
    "upload_is": Proof.UPLOAD,
    "form_is": Proof.MARK,
    "publication_link": Proof.PUBLICATION,
}
_PARTY_OF: Mapping[str, Party] = {
    "school": Party.SCHOOL,
    "curator": Party.CURATOR,
    "methodist": Party.METHODIST,
    "municipal_coordinator": Party.MUNICIPALITY,
    "regional_coordinator": Party.REGION,
    "ministry": Party.REGION,
    "institute": Party.REGION,
}
# Whose share the indicator is: they are the ones who do it.
_PARTY_OF_UNIT: Mapping[str | None, Party] = {
    "school": Party.SCHOOL,
    "team": Party.SCHOOL,
    "curator": Party.CURATOR,
    "authority": Party.MUNICIPALITY,
    "municipality": Party.MUNICIPALITY,
    "coordinator": Party.MUNICIPALITY,
}
# Who is near to schools does his work himself; bodies far above leave it to the schools.
_NEAR = frozenset({"curator", "methodist", "municipal_coordinator", "regional_coordinator"})
_ABOUT_SCHOOLS = frozenset({Proof.VISIT, Proof.EXPERTISE, Proof.CONTRACT})
_COUNTS_ITSELF = frozenset({Proof.PUBLICATION, Proof.COUNTER})
_BY_HAND: Mapping[str | None, Proof] = {
    "student": Proof.PUPIL_SHARE,
    "municipality": Proof.SHARE,
}


# The longest cell of the given maps has 623 letters; beyond this, reading would only cost time.
_READ_CHARS = 3000


class _Said:
    """A row's words, each read once and only when asked for."""

    def __init__(self, row: RowLike) -> None:
        self.row = row
        self.result = row.result_raw[:_READ_CHARS]
        self.indicator = row.indicator_raw[:_READ_CHARS]
        self.whole_title = row.title[:_READ_CHARS]
        self.title = fold(mv.QUOTED_NAME.sub(" ", self.whole_title))
        self.outcome = fold(f"{self.result} {self.indicator}")

    @cached_property
    def measure(self) -> Indicator:
        return read_indicator(self.indicator, self.result)

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        return tuple(
            Goal(
                int(v.NUMBERS.get(found["number"], found["number"])),
                found["unit"],
                v.PERIODS.get(found["per"] or "", ""),
            )
            for found in v.AT_LEAST.finditer(self.outcome)
        )

    @property
    def share(self) -> int | None:
        wanted = [one["value"] for one in self.measure.targets if one["unit"] == "%"]
        return max(wanted, default=None)

    @cached_property
    def named_report(self) -> meaning.Report:
        return meaning.report(self.row.kind, self.whole_title, self.result, self.indicator)

    @cached_property
    def duty(self) -> tuple[Party, ...]:
        """The responsible, in the row's order."""
        whole = getattr(self.row, "responsible_effective", "") or self.row.responsible_raw
        return tuple(_parties(self.row.roles, fold(whole[:_READ_CHARS])))

    @cached_property
    def audience(self) -> tuple[Party, ...]:
        return tuple(_parties(self.row.participants, f"{self.title} {self.outcome}"))

    @cached_property
    def agents(self) -> tuple[Party, ...]:
        return tuple(Party(name) for name, pattern in v.AGENTS if pattern.search(self.title))

    @property
    def is_of_schools(self) -> bool:
        """Whether the level column leaves the row to the schools alone."""
        level = fold(self.row.level_raw[:_READ_CHARS])
        return [name for name, pattern in tv.LEVELS if pattern.search(level)] == ["school"]

    @property
    def is_left_to_schools(self) -> bool:
        """Whether schools do it: they are responsible, or only bodies far above them are."""
        if Party.SCHOOL in self.duty:
            return True
        return Party.SCHOOL in self.audience and not _NEAR.intersection(self.row.roles)

    @property
    def speaks_of_schools(self) -> bool:
        return Party.SCHOOL in self.audience or Party.SCHOOL in self.duty


def _parties(roles: Iterable[str], text: str) -> Iterator[Party]:
    """Parties of role codes; for «other» the ``text`` tells of which level the body is."""
    for role in roles:
        if role in _PARTY_OF:
            yield _PARTY_OF[role]
        elif role == "other":
            yield from _bodies(text)


def _bodies(text: str) -> Iterator[Party]:
    municipal = v.MUNICIPAL_BODY.search(text)
    regional = v.REGIONAL_BODY.search(text)
    if municipal or not (regional or v.FEDERAL_BODY.search(text)):
        yield Party.MUNICIPALITY
    if regional:
        yield Party.REGION


def _proofs(said: _Said) -> Iterator[Proof]:
    """What is asked, the main thing first."""
    row = said.row
    if row.kind == "visit" and row.attendance_expected:
        yield Proof.VISIT
    if row.report_expected:
        yield from _reported(said)
    elif row.kind == "appointment":
        yield Proof.LIST if said.title.startswith(mv.SELECTION_WORD) else Proof.ORDER
    if row.kind == "survey":
        yield Proof.SURVEY
    if row.attendance_expected and v.COURSE.search(said.title):
        yield Proof.CERTIFICATES
    yield from _numbers(said)
    if _needs_tick(said):
        yield Proof.TICK


def _reported(said: _Said) -> Iterator[Proof]:
    """The deliverable the row names; one that was asked for by hand has no name."""
    named = _REPORTED.get(said.named_report.kind or "")
    if named is None:
        is_event = said.row.attendance_expected or said.row.kind in mv.EVENT_KINDS
        named = Proof.EVENT_RESULT if is_event else Proof.REPORT
    if named is Proof.REPORT and _is_monthly(said.row.schedule):
        named = Proof.MONTHLY_REPORT
    yield named
    if named is Proof.ANALYTIC_NOTE and _PUBLISHED.search(said.outcome):
        yield Proof.PUBLICATION


_PUBLISHED = dict(mv.REPORTS)["publication_link"]


def _is_monthly(schedule: Mapping[str, Any]) -> bool:
    rule = str(schedule.get("rrule", ""))
    return "FREQ=MONTHLY" in rule and "INTERVAL" not in rule


def _numbers(said: _Said) -> Iterator[Proof]:
    """Numbers nobody but a person knows; those of attendance and of marks are counted."""
    row, measure = said.row, said.measure
    if row.report_expected and measure.type in {"share", "dynamics"} and row.kind == "monitoring":
        by_hand = _BY_HAND.get(measure.unit)
        if by_hand is not None:
            yield by_hand
    counts_people = row.attendance_expected and mv.TAKES_PART.search(said.outcome)
    if measure.type == "count" and not counts_people:
        yield Proof.COUNTER
    named = _REPORTED.get(said.named_report.kind or "") if row.report_expected else None
    if said.goals and named is not Proof.PUBLICATION:
        yield Proof.COUNTER


def _needs_tick(said: _Said) -> bool:
    """Work that leaves no trace of its own; not what its coordinator asks nothing of."""
    row = said.row
    if row.attendance_expected or row.report_expected or said.measure.type == "count":
        return False
    asks_nothing = {*mv.EVENT_KINDS, *mv.PAPER_KINDS, "survey"}
    return row.kind not in asks_nothing and not said.goals


def _ask(proof: Proof, said: _Said, *, is_main: bool) -> Ask:
    by = tuple(party for party in Party if party in _BY.get(proof, _doers)(said))
    about_schools = proof in _ABOUT_SCHOOLS and said.speaks_of_schools
    return Ask(
        proof,
        by,
        each_school=Party.SCHOOL in by or about_schools,
        steps=_steps(proof, by, said, about_schools=about_schools) if is_main else (),
        goals=said.goals if proof in _COUNTS_ITSELF else (),
    )


def _steps(
    proof: Proof, by: Sequence[Party], said: _Said, *, about_schools: bool
) -> tuple[Step, ...]:
    """Whose word counts: a curator's mark, the reviewers' verdict, or whom the row names."""
    if proof is Proof.VISIT:
        return (Step.CURATOR,) if Party.CURATOR in by else ()
    if proof is Proof.EXPERTISE:
        reviewed = about_schools and said.row.kind == "expertise"
        return tuple(_REVIEWERS[party] for party in by if party in _REVIEWERS) if reviewed else ()
    named = ((Step.CURATOR, mv.CURATOR_CONFIRMS), (Step.MUNICIPALITY, v.COORDINATOR_ACCEPTS))
    return tuple(step for step, pattern in named if pattern.search(said.outcome))


_REVIEWERS: Mapping[Party, Step] = {
    Party.MUNICIPALITY: Step.MUNICIPALITY,
    Party.REGION: Step.REGION,
}

_Who = Callable[[_Said], Sequence[Party]]


def _doers(said: _Said) -> Sequence[Party]:
    if said.agents:
        return said.agents
    if said.is_of_schools:
        return (Party.SCHOOL,)
    return said.duty or said.audience


def _reporters(said: _Said) -> Sequence[Party]:
    if said.is_left_to_schools:
        return (Party.SCHOOL,)
    # A closing report is one paper, whoever else sat at the table.
    return said.duty[:1] if said.named_report.basis == "implied" else _doers(said)


def _tickers(said: _Said) -> Sequence[Party]:
    is_far = Party.SCHOOL not in said.duty and said.is_left_to_schools
    return (Party.SCHOOL,) if is_far and not said.agents else _doers(said)


def _subjects(said: _Said) -> Sequence[Party]:
    """Who places, fills in or signs: those whose share is counted."""
    if said.row.kind == "visit":
        return _visitors(said)
    if said.measure.unit in _PARTY_OF_UNIT:
        return (_PARTY_OF_UNIT[said.measure.unit],)
    return (Party.SCHOOL,) if v.SCHOOLS_AGREE.search(said.title) else _doers(said)


def _publishers(said: _Said) -> Sequence[Party]:
    return _doers(said) if said.row.kind == "publication" else said.audience or _doers(said)


def _visitors(said: _Said) -> Sequence[Party]:
    if "regional_coordinator" in said.row.participants:
        return (Party.REGION,)
    if said.agents or Party.CURATOR in said.audience:
        return said.agents or (Party.CURATOR,)
    return _both(said)


def _learners(said: _Said) -> Sequence[Party]:
    return _both(said) if said.audience else said.duty


def _both(said: _Said) -> Sequence[Party]:
    """Those responsible who also take part; without such, who takes part or who is responsible."""
    both = [party for party in said.audience if party in said.duty]
    if both:
        return both
    return said.duty if said.row.kind == "visit" else said.audience


def _asked(said: _Said) -> Sequence[Party]:
    return said.audience or _doers(said)


def _schools(_: _Said) -> Sequence[Party]:
    return (Party.SCHOOL,)


_BY: Mapping[Proof, _Who] = {
    Proof.EVENT_RESULT: _reporters,
    Proof.REPORT: _reporters,
    Proof.MONTHLY_REPORT: _reporters,
    Proof.TICK: _tickers,
    Proof.UPLOAD: _subjects,
    Proof.MARK: _subjects,
    Proof.CONTRACT: _subjects,
    Proof.PUBLICATION: _publishers,
    Proof.VISIT: _visitors,
    Proof.CERTIFICATES: _learners,
    Proof.SURVEY: _asked,
    Proof.PUPIL_SHARE: _schools,
}

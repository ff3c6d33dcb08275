"""An amended document changes the published plan: a diff that is looked at and applied once.

Rows keep their identity, so answers, reports and history stay with them. What a coordinator has
edited by hand survives unless the document itself changed there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.enums import RowState
from db.models import Place, Plan, PlanRow
from db.store import Store
from roadmap.diff import Diff, Pair, compare
from services.errors import NotFoundError
from services.scheduling import Laid, foretell, lay_out, replan

_TEXTS = (
    "number",
    "row_id",
    "section",
    "dates_raw",
    "responsible_raw",
    "result_raw",
    "indicator_raw",
    "level_raw",
    "links",
    "schools_named",
    "school_ids",
)
_MEANING = (
    "title",
    "link",
    "kind",
    "roles",
    "participants",
    "attendance_expected",
    "report_expected",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after; None where there is no such side."""

    number: str
    title: str
    old_dates: str | None
    new_dates: str | None


@dataclass(frozen=True, slots=True)
class Amendment:
    """What an amended document would change in the published plan."""

    # The published plan that would be changed.
    plan_id: int
    added: tuple[Change, ...]
    moved: tuple[Change, ...]
    changed: tuple[Change, ...]
    removed: tuple[Change, ...]
    same: int
    # How many messages will tell people that a day they knew moves or is no more.
    told: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the document says nothing new."""
        return not (self.added or self.moved or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class _AsDocument:
    """A stored row as its document had it, for the comparison."""

    row: PlanRow

    @property
    def row_id(self) -> str | None:
        return self.row.row_id

    @property
    def title(self) -> str:
        return str(self.row.source.get("title", self.row.title))

    @property
    def schedule(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.row.source.get("schedule", self.row.schedule)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "row"), name)


async def compare_with_current(
    store: Store, draft: Plan, where: tuple[Place, str], now: datetime
) -> Amendment:
    """The changes a draft would make, for the preview; `where` is the place with its zone."""
    diff = await _diff(store, draft)
    return Amendment(
        plan_id=draft.amends_id or 0,
        added=tuple(_change(None, _row(new)) for new in diff.added),
        moved=tuple(_change(_row(pair.old), _row(pair.new)) for pair in diff.moved),
        changed=tuple(_change(_row(pair.old), _row(pair.new)) for pair in diff.changed),
        removed=tuple(_change(_row(old), None) for old in diff.removed),
        same=len(diff.same),
        told=await _foretold(store, diff, where, now, by=draft.created_by),
    )


async def _foretold(
    store: Store, diff: Diff, where: tuple[Place, str], now: datetime, *, by: int | None
) -> int:
    """How many messages about moved and removed days would go out."""
    after = [_as_if(_row(p.old), _row(p.new).schedule, _row(p.new).state) for p in diff.moved]
    after += [_as_if(_row(old), _row(old).schedule, RowState.REMOVED) for old in diff.removed]
    return sum([await foretell(store, row, where, now, by=by) for row in after])


def _as_if(row: PlanRow, schedule: dict[str, Any], state: RowState) -> PlanRow:
    """A row as it would be; it belongs to no transaction and is never written."""
    kept = {column.key: getattr(row, column.key) for column in PlanRow.__mapper__.column_attrs}
    return PlanRow(**{**kept, "schedule": schedule, "state": state})


async def keep_verdicts(store: Store, draft: Plan) -> None:
    """What was decided about a row is not asked again while the document's term stays."""
    diff = await _diff(store, draft)
    for pair in (*diff.same, *diff.changed):
        _row(pair.new).state = _row(pair.old).state


async def apply_amendment(
    store: Store, draft: Plan, timezone: str, when_and_who: tuple[datetime, int | None]
) -> tuple[Plan, int]:
    """Change the published plan as the draft says; the draft is gone then.

    Returns the published plan and how many people-and-events were told of a change in time.
    """
    now, by = when_and_who
    current = await store.plans.get(draft.amends_id or 0)
    if current is None:
        raise NotFoundError
    diff = await _diff(store, draft)
    touched: list[PlanRow] = []
    for pair in (*diff.same, *diff.changed, *diff.moved):
        before = _lived_by(_row(pair.old))
        _take_over(pair)
        if _lived_by(_row(pair.old)) != before:
            touched.append(_row(pair.old))
    for new in diff.added:
        _row(new).plan_id = current.id
        touched.append(_row(new))
    for old in diff.removed:
        _row(old).state = RowState.REMOVED
        touched.append(_row(old))
    current.title, current.source_name = draft.title, draft.source_name
    current.source = await store.plans.source(draft.id)
    current.skipped = draft.skipped
    await store.flush()
    told = 0
    for row in touched:
        laid: Laid = await lay_out(store, row, timezone, now)
        told += await replan(store, row, laid, now, by=by)
    await store.plans.drop_rows(draft.id)
    await store.plans.drop(draft.id)
    return current, told


async def _diff(store: Store, draft: Plan) -> Diff:
    current = await store.plans.rows(draft.amends_id or 0)
    new = await store.plans.rows(draft.id)
    return compare(
        [_AsDocument(row) for row in current if row.state != RowState.REMOVED],
        [_AsDocument(row) for row in new],
    )


def _take_over(pair: Pair) -> None:
    """Write what the document says now into the row that people know.

    What somebody edited by hand, in the plan or in the draft, is told by its difference from the
    row's own source, and stays.
    """
    old, new = _row(pair.old), _row(pair.new)
    old.position = new.position
    for name in _TEXTS:
        setattr(old, name, getattr(new, name))
    for name in _MEANING:
        drafted, was, lived = getattr(new, name), old.source.get(name), getattr(old, name)
        if drafted != new.source.get(name) or lived == was:
            setattr(old, name, drafted)
    if "schedule" in pair.fields or new.schedule != new.source.get("schedule"):
        old.schedule, old.temporal_role = new.schedule, new.temporal_role
        old.questions, old.confidence = new.questions, new.confidence
    if "schedule" not in pair.fields or old.state != RowState.DROPPED:
        # The draft began with the verdicts of the plan: what differs was said about the draft.
        old.state = new.state
    old.source = new.source


def _lived_by(row: PlanRow) -> tuple[object, ...]:
    """What days and reminders are made of."""
    return (
        row.schedule,
        row.temporal_role,
        row.state,
        row.roles,
        row.participants,
        row.school_ids,
        row.attendance_expected,
        row.timezone,
        row.kind,
        # A link is sent when the event begins; which one it is, is read then.
        bool(row.link),
    )


def _row(side: object) -> PlanRow:
    assert isinstance(side, _AsDocument)  # noqa: S101 - the comparison gives back what it got
    return side.row


def _change(old: PlanRow | None, new: PlanRow | None) -> Change:
    shown = new or old
    assert shown is not None  # noqa: S101 - one side is always there
    return Change(
        number=shown.number,
        title=shown.title,
        old_dates=old.dates_raw if old else None,
        new_dates=new.dates_raw if new else None,
    )

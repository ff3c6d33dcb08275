"""In which order doubtful rows are looked at."""

from collections.abc import Sequence

from db.enums import RowState
from db.models import PlanRow


def following_row(rows: Sequence[PlanRow], position: int) -> PlanRow | None:
    """The row that follows a position; those put off come last, after the last the first again."""
    queue = sorted(rows, key=lambda row: (row.state == RowState.LATER, row.position))
    here = next((at for at, row in enumerate(queue) if row.position == position), None)
    if here is not None:
        return queue[(here + 1) % len(queue)]
    return next((row for row in queue if row.position > position), queue[0] if queue else None)


def next_of_round(rows: Sequence[PlanRow], judged: PlanRow) -> PlanRow | None:
    """The next row that nobody has looked at; then those put off, but each once in a round."""
    fresh = [row for row in rows if row.state == RowState.DOUBTFUL and row.id != judged.id]
    if fresh:
        return next((row for row in fresh if row.position > judged.position), fresh[0])
    return next((row for row in rows if row.position > judged.position), None)

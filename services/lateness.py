"""A report that was late is so no more when its term is put off beyond the day it was sent.

The other way round nothing changes: what came in time stays so, whatever the coordinator moves.
"""

from collections.abc import Iterable
from datetime import datetime

from db.models import Occurrence
from db.store import Store


async def judge_again(store: Store, moved: Iterable[Occurrence], now: datetime) -> None:
    """Look at the reports about terms that have moved, in the transaction that moves them."""
    for occurrence in moved:
        for report in await store.duties.late_reports(occurrence.id):
            versions = await store.duties.versions(report.id)
            # The first one says when it came; what was mended since is as timely as that.
            if versions and versions[0].submitted_at > occurrence.ends_at:
                continue
            report.late = False
            for version in versions:
                version.late = False
            store.intake.audit(
                now,
                None,
                "report:in_time",
                object_kind="report",
                object_id=report.id,
                place_id=report.place_id,
            )

"""Words that occur nowhere else, and where they are found."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select

from db.database import Database
from db.models import Base

# Nobody and nothing in the sample data is called so.
NAME = "Изольда Канарейкина"
SURNAME = "Канарейкин"
PHONE = "+7 900 000-00-17"


async def tables_with(database: Database, *canaries: str) -> dict[str, list[str]]:
    """Table → cells that hold one of the canaries, whatever their type."""
    found: dict[str, list[str]] = {}
    async with database.read() as store:
        for table in Base.metadata.sorted_tables:
            for row in (await store.people.session.execute(select(table))).mappings():
                for column, value in row.items():
                    text = value.decode(errors="ignore") if isinstance(value, bytes) else str(value)
                    if any(canary in text for canary in canaries):
                        found.setdefault(table.name, []).append(f"{column}: {text[:80]}")
    return found


def files_with(folder: Path, canaries: Iterable[str]) -> list[str]:
    """Files below a folder whose bytes hold one of the canaries, in UTF-8 or escaped as JSON."""
    wanted = [c.encode() for c in canaries] + [ascii(c)[1:-1].encode() for c in canaries]
    return [
        f"{path.name}: {canary.decode()}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for canary in wanted
        if canary in path.read_bytes()
    ]

"""Writing that a cancellation does not cut off.

A statement that is cut off between its steps keeps SQLite's write lock until its cursor is
collected, and everybody else who writes waits: what ends the program waits for the writing instead.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

_Result = TypeVar("_Result")


async def uncut(writing: Coroutine[Any, Any, _Result]) -> _Result:
    """Wait for the writing to its end; a cancellation that came meanwhile is raised then."""
    task = asyncio.ensure_future(writing)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        if not task.cancelled():
            # Its own failure says less than the end that was asked for.
            await asyncio.wait([task])
            if not task.cancelled():
                task.exception()
        raise

"""An event loop whose hours pass at once: nobody sleeps, everything else is as it is.

When nothing is ready and no thread works, the loop's clock jumps to the next timer. Threads (the
driver of SQLite has one for each connection) work in real time, during which this clock stands.
"""

import asyncio
import queue
import selectors
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import aiosqlite.core

_Result = TypeVar("_Result")
# A thread that answers later than this, in real seconds, never will.
_PATIENCE = 60.0


class _Selector(selectors.DefaultSelector):
    """Asks the loop whether to wait or to jump."""

    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> Any:
        if timeout is not None and timeout <= 0:
            return super().select(0)
        if self.loop.aloft:
            found = super().select(_PATIENCE)
            if not found:
                raise TimeoutError("a thread does not come back")
            return found
        found = super().select(0)
        if not found:
            if timeout is None:
                raise RuntimeError("everybody waits and nobody will ever come")
            self.loop.jump(timeout)
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """See the module."""

    def __init__(self) -> None:
        selector = _Selector()
        selector.loop = self
        self._virtual = 1_000.0
        # How many pieces of work are in the hands of threads.
        self.aloft = 0
        super().__init__(selector)

    def time(self) -> float:
        """Seconds of this world."""
        return self._virtual

    def jump(self, seconds: float) -> None:
        """Let time pass; a little more than asked, as real timers do."""
        self._virtual += seconds + 1e-6

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:
        """Work of a thread, which will be handed back once."""
        self.aloft += 1
        return super().run_in_executor(executor, func, *args)

    async def shutdown_default_executor(self, *_: object) -> None:
        """A last thread waits for the others, when there are any."""
        self.aloft += self._default_executor is not None  # type: ignore[attr-defined]
        await super().shutdown_default_executor()

    def call_soon_threadsafe(  # type: ignore[override]
        self, callback: Callable[..., Any], *args: Any, context: Any = None
    ) -> asyncio.Handle:
        """A thread hands its work back."""
        return super().call_soon_threadsafe(self._landed, callback, args, context=context)

    def _landed(self, callback: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self.aloft -= 1
        callback(*args)


class _CountingQueue(queue.SimpleQueue[Any]):
    """The queue of a connection's thread."""

    def put_nowait(self, item: Any) -> None:
        if item[0] is not None:
            item[0].get_loop().aloft += 1
        super().put_nowait(item)


@contextmanager
def _counted_threads() -> Iterator[None]:
    kept = aiosqlite.core.SimpleQueue
    aiosqlite.core.SimpleQueue = _CountingQueue  # type: ignore[misc, assignment]
    try:
        yield
    finally:
        aiosqlite.core.SimpleQueue = kept  # type: ignore[misc]


def run_virtually(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run to the end in a world of its own; call it outside of any loop."""
    with _counted_threads(), asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)

"""Writing is not cut off by a cancellation, which comes through when it has ended."""

import asyncio

import pytest

from bot.uncut import uncut


async def test_the_writing_ends_and_then_the_cancellation_comes_through():
    steps: list[str] = []

    async def writing() -> None:
        steps.append("begun")
        await asyncio.sleep(0.02)
        steps.append("ended")

    task = asyncio.create_task(uncut(writing()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert steps == ["begun", "ended"]


async def test_a_result_and_a_failure_come_through():
    async def well() -> int:
        return 7

    async def badly() -> int:
        raise OSError("disk is full")

    assert await uncut(well()) == 7
    with pytest.raises(OSError, match="disk is full"):
        await uncut(badly())


async def test_a_failure_of_what_was_to_be_cut_off_is_no_failure_of_the_end():
    async def badly() -> None:
        await asyncio.sleep(0.02)
        raise OSError("disk is full")

    task = asyncio.create_task(uncut(badly()))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

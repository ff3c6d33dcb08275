"""One bot for one database; SIGTERM ends it soon in every state, a second one at once."""

import asyncio
import signal
import stat

import pytest

from tests.process.conftest import PATIENCE, Machine

pytestmark = [pytest.mark.process, pytest.mark.timeout(240)]


async def test_a_second_instance_a_pause_and_a_stop(machine: Machine) -> None:
    heartbeat = machine.folder / "heartbeat"
    await machine.starts(truly=True, HEARTBEAT_FILE=str(heartbeat))
    second = await machine.command("run")
    assert second.returncode == 75
    assert "runs on this database" in second.stderr
    assert (await machine.command("restore", "nothing.db")).returncode == 75

    # A backup is made by the running bot, and by hand beside it.
    done = await machine.command("backup")
    assert done.returncode == 0, done.stderr
    made = sorted((machine.folder / "backups").iterdir())
    assert len(made) == 2, made
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}
    assert heartbeat.exists()
    assert "database_whole" in machine.log()
    assert "SQLite" in machine.log()

    # Telegram asks for a long pause: neither the answer nor the stop waits for it.
    fault = {"kind": "error", "code": 429, "retry_after": 300, "method": "sendMessage"}
    machine.world.plan_fault(fault)
    timur = await machine.visitor(31, "Тимур")
    await timur.starts()
    async with asyncio.timeout(PATIENCE):
        while not machine.world.outbox("sendMessage"):  # noqa: ASYNC110 - another process calls
            await asyncio.sleep(0.05)
    code, seconds = await machine.is_stopped()
    assert code == 0
    assert seconds < 25
    machine.world.history.clear()


async def test_a_second_signal_ends_it_at_once(machine: Machine) -> None:
    await machine.starts(truly=True)
    fault = {"kind": "delay", "method": "sendMessage", "seconds": 40, "times": 9}
    machine.world.plan_fault(fault)
    timur = await machine.visitor(31, "Тимур")
    await timur.starts()
    await asyncio.sleep(1)
    loop = asyncio.get_running_loop()
    machine.is_told(signal.SIGTERM)
    await asyncio.sleep(0.7)
    assert machine.code() is None, "what is in hand is worth waiting for"
    began = loop.time()
    code, _ = await machine.is_stopped()
    assert code == -signal.SIGTERM
    assert loop.time() - began < 3
    machine.world.history.clear()

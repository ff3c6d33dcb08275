"""Another program polls with the same token, or the token is gone: an end with its reason."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetMe

from bot import intake as module
from bot.intake import Intake, SecondInstanceError, TokenRevokedError
from tests.conversations.district import make_template, open_district

CONFLICT = TelegramConflictError(GetMe(), "terminated by other getUpdates request")
AWAY = TelegramNetworkError(GetMe(), "no way")
REVOKED = TelegramUnauthorizedError(GetMe(), "Unauthorized")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asyncio.run(make_template(tmp_path_factory.mktemp("two") / "template.db"))


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Rests of the loop take no time; a minute of conflicts is no time either."""
    rests: list[float] = []

    async def sleep(seconds: float) -> None:
        rests.append(seconds)

    class Asyncio:
        """The module as the intake knows it."""

        def __getattr__(self, name: str) -> Any:
            return sleep if name == "sleep" else getattr(asyncio, name)

    monkeypatch.setattr(module, "asyncio", Asyncio())
    monkeypatch.setattr(module, "_CONFLICT_SECONDS", -1)
    return rests


@pytest.mark.parametrize(
    ("errors", "end", "polls"),
    [
        ([CONFLICT, CONFLICT], SecondInstanceError, 2),
        ([CONFLICT, AWAY, CONFLICT, AWAY, CONFLICT, CONFLICT], SecondInstanceError, 6),
        ([CONFLICT, None, CONFLICT, None, AWAY, REVOKED], TokenRevokedError, 6),
        ([REVOKED], TokenRevokedError, 1),
    ],
)
async def test_how_polling_ends(  # noqa: PLR0917
    places: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    at_once: list[float],
    errors: list[TelegramAPIError | None],
    end: type[Exception],
    polls: int,
):
    """A conflict that does not last is the former process, which is ending."""
    made: list[int | None] = []

    async def poll(_self: Intake, offset: int | None) -> list[dict[str, Any]]:
        made.append(offset)
        error = errors[len(made) - 1]
        if error is not None:
            raise error
        return []

    monkeypatch.setattr(Intake, "_poll", poll)
    async with open_district(places, tmp_path / "district.db") as district:
        with pytest.raises(end):
            await district.app.intake.run()
    assert len(made) == polls
    assert all(rest >= 1 for rest in at_once), "never at full speed"

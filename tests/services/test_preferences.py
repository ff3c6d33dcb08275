"""What people set for themselves."""

import pytest

from services.errors import DomainError
from tests.support.databases import on_sqlite
from tests.support.world import World


async def test_a_zone_of_ones_own_wins_over_the_place(world: World):
    maria = await world.joins("Мария")
    assert maria.timezone == "Asia/Yekaterinburg"

    await world.services.preferences.live_in(maria, "Asia/Omsk")
    assert (await world.stranger("Мария")).timezone == "Asia/Omsk"

    await world.services.preferences.live_in(maria, None)
    assert (await world.stranger("Мария")).timezone == "Asia/Yekaterinburg"


@on_sqlite
@pytest.mark.parametrize(
    "zone", ["", "Asia/Zarechny", "../../etc/passwd", "\x00", "/etc/localtime"]
)
async def test_an_unknown_zone_is_refused(world: World, zone: str):
    maria = await world.joins("Мария")

    with pytest.raises(DomainError) as refusal:
        await world.services.preferences.live_in(maria, zone)

    assert refusal.value.code == "timezone_unknown"
    assert (await world.stranger("Мария")).timezone == "Asia/Yekaterinburg"


async def test_language_and_silence_are_kept(world: World):
    maria = await world.joins("Мария")
    await world.services.preferences.speak(maria, "en")
    await world.services.preferences.pause(maria, True)

    found = await world.stranger("Мария")

    assert (found.locale, found.paused) == ("en", True)

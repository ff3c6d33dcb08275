"""What screens say of zones, periods, days of silence and links."""

from datetime import date

from handlers.views.habits import silence_screen
from handlers.views.invites import role_screen
from handlers.views.places import place_screen
from handlers.views.privacy import privacy_screen
from handlers.views.why import FATES
from keyboards.habits import SILENCE_DAYS
from locales import translator
from services.fates import Fate
from services.mutes import MuteList
from tests.support.databases import on_sqlite
from tests.support.world import DISTRICT, World

T = translator("ru")


@on_sqlite
async def test_zones_are_named_from_moscow(world: World):
    roman, _ = await world.join("Роман", "Мария")
    place = await world.services.place_changes.card(roman, await world.place_id(DISTRICT))
    overview = await world.services.privacy.overview(roman)

    for text in (place_screen(T, place).text, privacy_screen(T, roman, overview).text):
        assert "МСК" in text
        assert "Asia/" not in text


@on_sqlite
async def test_the_calendar_of_silence_begins_on_monday_and_names_months(world: World):
    maria = await world.joins("Мария")
    found = MuteList(
        items=(), page=0, pages=1, until=None, now=world.clock.now(), today=date(2021, 4, 14)
    )
    rows = silence_screen(T, maria, found).rows
    labels = [[button.text for button in row] for row in rows]

    assert ["апрель 2021"] in [[text.lower() for text in row] for row in labels]
    assert ["май 2021"] in [[text.lower() for text in row] for row in labels]
    heads = [row for row in labels if row[0].lower() == "пн"]
    assert len(heads) == 2
    assert ["·", "·", "·", "·", "16", "17", "18"] in labels
    assert sum(text.isdecimal() for row in labels for text in row) == SILENCE_DAYS


@on_sqlite
async def test_who_is_invited_has_a_way_back(world: World):
    roman = await world.joins("Роман")
    desk = await world.services.invites.offer(roman, await world.place_id(DISTRICT))

    assert "◀️ Назад" in [b.text for row in role_screen(T, roman, desk).rows for b in row]


def test_no_row_with_dates_is_said_to_have_none():
    for fate in (Fate.NEVER, Fate.NO_DAY):
        assert "нет дат" not in T(FATES[fate])
    assert "период" in T(FATES[Fate.NO_DAY])

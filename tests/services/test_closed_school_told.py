"""The people of a school hear that it was closed, and that it is open again."""

from handlers.views.role_news import role_news_screen
from locales import translator
from services.role_news import RoleNotice
from tests.support.databases import on_sqlite
from tests.support.world import SCHOOL_2, World

pytestmark = on_sqlite


async def words(world: World, name: str) -> list[str]:
    """What news of roles somebody reads."""
    found = []
    while envelopes := await world.services.outbox.claim(50):
        for envelope in envelopes:
            read = await world.services.outbox.open(envelope)
            if read is not None and read[0].name == name and isinstance(read[1], RoleNotice):
                found.append(role_news_screen(translator("ru"), read[1]).text)
            await world.services.outbox.sent(envelope, 1000 + envelope.id)
    return found


async def test_a_director_hears_of_both(world: World):
    roman, _ = await world.join("Роман", "Иван")
    changes, school = world.services.place_changes, await world.place_id(SCHOOL_2)
    await words(world, "Иван")

    await changes.close(roman, school)
    (closed,) = await words(world, "Иван")
    assert f"{SCHOOL_2}» закрыта" in closed
    assert "роли у вас нет" in closed

    await changes.reopen(roman, school)
    (opened,) = await words(world, "Иван")
    assert "снова в списке школ" in opened
    assert f"<b>директор школы · {SCHOOL_2}</b>" in opened
    assert await words(world, "Роман") == []

"""Buttons that were never shown: other people's ids, rubbish, half a button. Nothing happens.

10 000 payloads through the real dispatcher; the seed is printed when a test fails.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery, GetMe, TelegramMethod
from aiogram.types import CallbackQuery, Chat, Message, Update, User
from sqlalchemy import text

from bot.dispatcher import make_dispatcher
from db.enums import Role
from handlers.filters import Tapped
from handlers.permits import FLAG
from handlers.routers import routers
from keyboards.callbacks import TAPS
from keyboards.people_callbacks import AskRole
from keyboards.tap import LARGEST, Tap
from services.access import EVERY_PERSON, Action, Actor
from tests.access.scene import FAR_DISTRICT, FAR_SCHOOL, Scene, Surroundings
from tests.access.undone import UndoneDatabase
from tests.support.world import MONDAY, World

SEED = 20210405
FOREIGN, RUBBISH = 1_500, 8_500
# Rubbish that no button reads is all the same to the dispatcher: one in so many goes through it.
SAMPLED = 100
ATTACKERS = (Role.DIRECTOR, Role.CURATOR, Role.MUNICIPAL_COORDINATOR, Role.SUBSCRIBER)
# About oneself alone: one's language, a place of one's choice. FILL_IN is not: dialogs have ids.
# Anybody may ask to speak for any school: which schools there are is no secret.
_PUBLIC = f"{AskRole.prefix}:"
_OWN = EVERY_PERSON - {Action.FILL_IN}


class Silence(BaseSession):
    """A messenger that takes everything and remembers the texts."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    async def close(self) -> None:
        """Nothing is open."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> Any:
        """Answer as Telegram would."""
        if isinstance(method, AnswerCallbackQuery):
            return True
        if isinstance(method, GetMe):
            return User(id=42, is_bot=True, first_name="-", username="marshrut_test_bot")
        shown = getattr(method, "text", None) or getattr(method, "caption", None)
        if shown:
            self.said.append(shown)
        chat = Chat(id=getattr(method, "chat_id", 1), type="private")
        return Message(message_id=2, date=MONDAY, chat=chat, text=shown or "file")

    async def stream_content(self, *args: Any, **kwargs: Any) -> Any:
        """Nobody downloads here."""
        raise NotImplementedError
        yield b""


@dataclass
class Attack:
    """The dispatcher, and what a payload did."""

    world: World
    dispatcher: Dispatcher
    session: Silence = field(default_factory=Silence)

    def __post_init__(self) -> None:
        self.bot = Bot("42:" + "A" * 35, session=self.session)

    async def taps(self, actor: Actor, data: str) -> tuple[int, str]:
        """Rows changed and the text shown."""
        user = User(id=actor.telegram_id, is_bot=False, first_name="x", language_code="ru")
        chat = Chat(id=actor.telegram_id, type="private")
        query = CallbackQuery.model_construct(
            id="1",
            from_user=user,
            chat_instance="1",
            data=data,
            message=Message(message_id=1, date=MONDAY, chat=chat, text="-"),
        ).as_(self.bot)
        query.message.as_(self.bot)  # type: ignore[union-attr]
        update = Update.model_construct(update_id=1, callback_query=query).as_(self.bot)
        self.session.said.clear()
        database = self.world.database
        assert isinstance(database, UndoneDatabase)
        async with database.attempt():
            before = await _changes(database)
            await self.dispatcher.feed_update(self.bot, update)
            return await _changes(database) - before, " ".join(self.session.said)


async def _changes(database: UndoneDatabase) -> int:
    """Rows written so far; a line of the audit that tells of the refusal is no effect."""
    async with database.read() as store:
        query = text("SELECT total_changes() - (SELECT count(*) FROM audit)")
        return int((await store.people.session.execute(query)).scalar_one())


@pytest.fixture
def attack(world: World) -> Attack:
    return Attack(world, make_dispatcher(world.services))


def actions_of_taps() -> dict[type[Tap], set[Action]]:
    """What the handlers of each button permit."""
    found: dict[type[Tap], set[Action]] = {}
    for router in routers():
        for handler in router.callback_query.handlers:
            for one in handler.filters or ():
                if isinstance(one.callback, Tapped):
                    found.setdefault(one.callback.kind, set()).update(handler.flags.get(FLAG, ()))
    return found


def about_others() -> list[type[Tap]]:
    """Buttons that carry an id and are not about oneself alone."""
    permitted = actions_of_taps()
    return [
        tap
        for tap in TAPS
        if int in get_type_hints(tap).values() and not permitted.get(tap, set()) <= _OWN
    ]


def id_for(name: str, place: Surroundings, dice: random.Random) -> int:
    """An id of the kind that a field's name asks for."""
    known = {
        "occurrence_id": place.occurrence_id,
        "school_id": place.school_id,
        "place_id": place.school_id,
        "party_id": place.school_id,
        "report_id": place.report.report_id,
        "version": place.report.version,
        "plan_id": place.draft_id,
        "row_id": place.row_id,
        "person_id": place.director_id,
        "membership_id": place.membership_id,
        "municipality_id": place.district_id,
        "region_id": place.region_id,
        "invite_id": place.invite_id,
        "request_id": place.request_id,
        "question_id": place.question_id,
        "heir_id": place.director_id,
        "into_id": place.district_id,
    }
    return known.get(name, dice.randint(1, 40))


def forged(kind: type[Tap], place: Surroundings, dice: random.Random) -> str:
    """A well-formed button about things elsewhere."""
    values = []
    hints = get_type_hints(kind)
    for one in fields(kind):
        hint = hints[one.name]
        if hint is int:
            values.append(id_for(one.name, place, dice))
        elif isinstance(hint, type) and issubclass(hint, str) and hint is not str:
            values.append(dice.choice(list(hint)))  # type: ignore[call-overload]
        else:
            values.append(dice.choice(["title", "date", "ru", "report", "x"]))
    return kind(*values).pack()


def spoiled(whole: str, dice: random.Random) -> str:
    """A button cut short, grown, or with rubbish in it; at most 64 bytes, as Telegram sees to."""
    parts = whole.split(":")
    at = dice.randrange(len(parts))
    match dice.randrange(7):
        case 0:
            return whole[: dice.randrange(1, len(whole) + 1) - 1] or ":"
        case 1:
            parts.insert(at, str(dice.randint(-5, 5)))
        case 2:
            parts[at] = dice.choice(["-1", "0", str(LARGEST + 1), "9" * 20, "0x1", "٣", "1e3", ""])
        case 3:
            parts[at] = dice.choice(["\x00", "'; --", "<b>", "\u202e", "%s", "None", "../.."])
        case 4:
            parts[0] = dice.choice(["", "zz", "m" * 40, parts[0].upper(), parts[0] + " "])
        case 5:
            del parts[at]
        case _:
            return "".join(chr(dice.randint(32, 1200)) for _ in range(dice.randint(1, 20)))
    return ":".join(parts).encode()[:64].decode(errors="ignore") or "-"


def attempts(scene: Scene, dice: random.Random) -> Iterator[tuple[str, Actor, str]]:
    """Who presses what: other people's things first, then rubbish."""
    kinds = about_others()
    for number in range(FOREIGN):
        actor = scene.actors[str(ATTACKERS[number % len(ATTACKERS)])]
        yield "foreign", actor, forged(kinds[number % len(kinds)], scene.far, dice)
    for number in range(RUBBISH):
        actor = scene.actors[str(ATTACKERS[number % len(ATTACKERS)])]
        whole = forged(TAPS[number % len(TAPS)], scene.far, dice)
        yield "rubbish", actor, spoiled(whole, dice)


@pytest.mark.timeout(300)
async def test_forged_buttons_do_nothing(scene: Scene, attack: Attack):
    own = {tap.prefix for tap in TAPS} - {tap.prefix for tap in about_others()}
    dice = random.Random(SEED)  # noqa: S311 - repeatable on purpose
    broken = []
    for kind, actor, data in attempts(scene, dice):
        if kind == "rubbish" and data.split(":")[0] in own:
            # Spoiled into a proper button of one's own, perhaps.
            continue
        if not any(tap.unpack(data) for tap in TAPS) and dice.randrange(SAMPLED):
            continue
        changed, said = await attack.taps(actor, data)
        leaks = (
            kind == "foreign"
            and not data.startswith(_PUBLIC)
            and any(name in said for name in (FAR_DISTRICT, FAR_SCHOOL))
        )
        if changed or leaks or "😔" in said:
            broken.append(f"{data!r} by {actor.seats[0].role}: {changed} rows, {said[:80]!r}")
    assert not broken, f"seed {SEED}: " + "\n".join(broken[:20])


async def test_a_good_button_does_something(scene: Scene, attack: Attack):
    """The judge of the test above can see an effect."""
    from keyboards.callbacks import Intend
    from services.terms import Intention, PartyKind

    director = scene.actors[str(Role.DIRECTOR)]
    own = Intend(scene.own.occurrence_id, PartyKind.SCHOOL, scene.own.school_id, Intention.GOING)
    changed, said = await attack.taps(director, own.pack())
    assert changed > 0
    assert said

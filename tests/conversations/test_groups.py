"""Where others read the bot says nothing of anybody, keeps nothing, and shows the way once."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramMigrateToChat
from aiogram.methods import SendMessage
from aiogram.types import Chat, Message

from bot.alarm import directly
from bot.failures import Fate, classify
from bot.groups import is_shared
from db.enums import OutboxKind, OutboxStatus
from services.alerts import StuckNotice
from tests.conversations.district import District, Neighbour

GROUP = -1_001_234_567_890
NAME, WORDS = "Прасковья Тайная", "секретный разговор"
_MOVED = (
    '{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a '
    'supergroup chat","parameters":{"migrate_to_chat_id":-77}}'
)
_numbers = iter(range(900_001, 10**6))


def written(district: District, sender: dict[str, Any] | None, text: str, **more: Any) -> Any:
    """What the API hands over when somebody writes in a group."""
    number = next(_numbers)
    message = {
        "message_id": number,
        "date": int(district.clock.now().timestamp()),
        "chat": {"id": GROUP, "type": "supergroup", "title": NAME},
        "text": text,
    }
    if sender is not None:
        message["from"] = sender
    return {"update_id": number, "message": message | more}


def somebody(person: Neighbour | None = None) -> dict[str, Any]:
    """A member of the group; one whom the bot knows, or not."""
    account = person.id if person is not None else 4_242
    return {"id": account, "is_bot": False, "first_name": NAME, "language_code": "ru"}


@dataclass
class Groups:
    """Telegram as far as groups go: what was said in them, and which have become supergroups."""

    said: list[SendMessage] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)

    @property
    def tried(self) -> list[int]:
        """Where messages were sent to."""
        return [int(method.chat_id) for method in self.said]

    def answer(self, bot: Bot, method: SendMessage) -> Message:
        """A message of a group, or the refusal of one that has moved."""
        self.said.append(method)
        if method.chat_id in self.moved:
            bot.session.check_response(bot, method, 400, _MOVED)
        chat = Chat(id=int(method.chat_id), type="supergroup", title=NAME)
        return Message(message_id=len(self.said), date=datetime(2027, 2, 1, tzinfo=UTC), chat=chat)


@pytest.fixture(autouse=True)
def groups(district: District, monkeypatch: pytest.MonkeyPatch) -> Groups:
    """What goes to groups goes here; the sandbox knows private chats only."""
    found, session = Groups(), district.app.bot.session
    true = session.make_request

    async def make_request(bot: Bot, method: Any, **more: Any) -> Any:
        if isinstance(method, SendMessage) and int(method.chat_id) < 0:
            return found.answer(bot, method)
        return await true(bot, method, **more)

    monkeypatch.setattr(session, "make_request", make_request)
    return found


async def hears(district: District, *updates: dict[str, Any]) -> int:
    """How many requests the bot makes of Telegram's private side after updates."""
    before = len(district.world.history.calls())
    for update in updates:
        await district.app.intake.receive(update)
    while waiting := set(district.app.intake._apologies._tasks):
        await asyncio.wait(waiting)
    await district.pump()
    made = district.world.history.calls()[before:]
    return sum(entry.name.startswith(("send", "edit", "answer")) for entry in made)


def kept(district: District) -> str:
    """All that the inbox, the people and the messages say."""
    return str([district.rows(table) for table in ("inbox", "person", "outbox")])


async def test_a_command_is_shown_the_way_once_an_hour(
    district: District, groups: Groups, maria: Neighbour
):
    private = await hears(
        district,
        written(district, somebody(maria), "/plan"),
        written(district, somebody(), "/start@marshrut_test_bot"),
        written(district, somebody(), "/menu"),
    )
    (hint,) = groups.said
    assert (private, hint.chat_id) == (0, GROUP)
    assert "в личку" in hint.text
    assert "https://t.me/marshrut_test_bot?start=" in str(hint.reply_markup)
    assert NAME not in str(hint)
    assert str(maria.id) not in str(hint)
    district.clock.advance(timedelta(minutes=59))
    await hears(district, written(district, somebody(), "/plan"))
    assert len(groups.said) == 1
    district.clock.advance(timedelta(minutes=1))
    await hears(district, written(district, somebody(), "/plan"))
    assert len(groups.said) == 2


async def test_everything_else_meets_silence_and_leaves_no_trace(
    district: District, groups: Groups, maria: Neighbour
):
    before = kept(district)
    bot = {"id": 77, "is_bot": True, "first_name": "Другой"}
    member = {"user": bot, "status": "administrator"}
    changed = {"chat": {"id": GROUP, "type": "group", "title": NAME}, "date": 1_800_000_000}
    old = int((district.clock.now() - timedelta(minutes=11)).timestamp())
    said = written(district, somebody(maria), WORDS)["message"]
    updates = [
        written(district, somebody(maria), WORDS),
        written(district, somebody(), "/weather@other_bot"),
        # Another bot, a channel that is read in the group, an old command, nobody at all.
        written(district, bot, "/menu"),
        written(district, {**somebody(), "id": 777_000}, WORDS, is_automatic_forward=True),
        written(district, somebody(), "/menu", date=old),
        written(district, None, "/menu"),
        # Anonymous admins; the group becomes a supergroup; the bot is added, promoted, removed.
        written(district, {**bot, "id": 1_087_968_824}, WORDS, sender_chat={"id": GROUP}),
        written(district, somebody(), "", migrate_to_chat_id=GROUP - 1),
        written(district, somebody(), "", migrate_from_chat_id=-5),
        written(district, somebody(), "", new_chat_members=[bot, somebody()]),
        *(
            {
                "update_id": next(_numbers),
                "my_chat_member": {
                    **changed,
                    "from": somebody(maria),
                    "old_chat_member": {**member, "status": was},
                    "new_chat_member": {**member, "status": status},
                },
            }
            for was, status in (("left", "member"), ("member", "administrator"), ("member", "left"))
        ),
        {
            "update_id": next(_numbers),
            "channel_post": {**said, "chat": {"id": -9, "type": "channel"}},
        },
        {
            "update_id": next(_numbers),
            "callback_query": {
                "id": "1",
                "from": somebody(maria),
                "chat_instance": "1",
                "data": "menu",
                "message": said,
            },
        },
    ]
    assert all(is_shared(update) for update in updates)
    assert await hears(district, *updates) == 0
    assert groups.said == []
    assert kept(district) == before


async def test_an_anonymous_admin_is_shown_the_way_too(district: District, groups: Groups):
    anonymous = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group"}
    await hears(district, written(district, anonymous, "/start"))
    assert groups.tried == [GROUP]


async def test_who_talks_much_in_a_group_is_still_heard_in_private(
    district: District, maria: Neighbour
):
    batch = [written(district, somebody(maria), WORDS) for _ in range(200)]
    await district.app.intake.accept(batch)
    before = await maria.newest()
    await maria.sends("/menu")
    said = await maria.said(before)
    assert len(said) == 1
    assert "Меню" in said[0]


async def test_a_hint_to_a_group_that_has_moved_does_no_harm(district: District, groups: Groups):
    groups.moved.add(GROUP)
    await hears(district, written(district, somebody(), "/plan"))
    assert groups.tried == [GROUP]


async def test_the_sender_outlives_a_message_to_a_group_that_has_moved(
    district: District, groups: Groups, maria: Neighbour
):
    """No message has such an address; if one had, it is refused once, and the next one goes."""
    groups.moved.add(GROUP)
    now = district.clock.now()
    row = {
        "person_id": 1,
        "kind": OutboxKind.STUCK,
        "lane": 0,
        "payload": StuckNotice("disk", 0, is_over=False).as_json(),
        "due_at": now,
        "not_after": now + timedelta(hours=1),
        "status": OutboxStatus.QUEUED,
    }
    async with district.app.container.outbox._database.write() as store:
        await store.outbox.enqueue(
            [
                {**row, "telegram_id": GROUP, "dedupe_key": "first"},
                {**row, "telegram_id": maria.id, "dedupe_key": "second"},
            ]
        )
    before = await maria.newest()
    for _ in range(3):
        await district.pump()
        district.clock.advance(timedelta(minutes=1))
    assert groups.tried == [GROUP]
    assert len(await maria.said(before)) == 1


async def test_the_operators_chat_is_followed(district: District, groups: Groups):
    groups.moved.add(GROUP)
    say = directly(district.app.bot, district.app.container.registration)
    assert await say(GROUP, StuckNotice("disk", 0, is_over=False))
    assert groups.tried == [GROUP, -77]


def test_a_moved_group_is_no_doubt():
    method = SendMessage(chat_id=GROUP, text="x")
    found = classify(TelegramMigrateToChat(method=method, message="x", migrate_to_chat_id=-77))
    assert (found.fate, found.reason) == (Fate.REFUSED, "group_moved")
    assert classify(TelegramBadRequest(method=method, message="x")).fate is Fate.REFUSED

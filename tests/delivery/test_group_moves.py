"""Where a group has moved, as an update tells it: numbers that none has are no move."""

import pytest

from bot.groups import moved_in

GROUP, SUPERGROUP = -4_000_000_000, -1_004_000_000_000


def told(chat: object, **said: object) -> dict[str, object]:
    return {"update_id": 1, "message": {"chat": {"id": chat}, **said}}


def test_both_messages_tell_the_same_move():
    assert moved_in(told(GROUP, migrate_to_chat_id=SUPERGROUP)) == (GROUP, SUPERGROUP)
    assert moved_in(told(SUPERGROUP, migrate_from_chat_id=GROUP)) == (GROUP, SUPERGROUP)


@pytest.mark.parametrize("number", [-(10**20), 10**20, 0, 5, "-5", None, True, [GROUP]])
def test_a_number_that_no_group_has_is_no_move(number: object):
    assert moved_in(told(GROUP, migrate_to_chat_id=number)) is None
    assert moved_in(told(SUPERGROUP, migrate_from_chat_id=number)) is None
    assert moved_in(told(number, migrate_to_chat_id=SUPERGROUP)) is None

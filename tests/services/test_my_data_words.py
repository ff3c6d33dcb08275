"""The file of /mydata speaks words: no column and no kept word stands there as the code has it."""

from enum import StrEnum

import pytest

from db.enums import (
    Fact,
    Intention,
    OutboxStatus,
    PartyKind,
    PlanStatus,
    ReminderStatus,
    ReportStatus,
    RequestStatus,
    Role,
)
from db.models.base import Base
from db.repositories.personal import speaks_of
from handlers.views.my_data import my_data_file
from handlers.views.my_data_kinds import VALUES
from handlers.views.my_data_words import COLUMNS, TABLES
from locales import translator
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import SCHOOL_1, World

# Updates in hand: wiped as soon as they are answered, and left out of the file.
_PASSING = {"inbox"}
_BYTES = {"document"}


def test_every_table_and_column_that_can_speak_of_a_person_has_a_word():
    told = {
        table.name: {column.name for column in table.columns}
        for table in Base.metadata.sorted_tables
        if list(speaks_of(table, 1, 1)) and table.name not in _PASSING
    }

    assert told.keys() - TABLES.keys() == set()
    assert set().union(*told.values()) - COLUMNS.keys() - _BYTES == set()


@pytest.mark.parametrize(
    "kept",
    [
        Fact,
        Intention,
        OutboxStatus,
        PartyKind,
        PlanStatus,
        ReminderStatus,
        ReportStatus,
        RequestStatus,
    ],
)
def test_every_word_that_a_column_may_hold_is_said(kept: type[StrEnum]):
    assert {str(word) for word in kept} - VALUES.keys() == set()


@on_sqlite
async def test_the_file_is_in_the_readers_language(world: World):
    olga = await world.joins("Ольга")
    await world.publish(olga, [WEBINAR])
    await world.services.invites.make(olga, await world.place_id(SCHOOL_1), Role.DIRECTOR)

    found = await world.services.privacy.everything(olga)
    assert found is not None
    page = my_data_file(translator("ru"), olga, found)

    assert "отпечаток ссылки" in page
    for raw in ("token_hash", "created_by", "dedupe_key", "uses_left", "published", "hands_over"):
        assert f">{raw}<" not in page
    assert "опубликована" in page

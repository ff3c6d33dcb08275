"""The card of an event fits a phone, whoever reads it and whatever was said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.views.event import card_screen, more_screen
from keyboards.attendance_callbacks import AskWord
from keyboards.callbacks import Intend, MoreOfEvent
from keyboards.own_form_callbacks import OpenOwnForm
from keyboards.privacy_callbacks import EventHistory
from keyboards.reminder_callbacks import OpenRules
from keyboards.screen import Screen
from locales import translator
from services.audience import Party
from services.cards import EventCard, PartyState
from services.paper_states import PapersOfParty, PaperState
from services.terms import Fact, Intention, Owing, PartyKind, Proof
from tests.services.test_reminded_views import FUTURE

T = translator("ru")
_MOST = 6


def data_of(screen: Screen) -> list[str]:
    return [button.data for row in screen.rows for button in row]


def olga(**changes: object) -> EventCard:
    """An event to which its coordinator is called herself, which also owes a paper, on its day."""
    state = PartyState(
        Party(PartyKind.PERSON, 7), "Ольга", intention=None, reason=None, fact=None,
        report_id=None, report_status=None,
    )  # fmt: skip
    paper = PapersOfParty(
        Owing.MUNICIPALITY,
        (Proof.ORDER,),
        False,
        (PaperState(Owing.MUNICIPALITY, 2, "", (Proof.ORDER,)),),
    )
    card = replace(
        FUTURE,
        parties=(state,),
        papers=(paper,),
        attendance_expected=True,
        can_read_answers=True,
        row_id=5,
        takes_check_in=True,
        keeps_attendance=True,
        asks_fact=False,
        now=FUTURE.when.begins_at - timedelta(minutes=10),
    )
    return replace(card, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("asks_fact", [False, True])
@pytest.mark.parametrize("fact", [None, Fact.ATTENDED])
@pytest.mark.parametrize("takes_check_in", [False, True])
@pytest.mark.parametrize("unfolded", [False, True])
def test_a_coordinators_card_has_six_rows_at_most(
    asks_fact: bool, fact: Fact | None, takes_check_in: bool, unfolded: bool
):
    card = olga(asks_fact=asks_fact, takes_check_in=takes_check_in)
    card = replace(card, parties=tuple(replace(one, fact=fact) for one in card.parties))

    rows = card_screen(T, card, unfolded=unfolded).rows

    assert len(rows) <= _MOST
    assert all(len(row) <= 2 for row in rows)


def test_what_is_needed_seldom_is_one_tap_away():
    seldom = {
        AskWord(FUTURE.occurrence_id).pack(),
        OpenRules(FUTURE.occurrence_id, 0).pack(),
        OpenOwnForm(FUTURE.occurrence_id).pack(),
        EventHistory(FUTURE.occurrence_id, 0).pack(),
    }

    card = olga()

    assert MoreOfEvent(card.occurrence_id).pack() in data_of(card_screen(T, card))
    assert not seldom & set(data_of(card_screen(T, card)))
    assert seldom <= set(data_of(more_screen(T, card)))
    assert len(more_screen(T, card).rows) <= _MOST


def test_who_only_reads_has_nothing_more():
    card = replace(FUTURE, row_id=None, keeps_attendance=False)

    assert MoreOfEvent(card.occurrence_id).pack() not in data_of(card_screen(T, card))


def test_who_is_here_is_not_asked_whether_he_comes():
    school = Party(PartyKind.SCHOOL, 3)
    state = replace(olga().parties[0], party=school, intention=Intention.GOING)
    before = olga(parties=(state,))
    after = olga(parties=(replace(state, fact=Fact.ATTENDED),))
    asked = {
        Intend(FUTURE.occurrence_id, *(school.kind, school.id), one).pack() for one in Intention
    }

    assert asked <= set(data_of(card_screen(T, before)))
    assert not asked & set(data_of(card_screen(T, after)))

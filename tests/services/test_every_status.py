"""Whatever becomes of a report, every screen has a sign for it."""

import pytest

from db.enums import ReportStatus
from handlers.views import week_card
from keyboards import papers, words


@pytest.mark.parametrize(
    "signs", [week_card._REPORTED, papers._SIGNS, words.REPORTS], ids=["week", "papers", "words"]
)
def test_each_status_of_a_report_has_a_sign(signs):
    assert set(ReportStatus) <= set(signs)

"""The messages of a week, each by its view."""

from handlers.views.coordinator_digest import coordinator_digest_screen
from handlers.views.digest import digest_screen
from handlers.views.week_card import week_card_screen
from keyboards.screen import Screen
from locales import Translator
from services.weekly_news import CoordinatorNotice, WeekCardNotice, WeeklyNews


def weekly_screen(t: Translator, notice: WeeklyNews) -> Screen:
    """What a school, a curator or a coordinator reads once a week."""
    if isinstance(notice, WeekCardNotice):
        return week_card_screen(t, notice.card)
    if isinstance(notice, CoordinatorNotice):
        return coordinator_digest_screen(t, notice.digest)
    return digest_screen(t, notice.digest)

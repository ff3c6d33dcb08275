"""What authors and second pairs of eyes read, in both languages, however long it is."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.views.announced import progress_screen
from handlers.views.broadcast import letter_screen
from handlers.views.broadcast_check import check_screen, checked_parts, checked_screen
from keyboards.screen import TEXT_LIMIT, Screen
from locales import translator
from services.access import Actor
from services.audience_words import Described
from services.audiences import Audience, Recipient, Selection
from services.broadcast_checks import CheckCard, CheckedNotice
from services.broadcast_content import Content, Media, Poll, length
from services.broadcast_moments import read_moment
from services.broadcast_progress import Progress
from services.broadcasts import Letter
from services.dialogs import Turn
from services.forms.catalogue import BROADCAST
from services.forms.form import PREVIEW, Draft
from services.terms import BroadcastStatus, Role

CYRILLIC = re.compile("[А-Яа-яЁё]")
MONDAY = datetime(2021, 4, 12, 4, tzinfo=UTC)
LONGEST = Content(
    {"ru": "ж" * 3_500, "en": "w" * 3_500},
    poll=Poll("Q" * 300, tuple(f"{n}" * 100 for n in range(10))),
    wants_ack=True,
)
ALBUM = Content(
    {"ru": "<b>ж</b>" * 900, "en": "w" * 900},
    tuple(Media("document", f"f{n}", "н" * 200) for n in range(10)),
    LONGEST.poll,
    wants_ack=True,
)
SHORT = Content({"ru": "Сбор", "en": "Meeting"})
READERS = tuple(Recipient(n, n, "N" * 120, Role.DIRECTOR, "P" * 200) for n in range(5))


def described(content: Content) -> Described:
    """An audience with the longest names."""
    long = content is not SHORT
    return Described(Audience(), ("P" * 200,) * 9 if long else (), people=("N" * 120,) * 9 * long)


def letter(content: Content, locale: str, **more: Any) -> Letter:
    """An announcement that is being written."""
    return Letter(
        **{
            "turn": Turn(7, Draft(BROADCAST, PREVIEW, {}), {}),
            "content": content,
            "audience": described(content),
            "selection": Selection(READERS, ()),
            "sample": READERS,
            "speaker": "Zarechny",
            "locale": locale,
            "other_locale": "en" if locale == "ru" else "ru",
            "timezone": "Asia/Yekaterinburg",
            "send_at": MONDAY,
            "repeats": "weekly",
            "checkers": ("Roman",) * 3,
            "left_today": 3,
            **more,
        }
    )


def card(content: Content, **more: Any) -> CheckCard:
    """The same before a second pair of eyes."""
    return CheckCard(
        **{
            "broadcast_id": 12,
            "author": "Olga",
            "speaker": "Zarechny",
            "content": content,
            "audience": described(content),
            "total": 400,
            "sample": READERS,
            "left_out": 3,
            "send_at": MONDAY,
            "repeats": "weekly",
            "status": BroadcastStatus.WAITING,
            "timezone": "Asia/Yekaterinburg",
            **more,
        }
    )


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize("content", [LONGEST, ALBUM], ids=["words", "album"])
def test_the_longest_announcement_can_be_looked_at(locale: str, content: Content):
    t = translator(locale)
    for screen in (letter_screen(t, letter(content, locale)), check_screen(t, card(content))):
        assert length(screen.text) <= TEXT_LIMIT
        assert "✂️" in screen.text
        assert any("👁" in button.text for row in screen.rows for button in row)


def test_a_second_pair_of_eyes_sees_all_of_it_as_it_will_look():
    parts = checked_parts(card(ALBUM))
    assert [type(part).__name__ for part in parts] == ["Album", "Poll"] * 2
    parts = checked_parts(card(LONGEST))
    said = [part.text for part in parts if isinstance(part, Screen)]
    assert "ж" * 3_500 in said[0]
    assert "w" * 3_500 in said[1]
    assert all(not part.rows for part in parts if isinstance(part, Screen)), "nothing to confirm"


def shown(screen: Screen) -> str:
    """Everything that is read on a screen."""
    labels = [button.text for row in screen.rows for button in row]
    return "\n".join([screen.text, *labels])


@pytest.mark.parametrize(("locale", "words"), [("ru", "каждую неделю"), ("en", "every week")])
def test_who_looks_is_told_both_languages_and_that_it_comes_every_week(locale: str, words: str):
    screen = check_screen(translator(locale), card(SHORT))
    assert words in screen.text
    assert "Сбор" in screen.text
    assert "Meeting" in screen.text
    once = check_screen(translator(locale), card(SHORT, repeats=None))
    assert words not in once.text


def progress(status: BroadcastStatus, **more: Any) -> Progress:
    """How far it has got."""
    return Progress(
        **{
            "broadcast_id": 12,
            "total": 400,
            "sent": 0,
            "blocked": 0,
            "failed": 0,
            "unknown": 0,
            "author_id": 1,
            "message_id": None,
            "status": status,
            "send_at": MONDAY,
            "is_weekly": True,
            "is_started": False,
            **more,
        }
    )


def test_schedule_repetition_and_second_pair_of_eyes_are_english_to_an_english_reader():
    t = translator("en")
    olga = Actor(1, 1, "Olga", "en", "Asia/Yekaterinburg", "2", ())
    english = replace(SHORT, texts={"en": "Meeting"})
    when = letter(english, "en", turn=Turn(7, Draft(BROADCAST, "when", {}), {}))
    screens = {
        "desk": letter_screen(t, letter(english, "en")),
        "when": letter_screen(t, when),
        "check": check_screen(t, card(english)),
        "agreed": checked_screen(
            t, CheckedNotice(12, english, "Roman", True, 400, MONDAY, "Asia/Yekaterinburg")
        ),
        "refused": checked_screen(
            t, CheckedNotice(12, english, "Roman", False, 400, None, "Asia/Yekaterinburg")
        ),
        **{
            f"state {status}": progress_screen(t, olga, progress(status))
            for status in BroadcastStatus
        },
    }
    for name, screen in screens.items():
        assert not CYRILLIC.search(shown(screen)), name
    assert "12 April" in screens["desk"].text
    assert "then every week at that hour" in screens["desk"].text
    assert "Every week" in shown(screens["when"])
    assert "Roman agrees" in screens["agreed"].text
    assert "Roman sends your announcement back" in screens["refused"].text
    assert "Then every week" in screens["state scheduled"].text
    assert "second pair of eyes" in screens["state waiting"].text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16 April at 10:00", "2021-04-16T05:00"),
        ("16.04 10:00", "2021-04-16T05:00"),
        ("April 16th, 10:00", "2021-04-16T05:00"),
        ("16 apr 2021, 10:00", "2021-04-16T05:00"),
        ("10:00", "2021-04-12T05:00"),
    ],
)
def test_an_hour_is_written_in_english_too(text: str, expected: str):
    at = read_moment(text, MONDAY, "Asia/Yekaterinburg")
    assert at == datetime.fromisoformat(f"{expected}+00:00")


def test_the_minute_before_is_told_to_the_second():
    t, olga = translator("en"), Actor(1, 1, "Olga", "en", "Asia/Yekaterinburg", "2", ())
    held = progress(BroadcastStatus.HELD, send_at=MONDAY + timedelta(seconds=59), is_weekly=False)
    assert "It leaves at 09:00:59" in progress_screen(t, olga, held).text

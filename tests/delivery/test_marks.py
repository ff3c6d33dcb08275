"""The marks of what somebody wrote: said again as they were, or left out when they cannot be."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import Chat, Message, MessageEntity

from handlers.show import given


def written(text: str, *marks: dict[str, Any]) -> str:
    """What becomes of a marked text."""
    entities = [MessageEntity(**mark) for mark in marks]
    chat = Chat(id=5, type="private")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return given(Message(message_id=1, date=now, chat=chat, text=text, entities=entities)).html


def link(url: str, offset: int = 0, length: int = 4) -> dict[str, Any]:
    return {"type": "text_link", "offset": offset, "length": length, "url": url}


def test_bold_and_a_link_stay():
    bold = {"type": "bold", "offset": 0, "length": 5}
    assert written("Завтра", bold) == "<b>Завтр</b>а"
    assert written("План", link("https://e.org/?a=1&b=2")) == (
        '<a href="https://e.org/?a=1&amp;b=2">План</a>'
    )


def test_what_stands_in_a_link_does_not_end_it():
    shown = written("План", link('https://e.org/"><b>'))
    assert shown == '<a href="https://e.org/&quot;&gt;&lt;b&gt;">План</a>'


def test_a_language_stands_where_it_is_looked_for():
    code = {"type": "pre", "offset": 0, "length": 4, "language": 'py"'}
    assert written("a<b;", code) == ('<pre><code class="language-py&quot;">a&lt;b;</code></pre>')


@pytest.mark.parametrize(
    "marks",
    [
        [{"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "не число"}],
        [{"type": "custom_emoji", "offset": 0, "length": 2}],
        [link("https://e.org/" + "a" * 3000)],
        # They overlap: the words between would be said twice.
        [
            {"type": "bold", "offset": 0, "length": 4},
            {"type": "italic", "offset": 2, "length": 6},
        ],
        # They end inside a character.
        [{"type": "bold", "offset": 1, "length": 1}],
    ],
)
def test_of_marks_that_nobody_has_made_the_words_stay(marks: list[dict[str, Any]]):
    assert written("👍 План <1>", *marks) == "👍 План &lt;1&gt;"

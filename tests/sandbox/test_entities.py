"""The HTML parser against hand-made cases and against anything at all."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.entities import parse_html, utf16_length
from sandbox.refusals import Refused
from sandbox.rendering import render_html
from sandbox.texts import formatted

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PIECES = (
    '< > </ /> & ; &lt &# &#x41; = " <b> </b> <i> </i> <a href= <a </a> <pre> <code class= '
    "<span\tclass='tg-spoiler'> </span> <tg-emoji\temoji-id=1> </> \U0001f600"
)
FRAGMENTS = st.lists(
    st.one_of(st.sampled_from([*PIECES.split(" "), " ", "\n", "'"]), st.text(max_size=5)),
    max_size=12,
).map("".join)


def parsed_or_named(source: str) -> tuple[str, list[dict]] | None:
    """What the parser made of it; its refusals must be the documented ones."""
    try:
        return parse_html(source)
    except Refused as refusal:
        named = refusal.description.startswith("Bad Request: can't parse entities: ")
        if refusal.status != 400 or not named:
            raise
        return None


def slices(text: str, entities: list[dict]) -> list[tuple[str, str]]:
    units = text.encode("utf-16-le")
    return [
        (e["type"], units[e["offset"] * 2 : (e["offset"] + e["length"]) * 2].decode("utf-16-le"))
        for e in entities
    ]


@given(TEXT)
def test_escaped_text_comes_back(text: str) -> None:
    assert parse_html(html.escape(text)) == (text, [])


@given(TEXT.filter(bool), st.sampled_from(["b", "i", "u", "s", "code", "pre", "blockquote"]), TEXT)
def test_a_tag_covers_its_text(inner: str, tag: str, before: str) -> None:
    text, entities = parse_html(f"{html.escape(before)}<{tag}>{html.escape(inner)}</{tag}>")
    assert text == before + inner
    assert [(e["offset"], e["length"]) for e in entities] == [
        (utf16_length(before), utf16_length(inner))
    ]


@settings(max_examples=500)
@given(FRAGMENTS)
def test_garbage_is_parsed_or_named(source: str) -> None:
    text, entities = parsed_or_named(source) or ("", [])
    total = utf16_length(text)
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= total for e in entities)


@given(FRAGMENTS)
def test_cleaned_entities_stay_inside_the_text(source: str) -> None:
    try:
        text, entities = formatted(source, "HTML", [])
    except Refused:
        return
    total = utf16_length(text)
    assert text == text.strip(" \n")
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= total for e in entities)


@given(FRAGMENTS)
def test_rendering_never_lets_a_foreign_tag_through(source: str) -> None:
    text, entities = parsed_or_named(source) or (source, [])
    shown = render_html(text, entities)
    for tag in ("script", "img", "tg-emoji"):
        assert f"<{tag}" not in shown


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("<b>x</b>", "x", [("bold", "x")]),
        ("<STRONG>x</strong>", "x", [("bold", "x")]),
        ("<b>a<i>b</i></b>", "ab", [("bold", "ab"), ("italic", "b")]),
        ("\U0001f600<b>x</b>", "\U0001f600x", [("bold", "x")]),
        ("<b></b>x", "x", []),
        ("<b>x</>", "x", [("bold", "x")]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", "x")]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", "x")]),
        ("<ins>x</ins><del>y</del>", "xy", [("underline", "x"), ("strikethrough", "y")]),
        ("&lt;b&gt; &#65;&#x42; &copy; &amp", "<b> AB &copy; &", []),
    ],
)
def test_markup(source: str, text: str, expected: list[tuple[str, str]]) -> None:
    parsed, entities = parse_html(source)
    assert parsed == text
    assert slices(parsed, entities) == expected


def test_links_languages_and_moments() -> None:
    source = (
        '<a href="https://example.com/?a=1&amp;b=2">go</a> '
        '<pre><code class="language-python">x = 1</code></pre> '
        '<tg-emoji emoji-id="5">x</tg-emoji> <tg-time unix="1700000000" format="r">then</tg-time>'
    )
    _, entities = parse_html(source)
    link, block, emoji, moment = entities
    assert link["url"] == "https://example.com/?a=1&b=2"
    assert (block["type"], block["language"]) == ("pre", "python")
    assert emoji["custom_emoji_id"] == "5"
    assert (moment["unix_time"], moment["date_time_format"]) == (1700000000, "r")


def test_blanks_are_cut_and_entities_with_them() -> None:
    text, entities = formatted("\n <b> x </b>\n", "HTML", [])
    assert text == "x"
    assert slices(text, entities) == [("bold", "x")]


def test_carriage_returns_do_not_move_entities() -> None:
    text, entities = formatted("a\r\n<b>b\r\nc</b>", "HTML", [])
    assert text == "a\nb\nc"
    assert slices(text, entities) == [("bold", "b\nc")]


def test_commands_and_links_are_found() -> None:
    text, entities = formatted("/start see https://example.com/a. <code>/no</code>", "HTML", [])
    assert slices(text, entities) == [
        ("bot_command", "/start"),
        ("url", "https://example.com/a"),
        ("code", "/no"),
    ]


def test_rendering_escapes_and_nests() -> None:
    entities = [
        {"type": "bold", "offset": 0, "length": 4},
        {"type": "italic", "offset": 2, "length": 4},
        {"type": "text_link", "offset": 6, "length": 1, "url": "javascript:alert(1)"},
    ]
    assert render_html("a<b>c\nd", entities) == "<b>a&lt;<i>b&gt;</i></b>c<br>d"
    link = {"type": "text_link", "offset": 0, "length": 1, "url": 'https://e.com/"x'}
    assert render_html("x", [link]) == (
        '<a href="https://e.com/&quot;x" target="_blank" rel="noopener noreferrer">x</a>'
    )

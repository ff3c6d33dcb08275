"""Properties of names: cleaning and comparing settle at once and lose nothing that matters."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.names import clean, is_named, search_key

# Everything a chat may carry: control and direction marks, combining marks, lone surrogates.
texts = st.text(st.characters(), max_size=60)


@given(texts, st.integers(1, 40))
@example("а б", 2)
@example("e\x00\u0301", 10)
@example("\u202e \u202e", 5)
@example("я\r\nю", 10)
def test_cleaning_settles_at_once(text: str, limit: int):
    once = clean(text, limit)

    assert clean(once, limit) == once
    assert len(once) <= limit
    assert once == once.strip()
    assert unicodedata.is_normalized("NFC", once)


@given(texts)
def test_a_clean_text_has_nothing_invisible_that_reorders_or_controls(text: str):
    for char in clean(text, 60):
        assert char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"}
        assert unicodedata.bidirectional(char) not in {"RLO", "LRO", "RLE", "LRE", "RLI", "LRI"}
    clean(text, 60).encode()


@given(st.text("абвгдеёжз АБВ<>&«»№-1234567890.", max_size=60))
def test_an_ordinary_text_is_kept_as_it_is(text: str):
    assert clean(text, 60) == text.strip()


@given(texts)
def test_a_search_key_settles_at_once(text: str):
    assert search_key(search_key(text)) == search_key(text)


@given(st.text('абвгдеёжзйкАБВГДЕЁЖЗЙК №«»"-.1234567890', max_size=40))
def test_case_yo_quotes_and_spaces_do_not_matter(name: str):
    key = search_key(name)

    assert search_key(name.upper()) == key
    assert search_key(name.lower().replace("ё", "е")) == key
    assert search_key(f" «{name}» ".replace(" ", "  ")) == key
    assert search_key(unicodedata.normalize("NFD", name)) == key


@pytest.mark.parametrize(
    ("ours", "quoted", "expected"),
    [
        ("Школа № 2", "МКОУ «Школа № 2»", True),
        ("МКОУ «Школа №2»", "школа № 2", True),
        ("Заречная СОШ", "МБОУ «ЗАРЕЧНАЯ СОШ»", True),
        ("Школа № 2", "МКОУ «Школа № 12»", False),
        ("Школа № 2", "Школа", False),
        ("Берёзовская школа", "березовская школа", True),
        ("Лицей № 5", "Школа № 5", False),
        ("", "", False),
    ],
)
def test_a_quoted_name_means_a_school_if_one_is_inside_the_other(ours, quoted, expected):
    assert is_named(ours, quoted) is expected
    assert is_named(quoted, ours) is expected

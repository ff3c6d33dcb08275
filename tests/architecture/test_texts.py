"""Texts live in catalogues, are complete, and every code has its sentence."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

from handlers.views.doubts import QUESTIONS
from handlers.views.problems import PROBLEMS
from locales import LOCALES, catalogue
from roadmap import terms
from tests.architecture.tree import PACKAGES, calls, literals, parsed, relative, sources

CYRILLIC = re.compile("[\u0400-\u04ff]")
# The compiler's knowledge of Russian; the people and places of the demo.
SPEAKS_RUSSIAN = re.compile(r"roadmap/vocabulary\w*\.py|sandbox/__main__\.py")
# Code and documentation that a foreigner must be able to read.
ENGLISH = [path for path in sources() if not SPEAKS_RUSSIAN.fullmatch(relative(path))]
_TEXT_TOKENS = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}


@pytest.fixture(scope="module")
def wanted():
    """Every sentence of the code."""
    return catalogue.template()


def test_no_russian_in_code():
    found = [
        f"{relative(path)}:{token.start[0]}: {token.string[:60]}"
        for path in ENGLISH
        for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline)
        if token.type in _TEXT_TOKENS and CYRILLIC.search(token.string)
    ]

    assert found == []


def test_sentences_are_found_in_every_way_of_saying_them():
    source = """
def view(t, name):
    t("plain")
    t.html("<b>{name}</b>", name=words(t("inside"), other(t("deep inside"))))
    t.many("{n} row", "{n} rows", 5, page=t.html("in a number"))
    TABLE = {"a": N_("marked"), "b": ("x", N_("in a pair"))}
    t(TABLE["a"])
    t(
        "torn over "
        "two lines"
    )
    self.translator.html("owned")
    preview(t, "not a sentence")
"""

    assert [message for _, message in catalogue.sentences(source)] == [
        "plain",
        "<b>{name}</b>",
        "inside",
        "deep inside",
        ("{n} row", "{n} rows"),
        "in a number",
        "marked",
        "in a pair",
        "torn over two lines",
        "owned",
    ]


@pytest.mark.parametrize("said", ['t("a" + name)', 't(f"{name}")', 't("a" if name else "b")'])
def test_a_sentence_made_of_pieces_is_refused(said):
    with pytest.raises(SyntaxError, match="one literal"):
        list(catalogue.sentences(said))


def test_nearly_every_sentence_is_found(wanted):
    """Against a wrong filter that finds nothing: the number only grows."""
    assert len(wanted) > 250
    assert any("\n" in str(message.id) for message in wanted)


def test_there_is_a_catalogue_for_every_language_but_english():
    assert set(catalogue.catalogues()) == set(LOCALES) - {"en"}


@pytest.mark.parametrize("locale", sorted(catalogue.catalogues()))
def test_a_catalogue_is_complete(wanted, locale):
    translations = catalogue.read(catalogue.catalogues()[locale], locale)

    assert catalogue.problems(translations, wanted) == []


def test_russian_counts_in_three_forms():
    russian = catalogue.read(catalogue.catalogues()["ru"], "ru")

    assert russian.num_plurals == 3
    assert [m.id for m in russian if m.pluralizable and len(m.string) != 3] == []


def test_a_forgotten_a_torn_and_an_old_sentence_are_noticed(wanted, tmp_path):
    source = catalogue.catalogues()["ru"].read_text(encoding="utf-8")
    spoilt = tmp_path / "messages.po"
    spoilt.write_text(
        source.replace('msgid "☰ Menu"', 'msgid "Old menu"')
        + '\n#, fuzzy\nmsgid "☰ Menu"\nmsgstr "{oops}"\n',
        encoding="utf-8",
    )

    found = catalogue.problems(catalogue.read(spoilt, "ru"), wanted)

    assert {
        "not in the code: 'Old menu'",
        "fuzzy: '☰ Menu'",
        "other placeholders: '☰ Menu' -> '{oops}'",
    } <= set(found)


def test_every_refusal_has_a_sentence():
    codes = {
        code
        for name in ("DomainError", "Problem")
        for call in calls(*PACKAGES, of=name)
        for code in literals(call.args[0] if call.args else None)
    }
    codes |= {code for call in calls("handlers", of="noted") for code in literals(call.args[2])}
    # The code of a DomainError's own subclass stands in its constructor.
    codes |= {
        code
        for node in ast.walk(parsed(Path(catalogue.__file__).parents[1] / "services" / "errors.py"))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__"
        for code in literals(node.args[0])
    }

    assert len(codes) > 20
    assert codes - set(PROBLEMS) == set()


def test_every_unreadable_document_has_a_sentence():
    codes = {
        code for call in calls("roadmap", of="RoadMapError") for code in literals(call.args[0])
    }

    assert len(codes) > 5
    assert {f"document_{code}" for code in codes} - set(PROBLEMS) == set()


def test_every_doubt_of_the_compiler_has_a_sentence():
    codes = {
        code
        for name in ("Question", "doubt")
        for call in calls("roadmap", of=name)
        if call.args
        for code in literals(call.args[0])
    }
    codes |= set(terms._REASON_QUESTIONS.values())

    assert len(codes) > 10
    assert codes - set(QUESTIONS) == set()

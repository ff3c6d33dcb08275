"""Whatever was written fits in a message, and can be read to its last letter."""

import re
from html import unescape

import pytest

from handlers.views.answers import answers_text, is_shortened, pages_of_answers
from locales import translator
from roadmap.asks import Proof
from services.forms.form import Form
from services.forms.proofs import form_of

LINKS = {"links": [{"link": f"https://example.org/{n}/" + "a" * 470} for n in range(10)]}
NAMED = {
    "account": [
        {"file": {"file_id": "f", "kind": "document", "name": f"{n}" + "ж" * 250, "size": 1}}
        for n in range(10)
    ]
}
WRITTEN = {"account": [{"text": f"{n} " + "слово <b> & " * 240} for n in range(10)]}
ALL = [Proof.REPORT, Proof.MONTHLY_REPORT, Proof.ANALYTIC_NOTE, Proof.DOCUMENT, Proof.ORDER]
EVERYTHING = {
    name: [{"link": f"https://example.org/{name}/{n}/" + "b" * 400} for n in range(10)]
    for name in ("account", "monthly", "note", "document", "order")
}
OWN = {
    "version": 1,
    "steps": [
        {"name": f"q{n}", "kind": "link" if n % 2 else "text", "title": f"{n} " + "Вопрос " * 40}
        for n in range(1, 13)
    ],
}
ANSWERED = {
    f"q{n}": "https://example.org/" + "c" * 470 if n % 2 else "Ответ " * 300 for n in range(1, 13)
}
CASES = [
    (form_of([Proof.PUBLICATION]), LINKS),
    (form_of([Proof.REPORT]), NAMED),
    (form_of([Proof.REPORT]), WRITTEN),
    (form_of(ALL), EVERYTHING),
    (form_of([Proof.REPORT], (), OWN), ANSWERED),
]


def letters(html: str) -> str:
    """What is read."""
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize(("form", "answers"), CASES)
def test_the_longest_answers_fit_and_are_read_in_full(form: Form, answers: dict[str, object]):
    t = translator("ru")
    assert len(letters(answers_text(t, form, answers))) < 3_200
    assert is_shortened(t, form, answers)
    pages = pages_of_answers(t, form, answers, room=3_200)
    assert all(len(letters(page)) <= 3_200 for page in pages)
    said = letters("".join(pages)).replace("\n", "")
    for value in answers.values():
        for one in value if isinstance(value, list) else [value]:
            text = one if isinstance(one, str) else one.get("text") or one.get("link")
            assert (text or one["file"]["name"]).replace("\n", "") in said


def test_short_answers_need_no_second_page():
    form, answers = form_of([Proof.REPORT]), {"account": [{"text": "Всё сделали " * 20}]}
    assert not is_shortened(translator("ru"), form, answers)
    assert "…" not in answers_text(translator("ru"), form, answers)

"""A long name of a place keeps what tells it from others."""

from hypothesis import given
from hypothesis import strategies as st

from keyboards.screen import shortened, told_apart
from services.names import telling_end

BRANCH = "Филиал МБОУ «Берёзовская СОШ» – «Родниковская ООШ»"
OTHER = "Филиал МБОУ «Берёзовская СОШ» – «Степновская ООШ»"
LONG = "Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № {}»"

_WORD = st.text("абвгдежз", min_size=1, max_size=12)
_NAMES = st.builds(
    lambda form, head, dash, own: f"{form} «{head}»{dash}«{own}»",
    st.sampled_from(["МБОУ", "Филиал МБОУ", "Муниципальное бюджетное учреждение", "Вебинар"]),
    _WORD,
    st.sampled_from([" – ", " - ", " "]),
    _WORD,
)


def test_a_branch_is_told_by_its_own_name():
    assert shortened(BRANCH, 36) == "…«Родниковская ООШ»"
    assert shortened(BRANCH, 80) == BRANCH


def test_a_long_legal_form_gives_way_to_what_is_in_quotes():
    assert shortened(LONG.format(5), 40) == "…«Средняя школа № 5»"


def test_a_title_keeps_its_beginning():
    title = "Вебинар для директоров школ «Как читать результаты диагностики»"
    assert telling_end(title) == ""
    assert shortened(title, 30).startswith("Вебинар для")


def test_names_of_one_list_stay_different():
    assert len(set(told_apart([BRANCH, OTHER], 20))) == 2
    # Numbers at the end of what is too long in itself.
    names = [f"Школа имени очень известного человека города Заречного № {n}" for n in (1, 2, 3)]
    assert len({shortened(name, 20) for name in names}) == 1
    assert len(set(told_apart(names, 20))) == 3


@given(_NAMES, st.integers(8, 60))
def test_it_fits_and_says_nothing_that_was_not_said(name: str, limit: int):
    shown = shortened(name, limit)

    assert 0 < len(shown) <= limit
    assert shown.strip("…") in name
    if len(name) <= limit:
        assert shown == name
    end = telling_end(name)
    assert name.endswith(end)
    if end and len(name) > limit > len(end):
        assert shown.endswith(end)


@given(st.lists(_NAMES, min_size=1, max_size=8), st.integers(12, 60))
def test_a_list_is_told_apart_at_least_as_well(names: list[str], limit: int):
    shown = told_apart(names, limit)

    assert len(shown) == len(names)
    assert all(len(one) <= limit for one in shown)
    assert len(set(shown)) >= len({shortened(name, limit) for name in names})

"""Small road maps in the form of ../shared/roadmaps/*.txt, written for the tests."""

from collections.abc import Iterable
from typing import NamedTuple

HEADING = "Дорожная карта"
COLUMNS = ("№", "Мероприятие", "Сроки", "Ответственные", "Результат")


class Line(NamedTuple):
    """One activity of a road map as a document says it."""

    title: str
    dates: str
    who: str
    result: str = ""


WEBINAR = Line(
    "Вебинар для директоров школ «Как читать результаты диагностики»",
    "15.04.2021, 14:00",
    "Муниципальный координатор, куратор, директор ОО",
    "Участие директоров школ",
)
SEMINAR = Line("Семинар для школьных команд", "20 апреля 2021 г.", "куратор, школа", "Участие школ")
MEETING = Line("Совещание кураторов", "12 апреля 2021 в 10:00", "куратор")
PROGRAMME = Line(
    "Разработка программы развития школы",
    "до 30 апреля 2021 г.",
    "директор ОО",
    "Размещена программа в ИС МЭДК",
)
SELF_CHECK = Line("Самодиагностика школ", "с 7 по 22 апреля 2021", "ОО", "Отчёт школы")
MONTHLY = Line(
    "Ежемесячный отчёт школы", "ежемесячно до 5 числа, май - июнь 2021", "школа", "отчёт"
)
ONGOING = Line("Консультации для школ", "в течение года", "куратор, ОО")
MONTH = Line("Заполнение паспортов школ", "май 2021", "ОО", "Отчёт школы")


def plan_text(
    lines: Iterable[Line], *, year: int | None = 2021, district: str = "Заречного района"
) -> bytes:
    """A document: a heading with the year, a header of columns, tab-separated lines."""
    named = f" на {year} год" if year else ""
    rows = ["\t".join(COLUMNS)]
    rows += ["\t".join((str(number), *line)) for number, line in enumerate(lines, start=1)]
    return "\n".join([HEADING, f"по поддержке школ {district}{named}", "", *rows, ""]).encode()

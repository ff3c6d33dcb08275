"""Russian words of tables and headings: column names, sections, footnotes, levels of authority."""

from __future__ import annotations

import re
from typing import Final

# The first role whose pattern is found names the column; order settles overlaps.
COLUMN_ROLES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (
            "number",
            r"^(?:№|n|no|номер)?\s*(?:№|п\s*[/\\.]?\s*п\.?|n)?\s*(?:№|"
            r"п\s*/\s*п)?\s*(?:пункта|строки)?$",
        ),
        ("done", r"отметк|выполнени[ея] \(|статус|факт|примечани|комментари"),
        ("dates_start", r"^(?:дата |срок )?начал"),
        ("dates_end", r"^(?:дата |срок )?(?:окончани|завершени)"),
        (
            "dates",
            r"срок|дат[аы]|период|когда|время (?:проведения|исполнения|реализации)|^время$|^месяц",
        ),
        (
            "responsible",
            r"ответствен|исполнител|кто (?:проводит|отвечает)|организатор|соисполнител",
        ),
        ("level", r"уров[а-я]+"),
        ("link", r"информационн[а-я]+ сопровожден|ссылк|сайт|адрес|интернет"),
        ("indicator", r"показател|индикатор|критери"),
        (
            "result",
            r"результат|итог|выход|продукт|эффект|подтвержда|отчетн|вид документа|"
            r"форма (?:завершения|отч)",
        ),
        ("participants", r"участник|аудитори|категори|адресат|для кого|контингент"),
        ("place", r"^место|площадк"),
        ("form", r"^форм[аы]"),
        ("section", r"^(?:раздел|направлени|блок)"),
        (
            "title",
            r"мероприяти|наименовани|описани|действи|содержани|деятельност|"
            r"вид[ы]? работ|задач|событи|"
            r"^тема|работы$|направлени|что делать|раздел",
        ),
    )
)
# Among the columns for remarks, the one that tells what has been done.
DONE_MARK: Final = re.compile(r"выполн")
SECTION_START: Final = re.compile(
    r"^(?:(?:раздел|направление|блок|этап|модуль|часть|задача)\b|"
    r"(?:\d{1,2}(?:\.\d{1,2})?|[ivx]{1,4})\s?[.)]?\s+\S|[ivx]{1,4}[.)])"
)
FIRST_SECTION: Final = re.compile(
    r"^(?:раздел|направление|блок|этап|1\s?[.)]|i\s?[.)])[^\n]{3,150}[^.;]$"
)
NUMBERED_LINE: Final = re.compile(r"^\d{1,2}\s?[.)]")
NUMBER_PREFIX: Final = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3}){0,3}|[ivx]{1,4})[.)]?$")
FOOTNOTE: Final = re.compile(r"^(?:\*|примечани|сноск|¹|²|\d\)\s)")
RULE_LINE: Final = re.compile(r"^[\s\-_=.|*+:—–]*$")
TOTALS: Final = re.compile(r"^(?:итого|всего)\b")
SIGNATURE: Final = re.compile(
    r"^(?:начальник|директор|министр|руководитель|исп\.|исполнитель:|согласовано|утверждаю)"
)
HEADING_START: Final = re.compile(
    r"^(?:проект\s+)?(?:муниципальн[а-я]+ |региональн[а-я]+ |школьн[а-я]+ |"
    r"сводн[а-я]+ |комплексн[а-я]+ |единый |годовой )?"
    r"(?:дорожн[а-я]+ карт|план(?:а|ы)?\b|план-|комплекс мер|график|"
    r"перечень мероприятий|циклограмм|программ[аы] |"
    r"календарн[а-я]+ план|комплекс мероприятий|мероприяти)"
)
HEADING_END: Final = re.compile(
    r"^(?:цел[ьи]|задач[аи]|ожидаем|пояснительн|основани|показател|"
    r"нормативн|список сокращений|\d+\.)"
)
ORDER_WORDS: Final = re.compile(r"приказыва|утвердить|распоряжаюсь|постановля")
YEAR_SCHOOL: Final = re.compile(r"(20\d\d)\s*[-/]\s*(20\d\d|\d\d)\s*(?:-?\s?(?:м|го)\s+)?уч")
YEAR_EXAM: Final = re.compile(r"(?:гиа|егэ|огэ|впр)\s*-?\s*(20\d\d)")
PAGE_NUMBER: Final = re.compile(r"^[-\s]*\d{1,3}[-\s]*$|^стр")
YEAR_SLASH: Final = re.compile(r"(20\d\d)\s*/\s*(20\d\d|\d\d)(?!\d)")
YEAR_PREFERRED: Final = re.compile(r"(?:\bв|\bна|\bза)\s+(20\d\d)\s*-?\s*(?:г|м году|$|\b)")
YEAR_ANY: Final = re.compile(r"(?<![\d.№/-])(20\d\d)(?![\d.]\d|-\d)\s*(?:г|$|\b)")
YEAR_NOISE: Final = re.compile(
    r"20\d\d\s*-\s*20\d\d(?!\s*уч)|"
    r"\d{1,2}\.\d{1,2}\.(?:20)?\d\d(?:\s*г)?|до 20\d\d|"
    r"от\s+\S{0,4}\d{1,2}\S{0,2}\s+[а-я0-9]+\s+20\d\d"
)
QUOTED: Final = re.compile(r"«[^«»]*(?:«[^«»]*»[^«»]*)*»|\"[^\"]*\"")
ACADEMIC_WORD: Final = re.compile(r"уч(?:ебн|\.)")
EXAM: Final = re.compile(r"гиа|егэ|огэ|итогов[а-я]+ аттестаци")
APPROVED_DATE: Final = re.compile(
    r"(\d{1,2})[.\s]+(\d{1,2}|янв[а-я]*|фев[а-я]*|мар[а-я]*|апр[а-я]*|мая|"
    r"июн[а-я]*|июл[а-я]*|авг[а-я]*|сен[а-я]*|"
    r"окт[а-я]*|ноя[а-я]*|дек[а-я]*)[.\s]+(20\d\d)"
)
APPROVAL_WORD: Final = re.compile(r"утвержд|приказ|\bот\b|распоряжен")
AUTUMN: Final = re.compile(r"^(?:в )?(?:август|сентябр|октябр|ноябр|декабр)[а-я]*$")
LEVEL_OF_MAP: Final = (
    (
        "municipal",
        re.compile(
            r"муниципальн|\bмо\s+[а-я]|район[ае]?\b|городск[а-я]+ округ|\bг\. ?[а-я]|\bгород[ае]?\b"
        ),
    ),
    ("regional", re.compile(r"региональн|област[ьи]|кра[йяе]|республик|министерств")),
    ("federal", re.compile(r"федеральн|российск")),
    ("school", re.compile(r"школьн|работы школы\b|план школы\b|мбоу|моу|маоу|мкоу|гбоу")),
)
LEVELS: Final = (
    ("federal", re.compile(r"федерал|всероссийск")),
    ("regional", re.compile(r"регионал|краев|областн|республик")),
    ("municipal", re.compile(r"муницип|районн|городск")),
    ("school", re.compile(r"институц|школьн|уровень оо|образовательн[а-я]+ организац")),
)
SUBITEM: Final = re.compile(r"^\s*(?:[-–—•·*]|\d{1,2}\)|[а-я]\))\s*(?=\S)")
LINK: Final = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
TORN_FORM: Final = re.compile(r"(?:^|\s)[А-ЯЁ]{3,}$")
TORN_START: Final = re.compile(r"^[а-яё(«]")
QUESTION_BLANK: Final = re.compile(r"^[-–—_.\s]*$")

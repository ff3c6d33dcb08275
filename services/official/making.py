"""From an order to a file: read in one transaction, written without a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from zoneinfo import ZoneInfo

from db.database import Database
from db.enums import OfficialKind
from db.store import Store
from locales import N_, Translator, translator
from roadmap.compile import compile_document
from roadmap.model import RoadMapError
from roadmap.reading.sniff import sniff
from services.errors import NotFoundError
from services.file_kinds import cleaned_name
from services.official import blocks, page, word, words, workbook
from services.official.conclusions import concluded
from services.official.facts import PlanFacts, RowFacts
from services.official.filling import fill_docx
from services.official.filling_sheets import fill_xlsx
from services.official.gathering import gather
from services.official.month import gather_month, month_paper
from services.official.note import filled_map, note
from services.official.order import Made, Order
from services.official.school import gather_school, school_paper
from services.official.sheet import gather_sheet, sheet_paper

# Hears how far it is: a code, so many steps of so many.
Progress = Callable[[str, int, int], None]
_STEPS = 3
_NAMES: Mapping[OfficialKind, str] = {
    OfficialKind.NOTE: N_("Note"),
    OfficialKind.MAP: N_("Road map"),
    OfficialKind.SHEET: N_("Attendance sheet"),
    OfficialKind.MONTH: N_("Monthly report"),
    OfficialKind.SCHOOL: N_("For the school's site"),
}
_NAME_LIMIT = 60


async def make(database: Database, order: Order, progress: Progress) -> Made:
    """Make a paper; raises NotFoundError when what it is about is gone."""
    t = translator(order.locale)
    progress("reading", 0, _STEPS)
    match order.kind:
        case OfficialKind.NOTE | OfficialKind.MAP:
            return await _of_plan(database, t, order, progress)
        case OfficialKind.SHEET:
            async with database.read() as store:
                sheet = await gather_sheet(store, order)
            progress("writing", 2, _STEPS)
            return _written(t, order, sheet_paper(t, sheet), sheet.place_name)
        case OfficialKind.MONTH:
            async with database.read() as store:
                month = await gather_month(store, order)
            progress("writing", 2, _STEPS)
            return _written(t, order, month_paper(t, month), month.place_name)
    async with database.read() as store:
        school = await gather_school(store, order)
    progress("writing", 2, _STEPS)
    return _written(t, order, school_paper(t, school), school.school_name)


async def _of_plan(database: Database, t: Translator, order: Order, progress: Progress) -> Made:
    async with database.read() as store:
        source, year = await _source(store, order)
        columns = _columns(source, year)
        progress("counting", 1, _STEPS)
        facts = await gather(store, order, columns)
    progress("writing", 2, _STEPS)
    if order.kind is OfficialKind.MAP:
        return _filled(t, order, facts, source)
    sentences = concluded(t, facts, order.edits)
    if order.layout == "xlsx":
        made = Made(_name(t, order, facts.place_name, "xlsx"), workbook.write(t, facts, sentences))
    else:
        made = _written(t, order, note(t, facts, sentences), facts.place_name)
    return Made(made.name, made.content, tuple(asdict(one) for one in sentences))


async def _source(store: Store, order: Order) -> tuple[bytes, str]:
    plan = await store.plans.get(order.plan_id or 0)
    if plan is None:
        raise NotFoundError
    return await store.plans.source(plan.id), plan.year or ""


def _columns(source: bytes, year: str) -> tuple[str, ...]:
    """The headings of the document; none where it cannot be read any more."""
    try:
        return compile_document(source, default_year=year or None).columns
    except RoadMapError:
        return ()


def _filled(t: Translator, order: Order, facts: PlanFacts, source: bytes) -> Made:
    """The document itself with a column more; made anew where its kind cannot take one."""
    texts = {row.row_id: _done(t, row) for row in facts.rows}
    title = t("Done by {day}", day=words.day_of(t, facts.as_of, facts.timezone))
    for ending, kind, fill in (("docx", "docx", fill_docx), ("xlsx", "sheet", fill_xlsx)):
        if _kind_of(source) != kind:
            continue
        try:
            content = fill(source, title, facts.rows, texts, facts.year)
        except (RoadMapError, ValueError, KeyError, IndexError):
            break
        return Made(_name(t, order, facts.place_name, ending), content)
    return _written(t, order, filled_map(t, facts), facts.place_name)


def _kind_of(source: bytes) -> str:
    try:
        kind = sniff(source)
    except RoadMapError:
        return ""
    # Older workbooks, and those of other programs, are no archives of this kind.
    return kind if source.startswith(b"PK") else ""


def _written(t: Translator, order: Order, paper: blocks.Paper, place_name: str) -> Made:
    if order.layout == "html":
        return Made(_name(t, order, place_name, "html"), page.write(paper))
    return Made(_name(t, order, place_name, "docx"), word.write(paper, order.as_of))


def _name(t: Translator, order: Order, place_name: str, ending: str) -> str:
    day = order.as_of.astimezone(ZoneInfo(order.timezone)).date().isoformat()
    place = "".join(one for one in place_name if one.isalnum() or one in " -.№")[:_NAME_LIMIT]
    name = " ".join(f"{t(_NAMES[order.kind])} {place} {day}".split())
    return cleaned_name(f"{name.replace(' ', '_')}.{ending}")


def _done(t: Translator, row: RowFacts) -> str:
    """What has come of a row. An approved term stays in its cell: the one set since stands here."""
    term = words.set_term(t, row)
    fact = words.fact_of(t, row)
    return f"{t('Term: {term}', term=term)}\n{fact}" if term else fact

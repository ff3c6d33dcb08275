"""What rows ask for that no given map holds: switched by hand, oddly worded, random."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.asks import Goal, Party, Presence, Proof, Step
from roadmap.demands import demand_of
from tests.roadmap.demands import told


@dataclass(frozen=True)
class Made:
    """A row made on the spot; by default one that nobody has said anything about."""

    title: str = ""
    responsible_raw: str = ""
    result_raw: str = ""
    indicator_raw: str = ""
    level_raw: str = ""
    schedule: dict[str, Any] = field(default_factory=dict)
    kind: str = "other"
    roles: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    attendance_expected: bool = False
    report_expected: bool = False


MEETING = Made(
    "Совещание директоров", kind="meeting", roles=("ministry",), participants=("school",),
    attendance_expected=True,
)  # fmt: skip
PAPERS = Made(
    "Разработка программы развития", kind="document", roles=("school",), participants=("school",),
    report_expected=True,
)  # fmt: skip
MONTHLY = {"type": "recurring", "rrule": "FREQ=MONTHLY;BYMONTHDAY=1"}


@pytest.mark.parametrize(
    ("row", "demand"),
    [
        (MEETING, "attends"),
        (replace(MEETING, report_expected=True), "attends; event_result by school"),
        (replace(MEETING, attendance_expected=False), ""),
        (
            replace(MEETING, report_expected=True, participants=("curator",), roles=("curator",)),
            "attends; event_result by curator",
        ),
        (PAPERS, "document by school"),
        (replace(PAPERS, report_expected=False), ""),
        (Made(), "tick by "),
        (Made(report_expected=True), "report by "),
        (Made("Сопровождение школ", roles=("methodist",)), "tick by methodist"),
        (Made("Отчет о выполнении", report_expected=True, roles=("school",)), "report by school"),
        (
            Made("Отчет", "Школы", kind="document", roles=("school",), report_expected=True,
                 result_raw="Отчет школы", schedule=MONTHLY),
            "monthly_report by school",
        ),
        (
            Made("Отчет", "Школы", kind="document", roles=("school",), report_expected=True,
                 result_raw="Отчет школы",
                 schedule={"type": "recurring", "rrule": "FREQ=MONTHLY;INTERVAL=3"}),
            "report by school",
        ),
    ],
)  # fmt: skip
def test_what_a_coordinator_switched_by_hand_decides(row, demand):
    assert told(demand_of(row)) == demand
    assert demand_of(row).is_nothing == (demand == "")


@pytest.mark.parametrize(
    ("result", "steps"),
    [
        ("Программа, подтвержденная куратором", [Step.CURATOR]),
        ("Программа принята муниципальным координатором", [Step.MUNICIPALITY]),
        (
            "Программа подтверждена куратором и согласована муниципальным координатором; "
            "подтверждено муниципальным координатором",
            [Step.CURATOR, Step.MUNICIPALITY],
        ),
        ("Программа передана куратору", []),
    ],
)
def test_whose_word_counts(result, steps):
    (ask,) = demand_of(replace(PAPERS, result_raw=result)).asks
    assert list(ask.steps) == steps


@pytest.mark.parametrize(
    ("responsible", "by"),
    [
        ("Управление образования", ["municipality"]),
        ("МОУО", ["municipality"]),
        ("ЦОКО", ["region"]),
        ("ФИОКО", []),
        ("ФИОКО, муниципалитеты", ["municipality"]),
        ("", ["municipality"]),
    ],
)
def test_the_level_of_a_body_is_read_from_its_name(responsible, by):
    row = Made("Подготовка справки", responsible, kind="monitoring", roles=("other",),
               report_expected=True)  # fmt: skip
    (ask,) = demand_of(row).asks
    assert list(ask.by) == by


@pytest.mark.parametrize(
    ("title", "by"),
    [
        ("Разработка кураторами программ", ["curator"]),
        ("Разработка программ школами-участницами", ["school"]),
        ("Разработка программ муниципальными координаторами", ["municipality"]),
        ("Разработка программ совместно с кураторами", ["methodist"]),
        ("Разработка договора между школами", ["methodist"]),
        ("Разработка программы «Работа кураторами»", ["methodist"]),
    ],
)
def test_who_is_said_to_do_it_comes_before_who_is_responsible(title, by):
    row = Made(title, "Методисты", kind="document", roles=("methodist",), report_expected=True)
    assert list(demand_of(row).asks[0].by) == by


def test_recommendations_that_are_no_expertise_confirm_nothing():
    row = Made(
        "Разработка рекомендаций школам",
        kind="document",
        roles=("municipal_coordinator",),
        participants=("school",),
        report_expected=True,
    )
    assert told(demand_of(row)) == "expertise by municipality per school"
    reviewed = replace(row, kind="expertise")
    assert told(demand_of(reviewed)) == "expertise by municipality per school ! municipality"


@pytest.mark.parametrize(
    ("roles", "by"),
    [
        (("ministry",), ["school"]),
        (("ministry", "school"), ["school"]),
        (("municipal_coordinator",), ["municipality"]),
    ],
)
def test_bodies_far_above_leave_a_report_to_the_schools(roles, by):
    row = Made("Отчеты о работе", result_raw="Отчет", kind="document", roles=roles,
               participants=("school",), report_expected=True)  # fmt: skip
    (ask,) = demand_of(row).asks
    assert list(ask.by) == by


def test_news_are_published_by_the_responsible_and_a_contest_by_those_who_take_part():
    news = Made("Размещение информации", kind="publication", roles=("institute",),
                participants=("institute", "school"), report_expected=True)  # fmt: skip
    assert told(demand_of(news)) == "publication by region"
    contest = replace(
        news, title="Конкурс", result_raw="Школы подготовили публикацию", kind="contest"
    )
    assert told(demand_of(contest)) == "publication by school, region"


@pytest.mark.parametrize("text", ["не менее 1 " + "ых" * 50_000, "разработка «" * 9_000])
def test_a_hostile_text_costs_little(text):
    row = Made(text, text, text, text, text, kind="monitoring", report_expected=True)
    started = time.process_time()
    demand_of(row)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("indicator", "goals"),
    [
        (
            "Не менее 2 информационных сообщений в месяц",
            [Goal(2, "информационных сообщений", "month")],
        ),
        ("проведено не менее пяти сессий", [Goal(5, "сессий")]),
        (
            "не менее 3-х практик за квартал, не менее 10 школ",
            [Goal(3, "практик", "quarter"), Goal(10, "школ")],
        ),
        ("не менее 80 % школ", []),
        ("не менее", []),
    ],
)
def test_thresholds(indicator, goals):
    row = Made("Сопровождение школ", indicator_raw=indicator, roles=("institute",))
    found = [goal for ask in demand_of(row).asks for goal in ask.goals]
    assert found == goals


WORDS = [
    "Разработка", "Посещение", "Отбор", "Участие", "Мониторинг", "экспертиза", "отчет", "приказ",
    "список", "кураторами", "школами", "школ", "с", "не менее", "2", "100%", "Доля", "обучающихся",
    "муниципалитетов", "в месяц", "подтвержденные куратором", "размещение в ИС МЭДК", "«", "»",
    "МОУО", "КПК", "публикация", "число", "динамика доли", "институциональный",
    "аналитическая справка",
]  # fmt: skip
SOME_TEXT = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), st.text(max_size=80)
)
CODES = st.lists(
    st.sampled_from([
        "school", "curator", "methodist", "municipal_coordinator", "regional_coordinator",
        "ministry", "institute", "other", "nobody we know",
    ]),
    max_size=5,
).map(tuple)  # fmt: skip
ODD_ROWS = st.builds(
    Made,
    title=SOME_TEXT,
    responsible_raw=SOME_TEXT,
    result_raw=SOME_TEXT,
    indicator_raw=SOME_TEXT,
    level_raw=SOME_TEXT,
    schedule=st.sampled_from([{}, MONTHLY, {"type": "unknown"}, {"rrule": None}]),
    kind=st.sampled_from([
        "webinar", "meeting", "conference", "contest", "visit", "training", "survey", "expertise",
        "monitoring", "appointment", "publication", "document", "other", "",
    ]),
    roles=CODES,
    participants=CODES,
    attendance_expected=st.booleans(),
    report_expected=st.booleans(),
)  # fmt: skip
OWED = {
    Proof.EVENT_RESULT, Proof.REPORT, Proof.MONTHLY_REPORT, Proof.ANALYTIC_NOTE, Proof.EXPERTISE,
    Proof.DOCUMENT, Proof.ORDER, Proof.CONTRACT, Proof.LIST, Proof.UPLOAD, Proof.MARK,
    Proof.PUBLICATION,
}  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(ODD_ROWS)
def test_any_row_leads_to_one_sound_demand(row):
    demand = demand_of(row)
    assert demand == demand_of(replace(row))
    assert (demand.presence is Presence.INTENTION_AND_FACT) == row.attendance_expected
    proofs = [ask.proof for ask in demand.asks]
    assert len(set(proofs)) == len(proofs)
    assert row.report_expected == bool(OWED & set(proofs)) or row.kind == "appointment"
    assert Proof.TICK not in proofs or (len(proofs) == 1 and not row.attendance_expected)
    for at, ask in enumerate(demand.asks):
        assert list(ask.by) == [party for party in Party if party in ask.by]
        assert ask.each_school or Party.SCHOOL not in ask.by
        assert not ask.steps or at == 0
        assert all(goal.at_least >= 0 and goal.unit for goal in ask.goals)

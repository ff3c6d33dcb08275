"""What each row of the given maps asks of people, against a table written by eye.

The table's tongue is explained in `tests.roadmap.demands`.
"""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import pytest

from roadmap.asks import Presence, Proof
from roadmap.demands import demand_of
from tests.roadmap.demands import told
from tests.roadmap.shared import compiled, needs_maps, truth

EXPECTED: dict[str, dict[str, str]] = {
    "001": {
        "1.1": "document by municipality; 100%",
        "1.2": "contract by curator; 100%",
        "2.1": "attends; 100%",
        "2.2": "attends; certificates by school",
        "2.3": "attends; 100%",
        "2.4": "attends; 100%",
        "2.5": "attends; 100%",
        "2.6": "attends",
        "2.7": "attends; visit by school",
        "3.1": "attends; 100%",
        "3.2": "attends; 100%",
        "3.3": "attends; 100%",
        "3.4": "attends; 100%",
        "3.5": "attends; 100%",
        "3.6": "attends; 100%",
        "4.1": "mark by school; 100%",
        "4.2": "upload by school; 100%",
        "4.3": "upload by school; 100%",
        "4.4": "upload by school; 100%",
        "5.1": "expertise by municipality per school ! municipality; 100%",
        "5.2": "expertise by municipality per school ! municipality; 100%",
        "5.3": "expertise by municipality per school ! municipality; 100%",
        "5.4": "analytic_note by municipality; publication by school, municipality; 100%",
        "": "publication by municipality",
    },
    "002": {
        "1": "order by municipality",
        "2": "list by municipality",
        "3": "survey by curator",
        "4": "survey by school",
        "5": "attends",
        "6": "tick by school, curator",
        "7": "attends",
        "8": "attends; visit by curator per school ! curator; mark by curator",
        "9": "attends",
        "10": "document by curator",
        "11": "expertise by methodist per school",
        "12": "expertise by municipality",
        "13": "attends",
        "14": "attends",
        "15": "attends",
        "16": "attends; certificates by municipality",
        "17": "attends; certificates by school",
        "18": "attends; certificates by curator",
        "19": "attends; visit by methodist per school",
        "20": "attends; visit by methodist per school",
        "21": "attends; visit by methodist per school",
        "22": "attends",
        "23": "attends",
        "24": "attends; visit by methodist per school",
        "25": "tick by curator",
        "26": "analytic_note by school",
        "27": "attends",
        "28": "attends",
        "29": "analytic_note by school",
        "30": "attends",
        "31": "attends",
        "32": "attends",
        "33": "attends",
        "34": "attends",
        "35": "attends; report by school",
        "36": "tick by methodist",
        "37": "attends",
        "38": "attends",
        "39": "attends",
        "40": "attends; visit by region",
        "41": "attends",
        "42": "attends; report by municipality",
    },
    "003": {
        "1": "order by municipality, region",
        "2": "list by municipality, region; survey by school",
        "3": "attends",
        "4": "attends",
        "5": "list by region",
        "6": "attends; certificates by school",
        "7": "order by school",
        "8": "order by school, municipality, region",
        "9": "attends",
        "10": "contract by region per school",
        "11": "contract by school",
        "12": "attends",
        "13": "order by region",
        "14": "document by region; counter by region >= 2 лучших практик",
        "15": "analytic_note by region",
        "16": "attends",
        "17": "attends",
        "18": "analytic_note by school",
        "19": "attends; monthly_report by school",
        "20": "monthly_report by school",
        "21": "publication by municipality, region",
        "22": "attends",
        "23": "analytic_note by region",
        "24": "tick by curator",
        "25": "attends",
        "26": "attends",
        "27": "attends",
        "28": "expertise by municipality",
        "29": "attends",
        "30": "attends",
        "31": "attends",
        "32": "attends",
        "33": "tick by school",
        "34": "attends",
    },
    "004": {
        "1": "attends",
        "2": "attends",
        "3": "survey by school",
        "4": "order by region",
        "5": "order by region",
        "6": "attends",
        "7": "attends; visit by curator per school ! curator",
        "8": "mark by school",
        "9": "upload by municipality",
        "10": "counter by region",
        "11": "document by region",
        "12": "attends",
        "13": "order by region",
        "14": "expertise by region per school ! region",
        "15": "upload by school ! curator",
        "16": "document by region",
        "17": "counter by region",
        "18": "publication by region; counter by region",
        "19": "publication by region >= 2 информационных сообщений a month",
        "20": "attends",
        "21": "analytic_note by region; share by region",
        "22": "attends",
        "23": "attends; certificates by school",
        "24": "attends",
        "25": "attends",
        "26": "attends; certificates by school",
        "27": "attends; counter by region >= 5 онлайн-сессий",
        "28": "attends; counter by region >= 10 стажерских практик",
        "29": "attends",
        "30": "expertise by region per school ! region",
        "31": "attends",
        "32": "document by region",
        "33": "analytic_note by region",
        "34": "attends",
        "35": (
            "attends; publication by school, curator, municipality"
            " >= 5 шнор >= 5 кураторов >= 5 муниципальных координаторов"
        ),
        "36": "attends",
        "37": "attends",
        "38": "analytic_note by region; pupil_share by school",
        "39": "attends; certificates by school",
        "40": "report by region",
        "41": "attends",
        "42": "attends",
        "43": "expertise by region per school ! region",
        "44": "analytic_note by region; share by region",
        "45": "attends",
        "46": "upload by school ! curator",
        "47": "document by region",
        "48": "attends",
    },
}


@needs_maps
@pytest.mark.parametrize("name", EXPECTED)
def test_every_row_of_the_given_maps_leads_to_its_demand(name, record_property):
    found = {row.row_id or "": told(demand_of(row)) for row in compiled(name).rows}
    assert found.keys() == EXPECTED[name].keys()
    wrong = {
        at: (got, EXPECTED[name][at]) for at, got in found.items() if got != EXPECTED[name][at]
    }
    record_property(f"{name}.demands", f"{len(found) - len(wrong)}/{len(found)}")
    assert wrong == {}


# Words of the truth for what ours are for; attendance is no ask.
PROOF_OF = {
    "visit_mark": "visit", "survey_completed": "survey", "certificate": "certificates",
    "done_mark": "tick", "recommendations": "expertise", "upload_is": "upload", "form_is": "mark",
    "publication_link": "publication", "analytic_note": "analytic_note", "report": "report",
    "document": "document", "order": "order", "contract": "contract", "list": "list",
}  # fmt: skip
# A director's visits are written down like any visit; the truth is content with his presence.
BEYOND_TRUTH = {("001", "2.7"): {"visit"}}


@needs_maps
@pytest.mark.parametrize("name", ["001", "002"])
def test_rows_as_the_truth_reads_them_lead_to_the_same_demand(name):
    for row in truth(f"truth_{name}.json"):
        at = row["row_id"] or ""
        demand = demand_of(SimpleNamespace(**row))
        assert told(demand) == EXPECTED[name][at], at
        wanted = {PROOF_OF[word] for word in row["evidence"] if word != "attendance"}
        assert {ask.proof for ask in demand.asks} == wanted | BEYOND_TRUTH.get((name, at), set())


@needs_maps
def test_all_148_rows_have_the_demands_the_reference_counts():
    rows = [row for name in EXPECTED for row in compiled(name).rows]
    demands = [demand_of(row) for row in rows]
    assert len(rows) == 148
    assert not any(demand.is_nothing for demand in demands)
    assert sum(demand.presence is Presence.INTENTION_AND_FACT for demand in demands) == 84
    reported = [demand for row, demand in zip(rows, demands, strict=True) if row.report_expected]
    assert len(reported) == 55
    # A visit comes before the mark it leads to, in 002/8 alone.
    kinds = Counter(
        next(ask.proof for ask in demand.asks if ask.proof is not Proof.VISIT)
        for demand in reported
    )
    assert kinds == {
        "report": 3, "monthly_report": 2, "analytic_note": 10, "expertise": 9, "document": 7,
        "order": 5, "contract": 3, "list": 2, "upload": 6, "mark": 3, "publication": 5,
    }  # fmt: skip


@needs_maps
@pytest.mark.parametrize("name", EXPECTED)
def test_a_stored_row_leads_to_the_same_demand(name):
    """The database keeps fewer fields, and no participants where a twin calls them."""
    for row in compiled(name).rows:
        stored = SimpleNamespace(
            title=row.title_public,
            responsible_raw=row.responsible_effective or row.responsible_raw,
            result_raw=row.result_raw,
            indicator_raw=row.indicator_raw,
            level_raw=row.level_raw,
            schedule=dict(row.schedule),
            kind=row.kind,
            roles=list(row.roles),
            participants=[] if row.twin is not None else list(row.participants),
            attendance_expected=row.attendance_expected,
            report_expected=row.report_expected,
        )
        assert demand_of(stored) == demand_of(row), row.row_id

"""Tables that an operator sends: by content, whatever Excel made of them."""

import csv
import io

import pytest
import xlsxwriter

from services.errors import DomainError
from services.tables import read_table

COLUMNS = ("region", "municipality", "school")
ROWS = [["region", "municipality", "school"], ["Заречный край", "Заречный район", "Школа № 1"]]
READ = [{"region": "Заречный край", "municipality": "Заречный район", "school": "Школа № 1"}]


def as_csv(rows: list[list[str]], encoding: str, delimiter: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: list[list[object]]) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return data.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_as_programs_save_it(encoding: str, delimiter: str):
    data = as_csv([[cell.replace("№", "N") for cell in row] for row in ROWS], encoding, delimiter)

    assert read_table(data, COLUMNS) == [{**READ[0], "school": "Школа N 1"}]


def test_xlsx():
    assert read_table(as_xlsx(ROWS), COLUMNS) == READ


def test_a_quoted_cell_keeps_its_delimiter_and_line():
    rows = [*ROWS[:1], ["Край; дальний", 'Район "Заря"', "Школа\nимени Чехова"]]

    (row,) = read_table(as_csv(rows, "utf-8", ";"), COLUMNS)

    assert list(row.values()) == rows[1]


def test_headings_are_found_in_any_case_and_order():
    rows = [[" School ", "REGION", "Municipality", "note"], ["Школа", "Край", "Район", "x"]]

    (row,) = read_table(as_csv(rows, "utf-8", ","), COLUMNS)

    assert (row["region"], row["municipality"], row["school"]) == ("Край", "Район", "Школа")


def test_empty_rows_are_passed_over():
    rows = [["", "", ""], *ROWS, ["", " ", ""], *ROWS[1:]]

    assert read_table(as_csv(rows, "utf-8", ";"), COLUMNS) == READ * 2
    assert read_table(as_xlsx(rows), COLUMNS) == READ * 2


def test_a_short_row_is_read_as_far_as_it_goes():
    (row,) = read_table(b"region,municipality,school\nA,B\n", COLUMNS)

    assert row == {"region": "A", "municipality": "B"}


def test_missing_columns_are_named():
    with pytest.raises(DomainError) as refusal:
        read_table(b"region;schools\nA;B\n", COLUMNS)

    assert refusal.value.code == "table_columns_missing"
    assert refusal.value.params["columns"] == "municipality, school"


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n;;\n", b"PK\x03\x04 not a workbook", b"\xd0\xcf\x11\xe0 neither", b"\x98" * 9],
    ids=["empty", "blank", "broken zip", "broken xls", "no encoding"],
)
def test_what_is_no_table_is_refused_by_name(data: bytes):
    with pytest.raises(DomainError) as refusal:
        read_table(data, COLUMNS)

    assert refusal.value.code in {"table_unreadable", "table_columns_missing"}


def test_a_number_stays_what_it_looks_like():
    rows: list[list[object]] = [["region", "municipality", "school"], ["Край", "Район", 12]]

    (row,) = read_table(as_xlsx(rows), COLUMNS)

    assert row["school"] == "12"

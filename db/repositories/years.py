"""Years of the project against the year of a plan: a school year reaches into two plans."""

from sqlalchemy import ColumnElement, and_, or_

from db.models import Cohort


def counts_for(first: int, plan_year: str, *, is_school_year: bool) -> bool:
    """Whether a part in a year is a part in a plan's: «2026/2027» counts for the plan of 2027."""
    year = int(plan_year[:4])
    return first == year or (is_school_year and plan_year.isdigit() and first + 1 == year)


def of_year(plan_year: str) -> ColumnElement[bool]:
    """The same, asked of the database."""
    year = int(plan_year[:4])
    if not plan_year.isdigit():
        return Cohort.year == year
    return or_(Cohort.year == year, and_(Cohort.is_school_year, Cohort.year == year - 1))

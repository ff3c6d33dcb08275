"""Which rows of a road map wait for a verdict, and which are out of it."""

from db.enums import RowState

OPEN_STATES = frozenset({RowState.DOUBTFUL, RowState.LATER})
OUT_STATES = frozenset({RowState.DROPPED, RowState.REMOVED})

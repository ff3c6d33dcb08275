"""Errors that are about the database, and not about what was asked of it."""

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

# Locked, full, gone, or busy: whoever comes next meets the same.
TROUBLES = (OperationalError, InterfaceError, PoolTimeoutError, ConnectionError)

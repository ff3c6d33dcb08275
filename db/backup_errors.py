"""What can go wrong with backups, each with a line for the operator."""


class BackupError(Exception):
    """A backup cannot be made, read or brought back; the text says why."""


class DamagedError(Exception):
    """The database is not whole; the text says what was found."""

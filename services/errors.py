"""Refusals that a person should hear about: a stable code and its parameters, never a text."""


class DomainError(Exception):
    """Something cannot be done, for a reason that has a code."""

    def __init__(self, code: str, **params: str | int) -> None:
        """Take the code (`handlers.views.problems` has a sentence for each) and its values."""
        super().__init__(code)
        self.code = code
        self.params = params


class NotFoundError(DomainError):
    """No such thing, or not for this person: deliberately one answer for both."""

    def __init__(self, code: str = "not_found") -> None:
        """Need nothing: the answer must not tell which of the two it was."""
        super().__init__(code)


class NotAllowedError(NotFoundError):
    """Something that a role cannot do anywhere: no object is spoken of, so it may be said."""

    def __init__(self) -> None:
        """Need nothing."""
        super().__init__("not_allowed")

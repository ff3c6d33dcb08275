"""What a completer says when a form cannot be finished as it is."""

from services.forms.form import Form, Problem


class AnswerRefusedError(Exception):
    """A completer cannot take the last answer: the dialog stays at its question."""

    def __init__(self, code: str) -> None:
        """Take the code of the problem, as forms have them."""
        super().__init__(code)
        self.problem = Problem(code)


class FormChangedError(Exception):
    """A completer finds that something else is asked by now: the answers go over to that form."""

    def __init__(self, form: Form) -> None:
        """Take the form that is asked now."""
        super().__init__(form.name)
        self.form = form

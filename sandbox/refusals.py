"""The two ways the sandbox says no.

A bot is refused with an HTTP status and Telegram's own wording; a person is
refused because the real client would not have offered the action at all.
"""

from typing import Any, NoReturn


class Refused(Exception):
    """A Bot API error: status, description and optional parameters."""

    def __init__(
        self, status: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON object Telegram would send."""
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


class ActionError(ValueError):
    """A person-side action the Telegram client would not offer."""


def bad_request(reason: str) -> NoReturn:
    """Refuse with status 400 and the usual prefix."""
    raise Refused(400, f"Bad Request: {reason}")


def upgraded(chat_id: int) -> NoReturn:
    """Refuse with status 400 and say where the group went."""
    reason = "Bad Request: group chat was upgraded to a supergroup chat"
    raise Refused(400, reason, {"migrate_to_chat_id": chat_id})


def forbidden(reason: str) -> NoReturn:
    """Refuse with status 403 and the usual prefix."""
    raise Refused(403, f"Forbidden: {reason}")


def conflict(reason: str) -> NoReturn:
    """Refuse with status 409 and the usual prefix."""
    raise Refused(409, f"Conflict: {reason}")


def too_large() -> NoReturn:
    """Refuse an upload that is over the limit."""
    raise Refused(413, "Request Entity Too Large")

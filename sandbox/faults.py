"""Faults ordered in advance: what goes wrong, with which call, how often.

A fault is chosen by method, chat and text, waits for its turn and is used up;
the transports carry it out, because a dropped connection means something only
to them.
"""

from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from sandbox.params import Params
from sandbox.refusals import ActionError


class FaultKind(Enum):
    """The ways a call can go wrong."""

    ERROR = "error"
    HTML = "html"
    DROP_BEFORE = "drop-before"
    DROP_AFTER = "drop-after-executing"
    TRUNCATE = "truncate"
    DELAY = "delay"
    HANG = "hang"


NOT_EXECUTED = frozenset({FaultKind.ERROR, FaultKind.HTML, FaultKind.DROP_BEFORE, FaultKind.HANG})


@dataclass
class Fault:
    """One planned fault; `times` None means for ever, `nth` skips earlier calls."""

    kind: FaultKind
    method: str = "*"
    times: int | None = 1
    nth: int = 1
    chat: int | None = None
    text: str | None = None
    code: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    seconds: float = 1.0
    seen: int = 0

    @classmethod
    def from_dict(cls, order: dict[str, Any]) -> "Fault":
        """Read a fault as tests and the demo page write it."""
        known = {item.name for item in fields(cls)} - {"seen"}
        unknown = sorted(set(order) - known)
        if unknown:
            raise ActionError(f"unknown fault fields: {', '.join(unknown)}")
        try:
            kind = FaultKind(order["kind"])
        except (KeyError, ValueError):
            raise ActionError(f"unknown fault kind: {order.get('kind')}") from None
        return cls(**{**order, "kind": kind})

    @property
    def executes(self) -> bool:
        """Whether the call still has its effect."""
        return self.kind not in NOT_EXECUTED

    def body(self) -> dict[str, Any]:
        """The error body of an `error` fault."""
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer

    def matches(self, method: str, params: Params) -> bool:
        """Whether this call is the kind the fault waits for."""
        if self.method not in {"*", method} and self.method.lower() != method.lower():
            return False
        if self.chat is not None and params.integer("chat_id") != self.chat:
            return False
        if self.text is None:
            return True
        return self.text in params.text("text") or self.text in params.text("caption")


class FaultPlan:
    """Faults in the order they were asked for."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Plan one more."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._faults.clear()

    def planned(self) -> int:
        """How many faults are not used up yet."""
        return len(self._faults)

    def take(self, method: str, params: Params) -> Fault | None:
        """The fault for this call, used up by it."""
        for fault in tuple(self._faults):
            if not fault.matches(method, params):
                continue
            fault.seen += 1
            if fault.seen < fault.nth:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
            return fault
        return None

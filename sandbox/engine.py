"""One world: the state and the rules of a Telegram that fits into a test.

`World` does no input or output.  A transport hands it a call and delivers the
answer, with whatever fault was ordered for it; tests use the person's verbs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sandbox import chats, editing, inline, polls, profile, receiving, sending
from sandbox.faults import Fault, FaultKind
from sandbox.history import Entry
from sandbox.methods import METHODS, find_method
from sandbox.params import Params, Upload
from sandbox.people import PeopleVerbs
from sandbox.refusals import ActionError, Refused
from sandbox.settings import Profile, Rates, Settings, WallClock
from sandbox.state import DEFAULT_TOKEN, Person
from sandbox.updates import Wake

__all__ = [
    "DEFAULT_TOKEN",
    "METHODS",
    "ActionError",
    "Answer",
    "Fault",
    "FaultKind",
    "Person",
    "Rates",
    "Settings",
    "Upload",
    "WallClock",
    "World",
]

# The groups of methods enter themselves into the table when imported.
METHOD_GROUPS = (chats, editing, inline, polls, profile, receiving, sending)
HTML_ERROR = "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"


@dataclass(frozen=True)
class Answer:
    """What the bot gets, and how badly it travels."""

    status: int
    body: dict[str, Any]
    fault: Fault | None = None

    @property
    def ok(self) -> bool:
        """Whether the call succeeded."""
        return bool(self.body.get("ok"))


class World(PeopleVerbs):
    """State, rules, people and the log of one sandbox."""

    def call(
        self,
        token: str,
        method: str,
        params: Mapping[str, Any] | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> Answer:
        """Answer one Bot API call."""
        if token != self.token:
            return _refusal(Refused(401, "Unauthorized"))
        reader = Params(params or {}, files or {})
        found = find_method(method)
        if found is None:
            answer = _refusal(Refused(404, "Not Found: method not found"))
            self._log(method, reader, answer)
            return answer
        fault = self.faults.take(found.name, reader)
        answer = self._failed(fault) or self._executed(found.name, reader)
        answer = replace(answer, fault=fault)
        if found.name != "getUpdates" or answer.body.get("result") != [] or fault is not None:
            self._log(found.name, reader, answer)
        return answer

    def collect_updates(self, params: Mapping[str, Any]) -> Answer:
        """The end of a long poll: what came while it waited."""
        reader = Params(params, {})
        answer = Answer(200, {"ok": True, "result": receiving.read_updates(self, reader)})
        if answer.body["result"]:
            self._log("getUpdates", reader, answer)
        return answer

    def cut_short(self, why: Wake) -> Answer:
        """The end of a long poll that another reader or a webhook pushed out."""
        answer = _refusal(Refused(409, f"Conflict: {why.value}"))
        self._log("getUpdates", Params({}, {}), answer)
        return answer

    def plan_fault(self, order: dict[str, Any]) -> None:
        """Order a fault, or let something expire at once."""
        kind = order.get("kind")
        if kind == "expire-callback":
            self.expire_callbacks()
        elif kind == "expire-file-link":
            self.files.expire_links()
        else:
            self.faults.add(Fault.from_dict(order))

    def expire_callbacks(self) -> None:
        """Every press so far is too old to be answered."""
        self.callbacks.clear()

    def outbox(self, method: str | None = None) -> list[dict[str, Any]]:
        """The bot's calls so far, oldest first."""
        return [
            entry.as_call() | {"params": entry.details, "result": entry.result}
            for entry in self.history.calls()
            if method is None or entry.name.lower() == method.lower()
        ]

    def take_updates(self) -> list[dict[str, Any]]:
        """Hand over and forget what waits: a bot without a poll loop."""
        waiting = self.updates.pending()
        self.updates.clear()
        return waiting

    def commands(self, person: int) -> list[dict[str, str]]:
        """The commands a person sees in their menu."""
        return profile.commands_for(self, self.people[person])

    def reset(self) -> None:
        """A clean table: people stay, everything they and the bot did goes, groups too."""
        self.chats.clear()
        self.callbacks.clear()
        self.inline_queries.clear()
        self.offers.clear()
        self.files.clear()
        self.updates.clear()
        self.faults.clear()
        self.limiter.clear()
        self.history.clear()
        self.people = {id_: one for id_, one in self.people.items() if not one.is_group}
        for person in self.people.values():
            person.started = person.blocked = person.deleted = False
            self.person_changed(person)
        self.emit({"type": "reset"})

    def forget_bot(self) -> None:
        """As if the bot had never described itself or set a webhook."""
        self.profile = Profile()
        self.webhook = None
        self.updates.allowed = None

    def _failed(self, fault: Fault | None) -> Answer | None:
        """The answer of a call that is not executed; None when it is."""
        if fault is None or fault.executes:
            return None
        if fault.kind is FaultKind.ERROR:
            return Answer(fault.code, fault.body())
        return Answer(502, {"ok": False, "error_code": 502, "description": "Bad Gateway"})

    def _executed(self, name: str, params: Params) -> Answer:
        try:
            return Answer(200, {"ok": True, "result": METHODS[name.lower()].run(self, params)})
        except Refused as refusal:
            return _refusal(refusal)

    def _log(self, name: str, params: Params, answer: Answer) -> None:
        result = answer.body.get("result") if answer.ok else answer.body.get("description")
        self.record(
            Entry(
                time=self.clock.now(),
                source="bot",
                name=name,
                chat=params.integer("chat_id") or None,
                details=params.summary(),
                status=answer.status,
                result=_brief(result),
                fault=answer.fault.kind.value if answer.fault else None,
                id=self.history.next_id(),
            )
        )


def _refusal(refusal: Refused) -> Answer:
    return Answer(refusal.status, refusal.body())


def _brief(result: Any) -> Any:
    """Enough of a result to find it again."""
    if isinstance(result, list):
        return [_brief(item) for item in result]
    if isinstance(result, dict):
        named = ("message_id", "update_id", "file_id")
        return {name: result[name] for name in named if name in result} or None
    return result

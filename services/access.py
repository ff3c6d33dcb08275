"""Who is acting, and the table of who may do what.

Authorisation is data: a role has a set of actions, valid in the subtree of the place where the
role is held. What the table does not say is denied, and a denial looks like «not found».
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from db.enums import PlaceKind, Role
from services.errors import NotAllowedError, NotFoundError


class Action(StrEnum):
    """Everything somebody may be allowed to do."""

    READ_PLAN = auto()
    ANSWER_FOR_SCHOOL = auto()
    ANSWER_FOR_SELF = auto()
    REPORT = auto()
    DECIDE_REPORT = auto()
    IMPORT_PLAN = auto()
    BROADCAST = auto()
    READ_ANSWERS = auto()
    READ_FIGURES = auto()


_READER = frozenset({Action.READ_PLAN})
_SCHOOL = _READER | {Action.ANSWER_FOR_SCHOOL, Action.REPORT, Action.READ_FIGURES}
_CURATOR = _READER | {
    Action.ANSWER_FOR_SELF,
    Action.DECIDE_REPORT,
    Action.READ_ANSWERS,
    Action.READ_FIGURES,
}
_COORDINATOR = _CURATOR | {Action.IMPORT_PLAN, Action.BROADCAST}

POLICY: Mapping[Role, frozenset[Action]] = {
    Role.OWNER: _COORDINATOR,
    Role.REGIONAL_COORDINATOR: _COORDINATOR,
    Role.MUNICIPAL_COORDINATOR: _COORDINATOR,
    Role.CURATOR: _CURATOR,
    Role.DIRECTOR: _SCHOOL,
    Role.DEPUTY: _SCHOOL,
    Role.METHODIST: _READER | {Action.ANSWER_FOR_SELF},
    Role.SUBSCRIBER: _READER,
}

COORDINATORS = (Role.OWNER, Role.REGIONAL_COORDINATOR, Role.MUNICIPAL_COORDINATOR)
# Those whose work lies below their place.
STAFF = (*COORDINATORS, Role.CURATOR, Role.METHODIST)
REPRESENTATIVES = (Role.DIRECTOR, Role.DEPUTY)


@dataclass(frozen=True, slots=True)
class Seat:
    """A role of the actor at a place."""

    role: Role
    place_id: int
    place_name: str
    place_kind: PlaceKind
    path: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who pressed or wrote something; `person_id` is None before consent."""

    telegram_id: int
    person_id: int | None
    name: str
    locale: str
    timezone: str
    paused: bool = False
    consent_version: str | None = None
    seats: tuple[Seat, ...] = ()

    @property
    def id(self) -> int:
        """The person's id; a stranger has none and is refused."""
        if self.person_id is None:
            raise NotFoundError
        return self.person_id

    def may(self, action: Action, path: str | None = None) -> bool:
        """Whether the table allows the action at a place («/1/4/»), or anywhere for None."""
        return any(
            action in POLICY[seat.role] and (path is None or path.startswith(seat.path))
            for seat in self.seats
        )

    def require(self, action: Action, path: str | None = None) -> None:
        """Raise NotFoundError unless the table allows the action there.

        NotAllowedError when the actor's roles cannot do it anywhere and no place is asked for.
        """
        if not self.may(action, path):
            raise NotFoundError if path is not None else NotAllowedError

    def scope(self, action: Action) -> tuple[str, ...]:
        """Paths of the places under which the action is allowed."""
        return tuple(seat.path for seat in self.seats if action in POLICY[seat.role])

    def seats_for(self, action: Action) -> tuple[Seat, ...]:
        """The seats that allow the action, in the order of roles."""
        return tuple(seat for seat in self.seats if action in POLICY[seat.role])


# The operator at the command line: everything is below the root of the tree.
SYSTEM = Actor(
    telegram_id=0,
    person_id=None,
    name="",
    locale="en",
    timezone="UTC",
    seats=(Seat(Role.OWNER, 0, "", PlaceKind.REGION, "/"),),
)

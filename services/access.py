"""Who is acting, and the table of who may do what.

Authorisation is data: a role has a set of actions, valid in the subtree of the place where the
role is held. What the table does not say is denied, and a denial looks like «not found».

Every public method of a service names its action with `needs`, or says with `internal` that only
the program itself calls it; a test walks over all of them. `docs/access.md` is made from the table.
"""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, auto
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from db.enums import PlaceKind, Role
from services.errors import NotAllowedError, NotFoundError


class Action(StrEnum):
    """Everything somebody may be allowed to do."""

    # Anybody, also before the consent.
    COME_IN = auto()
    # Everybody who has agreed, about himself.
    CHOOSE_PLACE = auto()
    KEEP_SETTINGS = auto()
    FILL_IN = auto()
    ASK_FOR_ROLE = auto()
    OWN_DATA = auto()
    # By role, in the subtree of its place.
    READ_PLAN = auto()
    ANSWER_FOR_SCHOOL = auto()
    ANSWER_FOR_SELF = auto()
    REPORT = auto()
    ASK_QUESTION = auto()
    FILE_PAPER = auto()
    HAND_OVER = auto()
    DECIDE_REPORT = auto()
    ANSWER_QUESTION = auto()
    KEEP_VISITS = auto()
    DECIDE_REQUEST = auto()
    READ_ANSWERS = auto()
    NUDGE = auto()
    KEEP_ATTENDANCE = auto()
    READ_FIGURES = auto()
    IMPORT_PLAN = auto()
    BROADCAST = auto()
    MANAGE_PEOPLE = auto()
    READ_AUDIT = auto()
    LOAD_PLACES = auto()


ANYBODY = frozenset({Action.COME_IN})
EVERY_PERSON = ANYBODY | {
    Action.CHOOSE_PLACE,
    Action.KEEP_SETTINGS,
    Action.FILL_IN,
    Action.ASK_FOR_ROLE,
    Action.OWN_DATA,
}

_READER = frozenset({Action.READ_PLAN})
_DEPUTY = _READER | {
    Action.ANSWER_FOR_SCHOOL,
    Action.REPORT,
    Action.ASK_QUESTION,
    Action.READ_FIGURES,
}
_DIRECTOR = _DEPUTY | {Action.HAND_OVER}
_CURATOR = _READER | {
    Action.ANSWER_FOR_SELF,
    Action.FILE_PAPER,
    Action.DECIDE_REPORT,
    Action.ANSWER_QUESTION,
    Action.KEEP_VISITS,
    Action.DECIDE_REQUEST,
    Action.READ_ANSWERS,
    Action.NUDGE,
    Action.READ_FIGURES,
    Action.HAND_OVER,
}
_MUNICIPAL = _CURATOR | {
    Action.KEEP_ATTENDANCE,
    Action.IMPORT_PLAN,
    Action.BROADCAST,
    Action.MANAGE_PEOPLE,
    Action.READ_AUDIT,
}
_REGIONAL = _MUNICIPAL | {Action.LOAD_PLACES}

POLICY: Mapping[Role, frozenset[Action]] = {
    Role.OWNER: _REGIONAL,
    Role.REGIONAL_COORDINATOR: _REGIONAL,
    Role.MUNICIPAL_COORDINATOR: _MUNICIPAL,
    Role.CURATOR: _CURATOR,
    Role.DIRECTOR: _DIRECTOR,
    Role.DEPUTY: _DEPUTY,
    Role.METHODIST: _READER
    | {
        Action.ANSWER_FOR_SELF,
        Action.FILE_PAPER,
        Action.ANSWER_QUESTION,
        Action.KEEP_VISITS,
    },
    Role.SUBSCRIBER: _READER,
}

_BY_MUNICIPAL = frozenset(
    {Role.CURATOR, Role.DIRECTOR, Role.DEPUTY, Role.METHODIST, Role.SUBSCRIBER}
)
# Which roles somebody may give to others below his place: never his own or more.
MAY_GIVE: Mapping[Role, frozenset[Role]] = {
    Role.OWNER: _BY_MUNICIPAL | {Role.MUNICIPAL_COORDINATOR, Role.REGIONAL_COORDINATOR},
    Role.REGIONAL_COORDINATOR: _BY_MUNICIPAL | {Role.MUNICIPAL_COORDINATOR},
    Role.MUNICIPAL_COORDINATOR: _BY_MUNICIPAL,
    Role.DIRECTOR: frozenset({Role.DEPUTY}),
}

_ANYWHERE = frozenset(PlaceKind)
# At which level of the tree a role makes sense.
HELD_AT: Mapping[Role, frozenset[PlaceKind]] = {
    Role.OWNER: _ANYWHERE,
    Role.REGIONAL_COORDINATOR: frozenset({PlaceKind.REGION}),
    Role.MUNICIPAL_COORDINATOR: frozenset({PlaceKind.MUNICIPALITY}),
    Role.CURATOR: _ANYWHERE,
    Role.DIRECTOR: frozenset({PlaceKind.SCHOOL}),
    Role.DEPUTY: frozenset({PlaceKind.SCHOOL}),
    Role.METHODIST: _ANYWHERE,
    Role.SUBSCRIBER: frozenset({PlaceKind.MUNICIPALITY, PlaceKind.SCHOOL}),
}

COORDINATORS = (Role.OWNER, Role.REGIONAL_COORDINATOR, Role.MUNICIPAL_COORDINATOR)
# Those whose work lies below their place.
STAFF = (*COORDINATORS, Role.CURATOR, Role.METHODIST)
REPRESENTATIVES = (Role.DIRECTOR, Role.DEPUTY)


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch without a representative of its own: its head school's answer for it."""

    id: int
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A role of the actor at a place; `until` is its end when it has one."""

    role: Role
    place_id: int
    place_name: str
    place_kind: PlaceKind
    path: str
    membership_id: int = 0
    until: datetime | None = None
    # Somebody stands in until then: reminders go to him.
    away_until: datetime | None = None
    deputy_name: str = ""
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who pressed or wrote something; `person_id` is None before consent.

    `consent_version` is None too when the consent was taken back. `acting_id` names the seat that
    somebody with several roles has chosen in the menu.
    """

    telegram_id: int
    person_id: int | None
    name: str
    locale: str
    timezone: str
    paused: bool = False
    # «Nothing until then», chosen by the person.
    muted_until: datetime | None = None
    consent_version: str | None = None
    seats: tuple[Seat, ...] = ()
    acting_id: int | None = None

    @property
    def id(self) -> int:
        """The person's id; a stranger has none and is refused."""
        if self.person_id is None:
            raise NotFoundError
        return self.person_id

    @property
    def acting(self) -> Seat | None:
        """In whose name somebody acts: the chosen seat, else the first; None without any."""
        chosen = (seat for seat in self.seats if seat.membership_id == self.acting_id)
        return next(chosen, self.seats[0] if self.seats else None)

    @property
    def alone(self) -> "Actor":
        """The same person with the chosen seat only; with all of them when none was chosen.

        It narrows what is listed. It never widens what is allowed.
        """
        chosen = tuple(seat for seat in self.seats if seat.membership_id == self.acting_id)
        return replace(self, seats=chosen) if chosen else self

    def is_muted(self, now: datetime) -> bool:
        """Whether somebody wants to hear of nothing for a while."""
        return self.muted_until is not None and now < self.muted_until

    def may(self, action: Action, path: str | None = None) -> bool:
        """Whether the table allows the action at a place («/1/4/»), or anywhere for None."""
        if action in ANYBODY:
            return True
        if self.consent_version is None:
            return False
        if action in EVERY_PERSON:
            return True
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

    def may_give(self, role: Role, path: str, kind: PlaceKind) -> bool:
        """Whether the actor may make somebody `role` at a place of this kind."""
        return kind in HELD_AT[role] and any(
            role in MAY_GIVE.get(seat.role, ()) and path.startswith(seat.path)
            for seat in self.seats
        )

    def scope(self, action: Action) -> tuple[str, ...]:
        """Paths of the places under which the action is allowed."""
        return tuple(seat.path for seat in self.seats if action in POLICY[seat.role])

    def seats_for(self, action: Action) -> tuple[Seat, ...]:
        """The seats that allow the action, in the order of roles."""
        return tuple(seat for seat in self.seats if action in POLICY[seat.role])


# What an operator's own consent is called: he sits at the machine.
_AT_THE_MACHINE = "operator"
# The operator at the command line: everything is below the root of the tree.
SYSTEM = Actor(
    telegram_id=0,
    person_id=None,
    name="",
    locale="en",
    timezone="UTC",
    consent_version=_AT_THE_MACHINE,
    seats=(Seat(Role.OWNER, 0, "", PlaceKind.REGION, "/"),),
)


_Service = TypeVar("_Service")
_Rest = ParamSpec("_Rest")
_Result = TypeVar("_Result")
_Method = Callable[Concatenate[_Service, Actor, _Rest], Coroutine[Any, Any, _Result]]


def needs(
    *actions: Action,
) -> Callable[[_Method[_Service, _Rest, _Result]], _Method[_Service, _Rest, _Result]]:
    """Name the action of a service's method, or several of which one is enough.

    Actors who may do none of them anywhere are refused with NotAllowedError. Which objects the
    actor may reach is for the method: it loads them within `actor.scope(action)`.
    """

    def mark(method: _Method[_Service, _Rest, _Result]) -> _Method[_Service, _Rest, _Result]:
        @wraps(method)
        async def checked(
            service: _Service, actor: Actor, /, *args: _Rest.args, **kwargs: _Rest.kwargs
        ) -> _Result:
            if not any(actor.may(action) for action in actions):
                raise NotAllowedError
            return await method(service, actor, *args, **kwargs)

        checked.actions = actions  # type: ignore[attr-defined]
        return checked

    return mark


_Any = TypeVar("_Any", bound=Callable[..., Any])


def internal(method: _Any) -> _Any:
    """Mark a service's method that only jobs, the sender and the command line call."""
    method.actions = ()  # type: ignore[attr-defined]
    return method

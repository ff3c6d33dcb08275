"""Buttons about people: links, requests for a role, one person in another's place."""

from dataclasses import dataclass
from typing import ClassVar

from keyboards.tap import Tap, taps_of
from services.terms import Role


@dataclass(frozen=True, slots=True)
class OpenDesk(Tap):
    """A place with its people and what may be given there; 0 is the top."""

    prefix: ClassVar[str] = "ppl"
    place_id: int
    page: int


@dataclass(frozen=True, slots=True)
class FindDesk(Tap):
    """Look for a place by a part of its name."""

    prefix: ClassVar[str] = "ppf"


@dataclass(frozen=True, slots=True)
class ChooseRole(Tap):
    """Invite somebody to a place: which role?"""

    prefix: ClassVar[str] = "iv"
    place_id: int


@dataclass(frozen=True, slots=True)
class SetTerms(Tap):
    """For how many people and days a link is."""

    prefix: ClassVar[str] = "it"
    place_id: int
    role: Role
    uses: int
    days: int


@dataclass(frozen=True, slots=True)
class MakeInvite(Tap):
    """Make the link."""

    prefix: ClassVar[str] = "ppm"
    place_id: int
    role: Role
    uses: int
    days: int


@dataclass(frozen=True, slots=True)
class ShowLink(Tap):
    """A link by its token, which only this button knows."""

    prefix: ClassVar[str] = "ik"
    payload: str


@dataclass(frozen=True, slots=True)
class PrintInvite(Tap):
    """The picture of a link."""

    prefix: ClassVar[str] = "iq"
    payload: str


@dataclass(frozen=True, slots=True)
class ListInvites(Tap):
    """The links that still let somebody in."""

    prefix: ClassVar[str] = "il"
    page: int


@dataclass(frozen=True, slots=True)
class OpenInvite(Tap):
    """One of them."""

    prefix: ClassVar[str] = "io"
    invite_id: int


@dataclass(frozen=True, slots=True)
class RevokeInvite(Tap):
    """Take a link back."""

    prefix: ClassVar[str] = "ix"
    invite_id: int


@dataclass(frozen=True, slots=True)
class MailLinks(Tap):
    """Links for schools of a place, 0 for all one's own; `sure` 0 asks first.

    1 makes them for the schools without anybody, 2 for the others too.
    """

    prefix: ClassVar[str] = "ml"
    place_id: int
    days: int
    sure: int


@dataclass(frozen=True, slots=True)
class AskRole(Tap):
    """Say that one speaks for a school: as what?"""

    prefix: ClassVar[str] = "qa"
    place_id: int


@dataclass(frozen=True, slots=True)
class SendRequest(Tap):
    """Ask for a role at a school."""

    prefix: ClassVar[str] = "qs"
    place_id: int
    role: Role


@dataclass(frozen=True, slots=True)
class WithdrawRequest(Tap):
    """Take one's own request back."""

    prefix: ClassVar[str] = "qw"
    request_id: int


@dataclass(frozen=True, slots=True)
class ListRequests(Tap):
    """The requests that wait for a decision."""

    prefix: ClassVar[str] = "ql"
    page: int


@dataclass(frozen=True, slots=True)
class OpenRequest(Tap):
    """A request."""

    prefix: ClassVar[str] = "qo"
    request_id: int


@dataclass(frozen=True, slots=True)
class AskRefusal(Tap):
    """Ask before a request is refused."""

    prefix: ClassVar[str] = "rqn"
    request_id: int


@dataclass(frozen=True, slots=True)
class DecideRequest(Tap):
    """1 accepts, 0 refuses."""

    prefix: ClassVar[str] = "qd"
    request_id: int
    accept: int


@dataclass(frozen=True, slots=True)
class ListOwnSeats(Tap):
    """One's own seats that can be handed over."""

    prefix: ClassVar[str] = "ho"


@dataclass(frozen=True, slots=True)
class OpenSeat(Tap):
    """A seat, and who could take it."""

    prefix: ClassVar[str] = "hs"
    membership_id: int


@dataclass(frozen=True, slots=True)
class HandOver(Tap):
    """Give a seat to somebody who is there; `sure` 0 asks first."""

    prefix: ClassVar[str] = "ht"
    membership_id: int
    heir_id: int
    sure: int


@dataclass(frozen=True, slots=True)
class HandOverLink(Tap):
    """Make a link that gives the seat; `sure` 0 asks first."""

    prefix: ClassVar[str] = "hl"
    membership_id: int
    sure: int


@dataclass(frozen=True, slots=True)
class ChooseDeputy(Tap):
    """Who stands in?"""

    prefix: ClassVar[str] = "hd"
    membership_id: int


@dataclass(frozen=True, slots=True)
class ChooseLastDay(Tap):
    """Until when? `heir_id` 0 is somebody new, by a link."""

    prefix: ClassVar[str] = "hw"
    membership_id: int
    heir_id: int


@dataclass(frozen=True, slots=True)
class Lend(Tap):
    """Let somebody stand in for so many days, today included."""

    prefix: ClassVar[str] = "hb"
    membership_id: int
    heir_id: int
    days: int


@dataclass(frozen=True, slots=True)
class TypeLastDay(Tap):
    """Write the last day."""

    prefix: ClassVar[str] = "hy"
    membership_id: int
    heir_id: int


@dataclass(frozen=True, slots=True)
class TakeBack(Tap):
    """End the standing in now."""

    prefix: ClassVar[str] = "hx"
    membership_id: int


@dataclass(frozen=True, slots=True)
class ListRoles(Tap):
    """In whose name shall one act?"""

    prefix: ClassVar[str] = "aw"


@dataclass(frozen=True, slots=True)
class ActAs(Tap):
    """Act in one seat's name; 0 is all of them together."""

    prefix: ClassVar[str] = "aa"
    membership_id: int


PEOPLE_TAPS: tuple[type[Tap], ...] = taps_of(globals())

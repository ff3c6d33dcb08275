"""What a transaction offers: one repository per aggregate, all on one session."""

from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncSession

from db.repositories.acting import Acting
from db.repositories.answering import Answering
from db.repositories.audiences import Audiences
from db.repositories.audit import Audit
from db.repositories.broadcasts import Broadcasts
from db.repositories.calendars import Calendars
from db.repositories.deliveries import Deliveries
from db.repositories.dialogs import Dialogs
from db.repositories.duties import Duties
from db.repositories.escalations import Escalations
from db.repositories.expired import Expired
from db.repositories.figures import Figures
from db.repositories.files import Files, Parcels
from db.repositories.groups import Groups
from db.repositories.held import Held
from db.repositories.intake import Intake
from db.repositories.invites import Invites, Requests
from db.repositories.journal import Journal
from db.repositories.ledger import Ledger
from db.repositories.mutes import Mutes
from db.repositories.official import OfficialPapers
from db.repositories.outbox import Outbox
from db.repositories.people import People
from db.repositories.personal import Personal
from db.repositories.places import Places
from db.repositories.plans import Plans
from db.repositories.questions import Questions
from db.repositories.queues import Queues
from db.repositories.reminders import Reminders
from db.repositories.staffing import Staffing
from db.repositories.weekly import Weekly


class Store:
    """The repositories of one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        """Take the session of an open transaction."""
        self._session = session

    async def flush(self) -> None:
        """Send pending inserts, so that new rows have their ids."""
        await self._session.flush()

    @cached_property
    def places(self) -> Places:
        """The tree of places."""
        return Places(self._session)

    @cached_property
    def people(self) -> People:
        """People and memberships."""
        return People(self._session)

    @cached_property
    def acting(self) -> Acting:
        """Who is acting."""
        return Acting(self._session)

    @cached_property
    def invites(self) -> Invites:
        """Links that give roles, and wrong ones."""
        return Invites(self._session)

    @cached_property
    def requests(self) -> Requests:
        """Questions for a role."""
        return Requests(self._session)

    @cached_property
    def personal(self) -> Personal:
        """One person across all tables."""
        return Personal(self._session)

    @cached_property
    def audit(self) -> Audit:
        """The record of actions."""
        return Audit(self._session)

    @cached_property
    def expired(self) -> Expired:
        """What has been kept long enough."""
        return Expired(self._session)

    @cached_property
    def held(self) -> Held:
        """What a restore holds back."""
        return Held(self._session)

    @cached_property
    def staffing(self) -> Staffing:
        """Who is missing where."""
        return Staffing(self._session)

    @cached_property
    def plans(self) -> Plans:
        """Road maps, rows, occurrences."""
        return Plans(self._session)

    @cached_property
    def duties(self) -> Duties:
        """Attendance and reports."""
        return Duties(self._session)

    @cached_property
    def answering(self) -> Answering:
        """One answer, and the card that shows it."""
        return Answering(self._session)

    @cached_property
    def journal(self) -> Journal:
        """The last reports of schools, and visits to them."""
        return Journal(self._session)

    @cached_property
    def questions(self) -> Questions:
        """What schools ask those who advise them."""
        return Questions(self._session)

    @cached_property
    def files(self) -> Files:
        """Files of reports, and their copies."""
        return Files(self._session)

    @cached_property
    def broadcasts(self) -> Broadcasts:
        """Announcements after they were sent."""
        return Broadcasts(self._session)

    @cached_property
    def official(self) -> OfficialPapers:
        """Official papers made by the bot."""
        return OfficialPapers(self._session)

    @cached_property
    def parcels(self) -> Parcels:
        """Files sent out of the blue."""
        return Parcels(self._session)

    @cached_property
    def dialogs(self) -> Dialogs:
        """Forms being filled in."""
        return Dialogs(self._session)

    @cached_property
    def reminders(self) -> Reminders:
        """Promised reminders."""
        return Reminders(self._session)

    @cached_property
    def escalations(self) -> Escalations:
        """Silent schools, and who is told of them."""
        return Escalations(self._session)

    @cached_property
    def mutes(self) -> Mutes:
        """What people do not want to be reminded of."""
        return Mutes(self._session)

    @cached_property
    def ledger(self) -> Ledger:
        """What became of every promise."""
        return Ledger(self._session)

    @cached_property
    def queues(self) -> Queues:
        """What waits, in figures."""
        return Queues(self._session)

    @cached_property
    def outbox(self) -> Outbox:
        """Outgoing messages and announcements."""
        return Outbox(self._session)

    @cached_property
    def deliveries(self) -> Deliveries:
        """A year of messages at once, for the simulator."""
        return Deliveries(self._session)

    @cached_property
    def weekly(self) -> Weekly:
        """Readers of weekly messages, and cards to be drawn anew."""
        return Weekly(self._session)

    @cached_property
    def audiences(self) -> Audiences:
        """Audiences kept by name."""
        return Audiences(self._session)

    @cached_property
    def groups(self) -> Groups:
        """Chats of municipalities, and what is posted there."""
        return Groups(self._session)

    @cached_property
    def calendars(self) -> Calendars:
        """Addresses for the calendars of phones."""
        return Calendars(self._session)

    @cached_property
    def figures(self) -> Figures:
        """Rows behind figures, and figures entered by hand."""
        return Figures(self._session)

    @cached_property
    def intake(self) -> Intake:
        """Received updates, audit, markers."""
        return Intake(self._session)

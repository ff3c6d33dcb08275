"""How long what is kept: all terms in one place; docs/privacy.md explains them.

The audit is kept: it holds ids only. Reports, attendance and road maps belong to the schools.
"""

from dataclasses import dataclass
from datetime import timedelta

from db.database import Database
from services.access import internal
from services.clock import Clock
from services.privacy import Privacy, erase

# Texts of incoming messages are wiped when answered; those of strangers at the latest after this.
STRANGERS_MESSAGES = timedelta(hours=24)
# What is left of an answered message: its number, so that it is not taken twice.
ANSWERED_MESSAGES = timedelta(days=3)
# Wrong invitations are counted for an hour.
WRONG_INVITES = timedelta(hours=1)
# A form left half-done is offered for so long; files sent out of the blue wait as long.
HALF_DONE_FORMS = timedelta(days=30)
# Papers made by the bot: they can be made anew, of the same moment.
OFFICIAL_PAPERS = timedelta(days=30)
# After that a consent taken back means to be forgotten.
WITHDRAWN_PEOPLE = timedelta(days=30)
# After that a sent message is a number, a kind and a fate.
SENT_MESSAGES = timedelta(days=180)
# After that announcements lose their words.
ANNOUNCEMENTS = timedelta(days=365)
# Roles given up, requests decided and links that have run out.
PAST_ROLES = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many rows a sweep has emptied or deleted, and how many people it has forgotten."""

    rows: int
    people: int


class Retention:
    """Lets go what has been kept long enough."""

    def __init__(self, database: Database, clock: Clock, privacy: Privacy) -> None:
        """Take who cleans up after the erased."""
        self._database = database
        self._clock = clock
        self._privacy = privacy

    @internal
    async def sweep_strangers(self) -> int:
        """What is known of people without consent: every hour."""
        now = self._clock.now()
        async with self._database.write() as store:
            wiped = await store.intake.wipe_strangers(now - STRANGERS_MESSAGES)
            return wiped + await store.expired.wrong_invites(now - WRONG_INVITES)

    @internal
    async def sweep(self) -> Swept:
        """Everything else: once a day."""
        now = self._clock.now()
        async with self._database.write() as store:
            expired = store.expired
            rows = await expired.dialogs(now - HALF_DONE_FORMS)
            rows += await expired.parcels(now - HALF_DONE_FORMS)
            rows += await expired.official_papers(now - OFFICIAL_PAPERS)
            rows += await expired.sent_messages(now - SENT_MESSAGES)
            rows += await expired.announcements(now - ANNOUNCEMENTS)
            rows += await expired.past_roles(now - PAST_ROLES)
            gone = await store.personal.withdrawn_before(now - WITHDRAWN_PEOPLE)
            for person in gone:
                await erase(store, person, now, by=None)
        if gone:
            self._privacy.has_traces()
        return Swept(rows, len(gone))

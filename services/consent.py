"""Giving consent, inside a transaction: which text, in which language, when, for the proof."""

from datetime import datetime

from db.models import Person
from db.store import Store
from locales.documents import consent, newest_consent
from services.promises import promise_for_person

# Follows the files of locales/consent: a new text is a new version, and everybody is asked again.
CONSENT_VERSION = newest_consent()


async def note_consent(store: Store, person: Person, now: datetime, locale: str) -> None:
    """Write down that a person has agreed to the present text.

    Who comes back after taking his consent away is promised his reminders anew.
    """
    was_away = person.withdrawn_at is not None
    person.consent_version, person.consented_at = CONSENT_VERSION, now
    person.withdrawn_at = None
    document = consent(CONSENT_VERSION, locale)
    store.intake.audit(
        now,
        person.id,
        "consent",
        object_kind="person",
        object_id=person.id,
        detail={
            "version": document.version,
            "locale": document.locale,
            "sha256": document.fingerprint,
        },
    )
    await store.flush()
    if was_away:
        await promise_for_person(store, person.id, now)

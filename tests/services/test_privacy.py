"""A person's data: all of it shown, silenced, erased; figures of the school stay."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.container import assemble
from db.models import (
    Attendance,
    AuditEntry,
    Dialog,
    InboxUpdate,
    Membership,
    OutboxMessage,
    Person,
    Reminder,
    Report,
    ReportDecision,
    ReportVersion,
    WrongInvite,
)
from handlers.views.my_data import my_data_file
from handlers.views.report import report_screen
from locales import LOCALES, translator
from locales.documents import consent, newest_consent
from services.access import Actor
from services.errors import NotFoundError
from services.forms.form import Input
from services.registration import Registration
from services.staffing import Gap
from services.terms import Role
from tests.support.canaries import NAME, SURNAME, files_with, tables_with
from tests.support.plans import SELF_CHECK, WEBINAR
from tests.support.world import SCHOOL_1, World

FOLDER = Path(__file__).parents[2] / "locales" / "consent"
REASON = "Заболела канарейка-17"


@pytest.fixture
async def isolde(world: World) -> Actor:
    """The director of the first school, who has left something in every table she can."""
    olga, pavel = await world.join("Ольга", "Павел")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    isolde = await world.joins(NAME, Role.DIRECTOR, SCHOOL_1)
    services = world.services
    sent = await world.reports(
        isolde, SELF_CHECK, SCHOOL_1, done=f"Провели. {NAME}, для Канарейкиной"
    )
    turn = await services.reports.begin_return(pavel, sent.report_id, sent.version)
    turn = await services.dialogs.answer(pavel, Input(text=f"{NAME}, добавьте фото"))
    if turn.outcome is None:
        # It looks like a pupil's name: he is asked once more.
        await services.dialogs.submit(pavel, turn.dialog_id)
    occurrence, school = await world.occurrence(WEBINAR), await world.school(SCHOOL_1)
    await services.attendance.decline(isolde, occurrence, school)
    await services.dialogs.answer(isolde, Input(text=REASON))
    async with world.database.write() as store:
        store.people.add(WrongInvite(telegram_id=isolde.telegram_id, at=world.clock.now()))
        store.people.add(
            Dialog(
                person_id=isolde.id,
                form="report",
                form_version=1,
                subject_key="x",
                subject={"title": "черновик"},
                step="done",
                answers={"done": f"черновик: {NAME}"},
                active=False,
                updated_at=world.clock.now(),
            )
        )
    return isolde


@pytest.fixture
async def maria(world: World) -> Actor:
    """A director whose first reminder is due and who has answered nothing."""
    (olga,) = await world.join("Ольга")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    maria = await world.joins("Мария")
    world.clock.set(await first_due(world, maria))
    await world.services.reminders.enqueue_due()
    return maria


# -- the text ---------------------------------------------------------------------------------


def test_a_text_that_was_shown_is_never_edited():
    """Edit a text and this fails: a new text is a new version (docs/privacy.md)."""
    listed = dict(
        reversed(line.split())
        for line in (FOLDER / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in FOLDER.glob("*.md")}
    assert listed == found


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_the_newest_text_in_pages_that_fit(locale: str):
    pages = consent(newest_consent(), locale).pages(operator="О" * 200, contact="К" * 200)
    assert len(pages) > 1
    assert all(len(page) <= 3000 for page in pages)
    whole = "".join(pages)
    assert "О" * 200 in whole
    assert "К" * 200 in whole


def test_what_an_operator_is_called_cannot_become_markup():
    pages = consent(newest_consent(), "ru").pages(operator="<b>**x**", contact="&")
    assert "<b>**" not in "".join(pages)
    assert "&lt;b&gt;" in "".join(pages)


async def test_the_audit_proves_which_text_was_agreed_to_and_when(world: World):
    maria = (await world.agrees("Мария")).actor

    (entry,) = await world.all(select(AuditEntry).where(AuditEntry.person_id == maria.id))

    document = (FOLDER / f"{newest_consent()}.ru.md").read_bytes()
    assert (entry.action, entry.at) == ("consent", world.clock.now())
    assert entry.detail == {
        "version": newest_consent(),
        "locale": "ru",
        "sha256": hashlib.sha256(document).hexdigest(),
    }


async def test_agreeing_to_a_new_text_is_written_down_too(world: World):
    await world.agrees("Мария")
    async with world.database.write() as store:
        (await store.people.by_telegram(world.account("Мария"))).consent_version = "0"
    await world.agrees("Мария")

    entries = await world.all(select(AuditEntry.action))
    assert entries.count("consent") == 2


# -- everything -------------------------------------------------------------------------------


async def test_the_file_holds_what_the_tables_hold(world: World, isolde: Actor):
    """Oracle: every cell of every row that speaks of her, found by scanning all tables."""
    found = await world.services.privacy.everything(isolde)
    assert found is not None
    page = my_data_file(translator("ru"), isolde, found)

    for canary in (NAME, REASON, f"черновик: {NAME}", str(isolde.telegram_id)):
        assert await tables_with(world.database, canary) != {}, "the scan finds it"
        assert canary in page
    for table in await tables_with(world.database, SURNAME, REASON, str(isolde.telegram_id)):
        assert table in found.tables
    assert {"membership", "reminder", "audit"} <= set(found.tables)
    for stranger in ("Ольга", "Павел"):
        assert stranger not in page


async def test_who_decided_about_a_report_gets_his_own_words_of_it_only(
    world: World, isolde: Actor
):
    """Oracle: the curator's rows, found by scanning all tables, hold nothing the author wrote."""
    pavel = await world.stranger("Павел")
    (report,) = await world.all(select(Report))
    assert report.decided_by == pavel.id

    found = await world.services.privacy.everything(pavel)
    assert found is not None

    (told,) = found.tables["report"]
    assert (told["id"], told["decided_at"]) == (report.id, report.decided_at)
    assert told["comment"] == f"{NAME}, добавьте фото"
    assert "answers" not in told
    assert "Провели" not in my_data_file(translator("ru"), pavel, found)
    of_author = await world.services.privacy.everything(isolde)
    assert of_author is not None
    assert of_author.tables["report"][0]["answers"] == report.answers


async def test_who_gave_a_role_reads_when_and_where_only(world: World):
    olga = await world.joins("Ольга")
    link = await world.services.invites.make(olga, await world.place_id(SCHOOL_1), Role.DIRECTOR)
    maria = (await world.agrees("Мария", link.token)).actor
    found = await world.services.privacy.everything(olga)
    assert found is not None

    (given,) = [row for row in found.tables["membership"] if row["person_id"] == maria.id]
    assert given["granted_by"] == olga.id
    assert "role" not in given
    (own,) = [row for row in found.tables["membership"] if row["person_id"] == olga.id]
    assert own["role"] == Role.MUNICIPAL_COORDINATOR


async def test_the_file_is_no_place_for_markup(world: World):
    mallory = (await world.agrees("<script>alert(1)</script>")).actor
    found = await world.services.privacy.everything(mallory)
    assert found is not None
    assert "<script" not in my_data_file(translator("en"), mallory, found)


async def test_a_stranger_has_no_data(world: World):
    stranger = await world.stranger("Тимур")
    privacy = world.services.privacy
    assert await privacy.everything(stranger) is None
    assert not (await privacy.overview(stranger)).is_known
    assert not await privacy.forget(stranger)
    assert await world.all(select(AuditEntry).where(AuditEntry.person_id.is_not(None))) == []


# -- taking the consent back ------------------------------------------------------------------


async def test_withdrawal_stops_what_is_queued_and_what_is_promised(world: World, maria: Actor):
    queued = await world.all(status_of(maria))
    assert "queued" in queued

    await world.services.privacy.withdraw(maria)

    assert set(await world.all(status_of(maria))) <= {"skipped", "sent"}
    world.clock.advance(days=20)
    await world.services.reminders.enqueue_due()
    delivered = await world.deliver()
    assert [sent for sent in delivered if sent.person_id == maria.id] == []


async def test_a_message_claimed_before_the_withdrawal_is_not_sent_after_it(
    world: World, maria: Actor
):
    claimed = [e for e in await world.services.outbox.claim(100) if e.person_id == maria.id]
    assert claimed

    await world.services.privacy.withdraw(maria)

    assert [await world.services.outbox.open(envelope) for envelope in claimed] == [None] * len(
        claimed
    )


async def test_silence_holds_for_what_is_claimed_already(world: World, maria: Actor):
    claimed = [e for e in await world.services.outbox.claim(100) if e.person_id == maria.id]
    assert await world.services.outbox.open(claimed[0]) is not None

    await world.services.preferences.pause(maria, True)

    assert await world.services.outbox.open(claimed[0]) is None


async def test_who_took_the_consent_back_is_asked_again_and_gets_his_promises_back(
    world: World, isolde: Actor
):
    before = await world.promised(NAME, WEBINAR)
    await world.services.privacy.withdraw(isolde)
    gone = await world.stranger(NAME)
    assert not Registration.has_consent(gone)
    assert gone.seats == ()
    assert "planned" not in (await world.promised(NAME, WEBINAR)).values()

    back = (await world.agrees(NAME)).actor

    assert [seat.role for seat in back.seats] == [Role.DIRECTOR]
    assert await world.promised(NAME, WEBINAR) == before
    actions = await world.all(select(AuditEntry.action).where(AuditEntry.person_id == isolde.id))
    assert [a for a in actions if a.startswith("consent")] == [
        "consent",
        "consent:withdrawn",
        "consent",
    ]


# -- being forgotten --------------------------------------------------------------------------


async def test_forgetting_erases_the_person_and_keeps_the_figures(world: World, isolde: Actor):
    assert await world.services.privacy.forget(isolde)

    assert await tables_with(world.database, SURNAME, REASON, str(isolde.telegram_id)) == {}
    (person,) = await world.all(select(Person).where(Person.id == isolde.id))
    assert (person.telegram_id, person.name) == (-isolde.id, "")
    assert person.forgotten_at == world.clock.now()
    (report,) = await world.all(select(Report))
    assert report.submitted_by == isolde.id
    assert report.answers["account"][0]["text"].startswith("Провели.")
    (version,) = await world.all(select(ReportVersion))
    assert (version.submitted_by, version.answers) == (None, report.answers)
    (said,) = await world.all(select(ReportDecision))
    assert said.comment == report.comment
    assert report.comment.endswith(", добавьте фото")
    (answer,) = await world.all(select(Attendance).where(Attendance.intention == "absent"))
    assert (answer.answered_by, answer.reason) == (isolde.id, None)
    assert await world.all(select(Dialog)) == []
    assert await world.all(select(Reminder).where(Reminder.person_id == isolde.id)) == []
    held = await world.all(select(Membership).where(Membership.person_id == isolde.id))
    assert all(membership.revoked_at is not None for membership in held)
    forgot = await world.all(select(AuditEntry).where(AuditEntry.action == "forget"))
    assert [(e.person_id, e.object_id) for e in forgot] == [(isolde.id, isolde.id)]


async def test_a_school_whose_only_director_is_forgotten_has_nobody(world: World, isolde: Actor):
    olga = await world.stranger("Ольга")
    before = await world.services.staffing.gap(olga, Gap.UNMANNED)
    assert SCHOOL_1 not in [item.place_name for item in before.items]

    await world.services.privacy.forget(isolde)

    after = await world.services.staffing.gap(olga, Gap.UNMANNED)
    assert SCHOOL_1 in [item.place_name for item in after.items]


async def test_a_report_of_somebody_forgotten_is_still_the_school_s(world: World, isolde: Actor):
    report_id = (await world.all(select(Report.id)))[0]
    await world.services.privacy.forget(isolde)

    card = await world.services.reports.card(await world.stranger("Павел"), report_id)
    assert card.author_name == ""
    shown = report_screen(translator("ru"), card).text
    assert "бывший представитель" in shown
    assert SURNAME not in shown


async def test_who_is_forgotten_begins_as_a_stranger(world: World, isolde: Actor):
    await world.services.privacy.forget(isolde)

    assert (await world.stranger(NAME)).person_id is None
    anew = (await world.agrees(NAME)).actor
    assert anew.id != isolde.id
    assert anew.seats == ()


async def test_an_account_held_from_before_is_worth_nothing_after_it(world: World, isolde: Actor):
    await world.services.privacy.forget(isolde)

    assert not await world.services.privacy.forget(isolde)
    with pytest.raises(NotFoundError):
        await world.services.privacy.withdraw(isolde)


async def test_no_trace_is_left_in_the_files(world: World, isolde: Actor, engine: str):
    if engine != "sqlite":
        pytest.skip("the files of PostgreSQL are its own")
    folder = Path(world.database.url.database).parent
    canaries = [SURNAME, REASON, str(isolde.telegram_id)]
    assert files_with(folder, canaries) != [], "the scan finds it before"

    await world.services.privacy.forget(isolde)
    assert await world.services.privacy.clean_up()

    assert files_with(folder, canaries) == []
    assert not await world.services.privacy.clean_up(), "once is enough"


async def test_cleaning_up_waits_for_the_answer_and_outlives_the_process(
    world: World, isolde: Actor, engine: str
):
    body = f'{{"from": "{NAME}"}}'
    await world.services.inbox.receive([(1, isolde.telegram_id, body)])
    with world.services.inbox.in_hand(1):
        await world.services.privacy.forget(isolde)
    assert not await world.services.privacy.clean_up(), "the message is not answered yet"

    reborn = assemble(world.database, world.clock, "Europe/Moscow")
    await reborn.inbox.done(1)
    assert await reborn.privacy.clean_up()

    assert await tables_with(world.database, SURNAME, str(isolde.telegram_id)) == {}
    if engine == "sqlite":
        assert files_with(Path(world.database.url.database).parent, [SURNAME]) == []


async def test_messages_that_wait_are_wiped_with_their_author(world: World, isolde: Actor):
    await world.services.inbox.receive([(n, isolde.telegram_id, NAME) for n in (1, 2)])
    with world.services.inbox.in_hand(1):
        await world.services.privacy.forget(isolde)

    left = {u.update_id: u.body for u in await world.all(select(InboxUpdate))}
    assert left == {1: NAME, 2: None}, "the one in hand goes when it is answered"


async def first_due(world: World, person: Actor):
    (first, *_) = await world.all(
        select(Reminder.due_at).where(Reminder.person_id == person.id).order_by(Reminder.due_at)
    )
    return first


def status_of(person: Actor):
    return select(OutboxMessage.status).where(OutboxMessage.person_id == person.id)

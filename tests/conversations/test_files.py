"""Files of reports in the curator's chat: together, and from our copies when Telegram has none."""

from pathlib import Path

from sqlalchemy import select

from db.models import Occurrence, Person, Place, PlanRow, Report
from keyboards.callbacks import ShowEvidence
from sandbox.engine import Upload
from services.files import keep
from services.terms import Role
from tests.conversations.district import SAMPLE, SCHOOL, District, Neighbour, open_district

PHOTO = (SAMPLE / "photo.png").read_bytes()
ORDER = b"%PDF-1.7 order"
BAD_REQUEST = 400


async def reports(district: District, *given: tuple[str, str, bytes]) -> tuple[int, list[str]]:
    """The school's report with these files (kind, name, content); gives their numbers too."""
    stored = [district.world.files.add(k, Upload(name, body)) for k, name, body in given]
    answers = {
        "order": [
            {"file": {"file_id": one.file_id, "kind": one.kind, "name": n, "size": one.size}}
            for one, (_, n, _) in zip(stored, given, strict=True)
        ]
    }
    now = district.clock.now()
    async with district.app.container.files._database.write() as store:
        session = store.people.session
        school = await session.scalar(select(Place).where(Place.name == SCHOOL))
        author = await session.scalar(select(Person).where(Person.name.startswith("Мария")))
        occurrence = await session.scalar(
            select(Occurrence.id)
            .join(PlanRow, PlanRow.id == Occurrence.row_id)
            .where(PlanRow.title.startswith("Издание школьного приказа"))
        )
        assert school is not None
        assert author is not None
        report = Report(
            occurrence_id=occurrence,
            place_id=school.id,
            status="submitted",
            proofs=["order"],
            form_version=1,
            answers=answers,
            submitted_by=author.id,
            submitted_at=now,
        )
        store.duties.add(report)
        await store.flush()
        await keep(store, report, answers, author.id, now)
        return report.id, [one.file_id for one in stored]


def contents(folder: Path) -> list[bytes]:
    """All copies in a folder."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


async def shown(person: Neighbour, since: int) -> list[str]:
    """Names of the files the bot has shown."""
    return [m["media"]["name"] for m in await person.messages() if m["id"] > since and m["media"]]


async def test_files_are_shown_together(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    photos = [("photo", f"{at}.png", PHOTO + bytes([at])) for at in range(3)]
    papers = [("document", f"Приказ {at}.pdf", ORDER + bytes([at])) for at in range(2)]
    report_id, _ = await reports(district, *photos, *papers)
    before = await pavel.newest()
    await district.forges(pavel, ShowEvidence(report_id).pack())
    assert len(await shown(pavel, before)) == 5
    assert len(district.world.outbox("sendMediaGroup")) == 2, "photos together, papers together"
    albums = district.world.outbox("sendMediaGroup")
    assert all(call["params"].get("reply_to_message_id") for call in albums), "they quote the card"
    assert district.world.outbox("sendPhoto") == district.world.outbox("sendDocument") == []


async def test_what_telegram_has_forgotten_comes_from_the_copy(
    district: District, maria: Neighbour, pavel: Neighbour, tmp_path: Path
) -> None:
    district.settings = district.settings.model_copy(update={"files_dir": tmp_path})
    await district.reopens()
    report_id, numbers = await reports(
        district, ("document", "Приказ.pdf", ORDER), ("document", "Список.pdf", ORDER + b"2")
    )
    await district.app.jobs.copy_files()
    district.world.files.forget(numbers[0])
    district.expected_statuses.add(BAD_REQUEST)

    before = await pavel.newest()
    await district.forges(pavel, ShowEvidence(report_id).pack())
    assert sorted(await shown(pavel, before)) == ["Приказ.pdf", "Список.pdf"]
    assert await pavel.file("Приказ") == ORDER


async def test_without_a_copy_it_is_said_what_is_gone(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    report_id, (number,) = await reports(district, ("document", "Приказ.pdf", ORDER))
    await district.app.jobs.copy_files()
    district.world.files.forget(number)
    district.expected_statuses.add(BAD_REQUEST)

    await district.forges(pavel, ShowEvidence(report_id).pack())
    await pavel.has("Этих файлов больше нет в Telegram")
    await pavel.has("Приказ.pdf")


async def test_the_files_of_another_school_are_not_shown(
    district: District, maria: Neighbour
) -> None:
    ivan = await district.person("Иван Громов", Role.DIRECTOR, "МБОУ «Степновская СОШ»")
    report_id, _ = await reports(district, ("document", "Приказ.pdf", ORDER))
    await ivan.sends("/start")
    before = await ivan.newest()
    await district.forges(ivan, ShowEvidence(report_id).pack())
    assert await shown(ivan, before) == []


async def test_over_a_real_connection_a_copy_is_made_too(
    published_template: Path, scratch: Path, tmp_path: Path
) -> None:
    async with open_district(published_template, scratch / "files.db", http=True) as district:
        district.settings = district.settings.model_copy(update={"files_dir": tmp_path})
        await district.reopens()
        async with district.live():
            await district.person("Мария Лебедева", Role.DIRECTOR)
            await reports(district, ("document", "Приказ.pdf", ORDER))
            await district.app.jobs.copy_files()
        assert district.problems() == []
    assert contents(tmp_path) == [ORDER]

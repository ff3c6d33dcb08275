"""What a curator reads above his decision."""

from tests.conversations.district import SCHOOL, District, Neighbour
from tests.conversations.test_report import fill


async def test_a_report_says_who_sent_it_and_when(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    await district.passes(minutes=45)
    await fill(maria)
    await maria.taps("Отправить")
    card = await pavel.sees(f"Отчёт · {SCHOOL}")
    assert "✉️ Мария Лебедева, 15 февраля, 09:15" in card["text"], "by the curator's own clock"

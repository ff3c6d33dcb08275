"""A1: three hundred schools answer about one webinar, within a minute and in the same moment.

Within a minute the taps come evenly, five a second. In the same moment all are put into the queue
at once. Both are done to the product and to a bare aiogram echo of a tap; how long each tap waits
for its answer is compared. In the same moment that is the answer to the button, given once the
effect is kept; when the card is drawn is told beside it. Within a minute it is the drawing. The
stub hands out at most a hundred updates a poll, as Telegram does. Afterwards the database is asked
whether every answer was kept.
"""

import json
from statistics import median

from sqlalchemy import select

from bench.figures import Goal, Scope, share
from bench.process import ECHO_TOKEN, TOKEN, Child, child
from bench.tap import Stand, stand, taps
from db.models import Attendance
from services.terms import Intention

_SCHOOLS = 300
# In which order the prepared taps answer, and so which answer is the last.
_SAID = (Intention.GOING, Intention.DEPUTY)
_SECONDS = 60.0
_RATE = _SCHOOLS / _SECONDS
_LONGEST = 1.0
# A queue of three hundred waits as long as their work takes: the goals are those of one tap (G1).
_RATIO, _FIRST_STEP = 1.25, 2.5


async def measure(scope: Scope) -> list[Goal]:
    """Rounds of all schools at once for both bots; each round every school answers anew."""
    schools = scope.pick(100, _SCHOOLS)
    product: list[list[float]] = []
    drawn: list[tuple[float, float]] = []
    echoed: list[list[float]] = []
    lost = 0
    within: dict[str, float] = {}
    async with stand(schools, "unlimited") as at_work:
        options = json.dumps({"api": await at_work.stub.ask("url")})
        async with child("bench.echo", options) as echo:
            await at_work.stub.ask("load", {"token": ECHO_TOKEN, "updates": taps(at_work.found)})
            await _burst(at_work, echo, ECHO_TOKEN, schools)
            for number in range(scope.rounds + 1):
                found, cards = await _burst(at_work, at_work.bot, TOKEN, schools)
                lost += await _lost(at_work, _SAID[number % len(_SAID)])
                anchor, echoed_cards = await _burst(at_work, echo, ECHO_TOKEN, schools)
                # The first round warms up.
                if number:
                    product.append(found)
                    echoed.append(anchor)
                    drawn.append((share(cards, 0.95), share(echoed_cards, 0.95)))
            drip = {"rate": _RATE, "seconds": min(schools, scope.pick(50, _SCHOOLS)) / _RATE}
            for token in (TOKEN, ECHO_TOKEN):
                within[token] = share(
                    await at_work.stub.ask("drip", {**drip, "token": token}), 0.95
                )
    worst = max(share(one, 0.95) for one in product)
    ratio = median(
        share(one, 0.95) / max(share(other, 0.95), 1e-9)
        for one, other in zip(product, echoed, strict=True)
    )
    longest = max(max(one) for one in product)
    card = max(one for one, _ in drawn)
    card_ratio = median(one / max(other, 1e-9) for one, other in drawn)
    note = f"p95 {worst * 1000:.0f} ms at worst, {schools} schools, {scope.rounds} rounds"
    return [
        Goal(
            "A1",
            "all schools within a minute: p95 of a tap / of a bare echo",
            within[TOKEN] / max(within[ECHO_TOKEN], 1e-9),
            note=f"{within[TOKEN] * 1000:.0f} ms / {within[ECHO_TOKEN] * 1000:.0f} ms",
        ),
        Goal("A1", "all schools within a minute: p95, s", within[TOKEN], _LONGEST),
        Goal(
            "A1",
            "all schools at once: p95 of a tap / of a bare echo",
            ratio,
            limit=_RATIO,
            first_step=_FIRST_STEP,
            note=note,
        ),
        Goal("A1", "all schools at once: p95 at worst, s", worst, _LONGEST),
        Goal("A1", "all schools at once: until the last is answered, s", longest, _SECONDS),
        Goal("A1", "all schools at once: until cards are drawn, p95 / of the echo", card_ratio),
        Goal("A1", "all schools at once: until cards are drawn, p95 at worst, s", card),
        Goal("A1", "all schools at once: answers lost", float(lost), 0),
    ]


async def _burst(
    at_work: Stand, bot: Child, token: str, schools: int
) -> tuple[list[float], list[float]]:
    """How long each waited for the answer to his button, and until his card was drawn."""
    order = {"token": token, "count": schools, "at_once": schools}
    fed = await at_work.stub.ask("feed", order)
    # What is done after the answers is over before the other one begins.
    await bot.ask("cpu")
    return fed["answers"], fed["latencies"]


async def _lost(at_work: Stand, said: Intention) -> int:
    """How many schools' last answers are not in the database."""
    async with at_work.found.database.read() as store:
        query = select(Attendance.party_id).where(
            Attendance.occurrence_id == at_work.found.occurrence_id, Attendance.intention == said
        )
        kept = set(await store.duties.session.scalars(query))
    return len(set(at_work.found.schools) - kept)

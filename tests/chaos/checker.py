"""The only judge: what the sandbox saw, against what the database says. Pure functions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fate:
    """What the database says of one message in the end."""

    status: str
    repeated: bool = False


@dataclass(frozen=True)
class Verdict:
    """What came of all messages; `faults` is empty when every promise was kept."""

    delivered: int
    doubled: int
    lost: int
    flagged: int
    faults: tuple[str, ...] = field(default=())


def judge(
    recipients: Iterable[int],
    deliveries: Mapping[int, int],
    fates: Mapping[int, Fate],
    in_doubt: Mapping[int, int],
    *,
    ask: bool,
) -> Verdict:
    """Compare; `in_doubt` counts at how many kills a message was on its way.

    `ask` is the policy for announcements: what is in doubt is never sent again by itself, so
    nothing is doubled, and everything that did not arrive is marked as unknown. Otherwise what is
    in doubt is sent once more: nothing is lost, and only what is marked may be doubled.
    """
    faults = []
    counted = Counter({person: deliveries.get(person, 0) for person in recipients})
    for person, count in counted.items():
        fate = fates.get(person)
        if fate is None:
            faults.append(f"{person}: no fate at all")
            continue
        doubt = in_doubt.get(person, 0)
        flagged = fate.status == "unknown" or fate.repeated
        if count == 0 and not (ask and fate.status == "unknown"):
            faults.append(f"{person}: lost, the database says {fate.status}")
        if count > 1 and (ask or not flagged):
            faults.append(f"{person}: came {count} times, the database says {fate}")
        if count > 1 + doubt:
            faults.append(f"{person}: came {count} times, in doubt {doubt} times")
        if flagged and not doubt:
            faults.append(f"{person}: marked without a reason")
        if fate.status not in {"sent", "unknown"}:
            faults.append(f"{person}: ended as {fate.status}")
    strangers = set(deliveries) - set(counted)
    faults += [f"{person}: was not meant" for person in strangers]
    return Verdict(
        delivered=sum(count > 0 for count in counted.values()),
        doubled=sum(max(count - 1, 0) for count in counted.values()),
        lost=sum(
            count == 0 and fates.get(person, Fate("")).status != "unknown"
            for person, count in counted.items()
        ),
        flagged=sum(fate.status == "unknown" or fate.repeated for fate in fates.values()),
        faults=tuple(faults),
    )

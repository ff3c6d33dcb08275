"""Where tests begin whose people joined before: to join is a conversation of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services.terms import Role
from tests.conversations.district import DISTRICT, Scene, open_district

# What `District.person` takes, by the name of the fixture; who brings the road map comes first.
CAST: dict[str, tuple[Any, ...]] = {
    "olga": ("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT),
    "maria": ("Мария Лебедева", Role.DIRECTOR),
    "pavel": ("Павел Ершов", Role.CURATOR, DISTRICT),
    "vera": ("Вера Новая", Role.MUNICIPAL_COORDINATOR, DISTRICT),
    "mila": ("Мила Ровная", Role.DIRECTOR),
}


class Scenes:
    """Scenes by who is in them, each made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[Path, tuple[str, ...]], Scene] = {}

    async def of(self, template: Path, names: tuple[str, ...]) -> Scene:
        """The scene in which these have joined, one after the other."""
        key = (template, names)
        if key not in self._made:
            path = self._folder / f"{len(self._made)}.db"
            self._made[key] = await make_scene(template, path, {name: CAST[name] for name in names})
        return self._made[key]


async def make_scene(template: Path, path: Path, cast: Mapping[str, tuple[Any, ...]]) -> Scene:
    """Let people join by their invitations, as they do, and keep what comes of it.

    `cast` gives for the name of a fixture what `District.person` takes. The bot of a test that
    begins here is a process that was started after they joined.
    """
    async with open_district(template, path) as district:
        for name, details in cast.items():
            district.cast[name] = await district.person(*details)
        await district.closes()
        people = {
            name: {key: kept for key, kept in vars(person).items() if key != "_backend"}
            for name, person in district.cast.items()
        }
        assert district.problems() == []
        return Scene(path, district.world, people, district._next_id)

"""What a person sets for himself: language, zone, silence."""

from db.database import Database
from services.access import Action, Actor, needs
from services.errors import DomainError, NotFoundError
from services.times import is_zone


class Preferences:
    """Changes a person's own settings."""

    def __init__(self, database: Database) -> None:
        """Take where people are kept."""
        self._database = database

    @needs(Action.KEEP_SETTINGS)
    async def speak(self, actor: Actor, locale: str) -> None:
        """Choose the language."""
        await self._change(actor, locale=locale)

    @needs(Action.KEEP_SETTINGS)
    async def live_in(self, actor: Actor, timezone: str | None) -> None:
        """Choose one's own zone; None takes the zone of the place again."""
        if timezone is not None and not is_zone(timezone):
            raise DomainError("timezone_unknown")
        await self._change(actor, timezone=timezone)

    @needs(Action.KEEP_SETTINGS)
    async def pause(self, actor: Actor, paused: bool) -> None:
        """Stop or resume everything that the bot sends by itself."""
        await self._change(actor, paused=paused)

    async def _change(self, actor: Actor, **values: str | bool | None) -> None:
        async with self._database.effect() as store:
            person = await store.people.get(actor.id)
            if person is None:
                raise NotFoundError
            for name, value in values.items():
                setattr(person, name, value)

"""Buttons that mend what is missing among the people."""

from keyboards.people_callbacks import MailLinks
from keyboards.screen import Button, Row
from locales import Translator
from services.links import INVITE_DAYS


def links_rows(t: Translator, schools: int | None) -> tuple[Row, ...]:
    """Links for all schools without anybody, at one tap; nothing where there is none."""
    if not schools:
        return ()
    label = t.many("🔗 A link for {n} school", "🔗 Links for all {n} schools", schools)
    return ((Button(label, MailLinks(0, INVITE_DAYS, 1).pack()),),)

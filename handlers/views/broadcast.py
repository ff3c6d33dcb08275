"""An announcement being written: the question for its words, and the whole before it goes out."""

import html
from datetime import datetime

from handlers.views.broadcast_audience import audience_text, count_text, left_out_text
from handlers.views.broadcast_text import announcement_text
from keyboards.broadcast import letter_rows, part_rows, when_rows, words_rows
from keyboards.screen import TEXT_LIMIT, Screen, lines, paragraphs, shortened
from locales import N_, Html, Translator
from services.broadcast_content import Content, length, plain
from services.broadcasts import Letter

_OTHER = 600
_NAMES = 60
_CUT = 1_200
_CUT_PART = 300
_MEDIA = {
    "photo": N_("photo"),
    "video": N_("video"),
    "document": N_("document"),
}


def letter_screen(t: Translator, letter: Letter) -> Screen:
    """The whole announcement, or the question about a part of it that is open."""
    if letter.turn.draft.is_complete:
        return _whole(t, letter)
    match letter.turn.draft.step:
        case "find" | "title" if not letter.content.is_empty:
            return _whole(t, letter)
        case "other":
            return _other(t, letter)
        case "poll":
            return _poll(t, letter)
        case "when":
            return _when(t, letter)
    return _words(t, letter)


def _words(t: Translator, letter: Letter) -> Screen:
    text = paragraphs(
        t.html("📣 <b>Write the announcement</b>"),
        lines(audience_text(t, letter.audience), count_text(t, letter.total)),
        t.html(
            "Formatting and links are kept. You can send a photo, a document or an album with the "
            "text as its caption, or a poll."
        ),
    )
    return Screen(text, words_rows(t, letter))


def _other(t: Translator, letter: Letter) -> Screen:
    is_english = letter.other_locale == "en"
    question = (
        t.html("🌐 <b>Write the same in English</b>")
        if is_english
        else t.html("🌐 <b>Write the same in Russian</b>")
    )
    said = letter.content.texts.get(letter.other_locale)
    text = paragraphs(
        question,
        t.html("Whoever reads the bot in that language gets these words, all others the first."),
        t.html("Now: {words}", words=shortened(plain(said), _OTHER)) if said else None,
    )
    drop = t("🗑 Without it") if said else ""
    return Screen(text, part_rows(t, letter.turn.dialog_id, "other", drop))


def _poll(t: Translator, letter: Letter) -> Screen:
    text = paragraphs(
        t.html("📊 <b>What do you want to ask?</b>"),
        t.html(
            "Write the question on the first line and each answer on a line of its own, or send a "
            "poll made in Telegram."
        ),
        poll_text(t, letter.content),
    )
    drop = t("🗑 Without a poll") if letter.content.poll else ""
    return Screen(text, part_rows(t, letter.turn.dialog_id, "poll", drop))


def _when(t: Translator, letter: Letter) -> Screen:
    text = paragraphs(
        t.html("⏰ <b>When is it to go out?</b>"),
        t.html("Press a button, or write a day and an hour: «16.02 10:00», or just «10:00»."),
        moment_text(t, letter.send_at, letter.timezone, is_weekly=letter.repeats is not None),
    )
    return Screen(text, when_rows(t, letter))


def _whole(t: Translator, letter: Letter) -> Screen:
    """Exactly what people will get, how many they are, and who is left out."""
    content = letter.content
    head = lines(
        t.html("📣 <b>Please check</b>"),
        audience_text(t, letter.audience),
        t.html("<b>{count}</b>", count=count_text(t, letter.total)),
        _sample(t, letter),
        left_out_text(t, letter.selection),
        moment_text(t, letter.send_at, letter.timezone, is_weekly=letter.repeats is not None),
        _hold(t, letter),
    )
    text = whole_text(
        t,
        head,
        content,
        _eyes(t, letter),
        t.html("⛔️ You have made as many announcements today as your role may.")
        if not letter.left_today
        else None,
        speaker=letter.speaker,
        locale=letter.locale,
        wants_ack=True,
    )
    return Screen(text, letter_rows(t, letter, _send(t, letter)))


def whole_text(
    t: Translator,
    head: Html,
    content: Content,
    *tail: Html | None,
    speaker: str,
    locale: str,
    wants_ack: bool,
) -> Html:
    """An announcement as it will look, in one message; what is too long for that is cut."""
    said = content.html(locale)
    body = announcement_text(t, speaker, said)
    rest = (t.html("✅ Below it: «I have read it».") if wants_ack and content.wants_ack else None,)
    line = Html("➖➖➖")
    files, poll = media_text(t, content), poll_text(t, content)
    text = paragraphs(head, line, body, files, poll, _in_other(t, content, locale), *rest, *tail)
    if length(text) <= TEXT_LIMIT:
        return text
    # All of it is seen as it will look by a tap.
    cut = announcement_text(t, speaker, _escaped(plain(said), _CUT))
    return paragraphs(
        head,
        line,
        cut,
        t.html("<i>✂️ It is longer than fits here: «👁 As they get it» shows the whole.</i>"),
        _escaped(plain(files), _CUT_PART) if files else None,
        _escaped(plain(poll), _CUT_PART) if poll else None,
        _in_other(t, content, locale, _CUT_PART),
        *rest,
        *tail,
    )


def _escaped(text: str, most: int) -> Html:
    return Html(html.escape(shortened(text, most), quote=False))


def _hold(t: Translator, letter: Letter) -> Html | None:
    """That a tap too quick is no harm."""
    if not letter.can_be_sent or letter.checkers or letter.send_at is not None:
        return None
    return t.html("⏳ After «Send» there is a minute to take it back.")


def _send(t: Translator, letter: Letter) -> str:
    if not letter.can_be_sent:
        return ""
    if letter.checkers:
        return t("👀 Show it to the second pair of eyes")
    if letter.send_at is not None:
        return t("⏰ Put it by until then")
    n = letter.total
    return t.many("📣 Send to {n} person", "📣 Send to {n} people", n)


def _sample(t: Translator, letter: Letter) -> Html | None:
    if letter.audience.audience.is_nobody:
        return t.html("⚠️ Nobody is chosen: press «Whom» and choose somebody.")
    if not letter.sample:
        return t.html("🤷 Nobody fits: choose others, or wait until they open the bot.")
    names = ", ".join(
        t(
            "{name} ({place})",
            name=shortened(one.name, _NAMES),
            place=shortened(one.place_name, _NAMES),
        )
        for one in letter.sample
    )
    if letter.total > len(letter.sample):
        return t.html("Among them: {names}…", names=names)
    return t.html("They are: {names}", names=names)


def moment_text(
    t: Translator, send_at: datetime | None, timezone: str, *, is_weekly: bool
) -> Html | None:
    """When it goes out, if not at once."""
    if send_at is None:
        return None
    at = t.moment(send_at, timezone)
    if is_weekly:
        return t.html("⏰ It goes out on {at}, then every week at that hour.", at=at)
    return t.html("⏰ It goes out on {at}.", at=at)


def _in_other(t: Translator, content: Content, locale: str, most: int = _OTHER) -> Html | None:
    other = next((one for one in content.languages if one != locale), None)
    if other is None or not content.texts.get(locale):
        return None
    words = shortened(plain(content.texts[other]), most)
    if other == "en":
        return t.html("🌐 In English: {words}", words=words)
    return t.html("🌐 In Russian: {words}", words=words)


def _eyes(t: Translator, letter: Letter) -> Html | None:
    if not letter.checkers:
        return None
    names = ", ".join(letter.checkers[:3])
    return t.html("👀 So many people: {names} is asked to look at it first.", names=names)


def media_text(t: Translator, content: Content) -> Html | None:
    """Which files come with it."""
    if not content.media:
        return None
    kinds = ", ".join(
        one.name or t(_MEDIA.get(one.kind, _MEDIA["document"])) for one in content.media
    )
    if len(content.media) == 1:
        return t.html("📎 With the attached file: {kinds}", kinds=kinds)
    return t.html("📎 Album of {n}: {kinds}", n=len(content.media), kinds=kinds)


def poll_text(t: Translator, content: Content) -> Html | None:
    """The poll that comes with it."""
    poll = content.poll
    if poll is None:
        return None
    return lines(
        t.html("📊 <b>{question}</b>", question=poll.question),
        *(t.html("▫️ {option}", option=option) for option in poll.options),
    )

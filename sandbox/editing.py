"""Methods that change or remove messages that are already there."""

from typing import Any

from sandbox.addressing import existing_message, known_chat
from sandbox.markup import Markup, checked_inline
from sandbox.messages import Message
from sandbox.methods import method
from sandbox.params import Params
from sandbox.refusals import bad_request
from sandbox.sending import ALBUM_KINDS, media_body
from sandbox.state import State
from sandbox.texts import caption_fields, message_caption, message_text, text_fields

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


@method("editMessageText")
def edit_message_text(state: State, params: Params) -> Any:
    """New text; the inline keyboard goes unless it is sent again."""
    body = text_fields(*message_text(params))
    markup = _inline(state, params)
    message = _editable(state, params)
    if "text" not in message.body:
        bad_request("there is no text in the message to edit")
    return _apply(state, message, body, markup)


@method("editMessageCaption")
def edit_message_caption(state: State, params: Params) -> Any:
    """New caption of a media message."""
    caption = caption_fields(message_caption(params))
    markup = _inline(state, params)
    message = _editable(state, params)
    kind = message.media_kind
    if kind is None or kind == "sticker":
        bad_request("there is no caption in the message to edit")
    return _apply(state, message, {kind: message.body[kind], **caption}, markup)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(state: State, params: Params) -> Any:
    """New inline keyboard, or none."""
    markup = _inline(state, params)
    message = _editable(state, params)
    return _apply(state, message, message.body, markup)


@method("editMessageMedia")
def edit_message_media(state: State, params: Params) -> Any:
    """Another file in the place of the old content."""
    item = params.mapping("media")
    if str(item.get("type")) not in ALBUM_KINDS:
        bad_request("media must be an InputMedia object")
    markup = _inline(state, params)
    message = _editable(state, params)
    return _apply(state, message, media_body(state, params, item), markup)


def _inline(state: State, params: Params) -> Markup | None:
    return checked_inline(params.structure("reply_markup"), state.settings.buttons_limit)


def _editable(state: State, params: Params) -> Message:
    message = existing_message(state, params, "edit")
    has_reply_keyboard = message.markup is not None and "inline_keyboard" not in message.markup
    if not message.from_bot or "forward_origin" in message.extra or has_reply_keyboard:
        bad_request("message can't be edited")
    return message


def _apply(state: State, message: Message, body: dict[str, Any], markup: Markup | None) -> Any:
    if body == message.body and markup == message.markup:
        bad_request(NOT_MODIFIED)
    state.limiter.admit(message.chat_id)
    message.body = body
    message.markup = markup
    message.edit_date = state.clock.now()
    state.changed(message)
    return state.message_object(message)


@method("deleteMessage")
def delete_message(state: State, params: Params) -> Any:
    """Remove one message that is young enough."""
    message = existing_message(state, params, "delete")
    if not _young(state, message):
        bad_request("message can't be deleted")
    _remove(state, message)
    return True


@method("deleteMessages")
def delete_messages(state: State, params: Params) -> Any:
    """Remove several; those that are gone or too old are skipped."""
    person = known_chat(state, params)
    wanted = params.integers("message_ids")
    if not wanted:
        bad_request("message identifiers are not specified")
    if len(wanted) > 100:
        bad_request("too many message identifiers specified")
    for message_id in wanted:
        message = state.message(person.id, message_id)
        if message is not None and _young(state, message):
            _remove(state, message)
    return True


def _young(state: State, message: Message) -> bool:
    return state.clock.now() - message.date < state.settings.delete_within


def _remove(state: State, message: Message) -> None:
    message.deleted = True
    pinned = state.chat(message.chat_id).pinned
    if message.id in pinned:
        pinned.remove(message.id)
    state.changed(message)

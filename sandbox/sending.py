"""Methods that put a new message into a chat."""

import copy
from typing import Any

from sandbox.addressing import existing_message, known_chat, open_chat, reply_fields
from sandbox.files import StoredFile, described, image_size
from sandbox.markup import Markup, checked_markup
from sandbox.messages import Message
from sandbox.methods import Handler, method
from sandbox.params import Params, Upload
from sandbox.refusals import bad_request, too_large
from sandbox.state import State
from sandbox.texts import (
    caption_fields,
    checked_caption,
    message_caption,
    message_text,
    text_fields,
)

ALBUM_SIZES = range(2, 11)
_ALONE_IN_ALBUM = ("document", "audio")
ALBUM_KINDS = ("photo", "video", "document", "audio")
_DETAILS = {
    "audio": ("duration", "performer", "title"),
    "video": ("duration", "width", "height"),
    "voice": ("duration",),
}


def publish(
    state: State,
    params: Params,
    body: dict[str, Any],
    markup: Markup | None = None,
    extra: dict[str, Any] | None = None,
) -> Message:
    """The last steps every sending method shares."""
    person = open_chat(state, params)
    around = reply_fields(state, params, person.id) | (extra or {})
    if params.flag("protect_content"):
        around["has_protected_content"] = True
    state.limiter.admit(person.id)
    return state.store(Message(person.id, True, state.clock.now(), body, markup, around))


def requested_markup(state: State, params: Params) -> Markup | None:
    """The keyboard of a new message, checked."""
    return checked_markup(params.structure("reply_markup"), state.settings.buttons_limit)


@method("sendMessage")
def send_message(state: State, params: Params) -> Any:
    """A text message."""
    body = text_fields(*message_text(params))
    return state.message_object(publish(state, params, body, requested_markup(state, params)))


def _sender(kind: str) -> Handler:
    def send(state: State, params: Params) -> Any:
        caption = {} if kind == "sticker" else caption_fields(message_caption(params))
        stored = obtain(state, kind, params.text(kind), params.upload(kind))
        details = {
            name: params.integer(name) or params.text(name)
            for name in _DETAILS.get(kind, ())
            if params.has(name)
        }
        body = {kind: described(stored, details), **caption}
        return state.message_object(publish(state, params, body, requested_markup(state, params)))

    return send


for _kind in ("document", "photo", "voice", "audio", "video", "sticker"):
    method(f"send{_kind.capitalize()}")(_sender(_kind))


def obtain(state: State, kind: str, reference: str, upload: Upload | None) -> StoredFile:
    """The file a call sends: a new one or one the server already has."""
    if upload is not None:
        _check_upload(state, kind, upload)
        return state.files.add(kind, upload)
    if not reference:
        bad_request(f"there is no {kind} in the request")
    stored = state.files.find(reference)
    if stored is None:
        if reference.startswith(("http://", "https://")):
            bad_request("failed to get HTTP URL content")
        bad_request("wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        bad_request(f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}")
    return stored


def _check_upload(state: State, kind: str, upload: Upload) -> None:
    size = len(upload.content)
    limit = state.settings.photo_limit if kind == "photo" else state.settings.upload_limit
    if size > limit:
        too_large()
    if size == 0:
        bad_request("file must be non-empty")
    if kind == "photo" and image_size(upload.content) is None:
        bad_request("IMAGE_PROCESS_FAILED")


@method("sendMediaGroup")
def send_media_group(state: State, params: Params) -> Any:
    """An album: several messages that belong together."""
    items = params.objects("media")
    if len(items) not in ALBUM_SIZES:
        bad_request("an album must have 2-10 items")
    kinds = {str(item.get("type")) for item in items}
    if not kinds <= set(ALBUM_KINDS):
        bad_request("media of this type can't be sent in an album")
    for alone in _ALONE_IN_ALBUM:
        if alone in kinds and len(kinds) > 1:
            bad_request(f"{alone.capitalize()} can't be mixed with other media types")
    bodies = [media_body(state, params, item) for item in items]
    person = open_chat(state, params)
    around = reply_fields(state, params, person.id)
    state.limiter.admit(person.id, cost=len(bodies))
    around["media_group_id"] = f"{13_000_000_000_000_000 + state.serial()}"
    now = state.clock.now()
    sent = [state.store(Message(person.id, True, now, body, None, dict(around))) for body in bodies]
    return [state.message_object(message) for message in sent]


def media_body(state: State, params: Params, item: dict[str, Any]) -> dict[str, Any]:
    """The content fields for one InputMedia object."""
    kind = str(item.get("type"))
    reference = item.get("media")
    stored = obtain(state, kind, str(reference or ""), params.attached(reference))
    caption = checked_caption(
        Params(item, {}).text("caption"),
        str(item.get("parse_mode") or ""),
        Params(item, {}).objects("caption_entities"),
    )
    return {kind: described(stored), **caption_fields(caption)}


@method("copyMessage")
def copy_message(state: State, params: Params) -> Any:
    """The content of a message again, without its author."""
    source = existing_message(state, params, "copy", "from_chat_id")
    body = copy.deepcopy(source.body)
    if params.has("caption") and source.media_kind is not None:
        body = {name: body[name] for name in body if not name.startswith("caption")}
        body |= caption_fields(message_caption(params))
    sent = publish(state, params, body, requested_markup(state, params))
    return {"message_id": sent.id}


@method("forwardMessage")
def forward_message(state: State, params: Params) -> Any:
    """A message with its origin shown."""
    source = existing_message(state, params, "forward", "from_chat_id")
    if source.extra.get("has_protected_content"):
        bad_request("message can't be forwarded")
    extra = {"forward_origin": origin(state, source)}
    return state.message_object(publish(state, params, copy.deepcopy(source.body), None, extra))


def origin(state: State, source: Message) -> dict[str, Any]:
    """Who wrote a message first."""
    if "forward_origin" in source.extra:
        earlier: dict[str, Any] = source.extra["forward_origin"]
        return earlier
    author = state.bot_user if source.from_bot else state.people[source.chat_id].as_user()
    return {"type": "user", "sender_user": author, "date": int(source.date.timestamp())}


@method("copyMessages")
def copy_messages(state: State, params: Params) -> Any:
    """Several copies at once; messages that are gone are left out."""
    return _several(state, params, forward=False)


@method("forwardMessages")
def forward_messages(state: State, params: Params) -> Any:
    """Several forwards at once; messages that are gone are left out."""
    return _several(state, params, forward=True)


def _several(state: State, params: Params, *, forward: bool) -> list[dict[str, int]]:
    owner = known_chat(state, params, "from_chat_id")
    found = [state.message(owner.id, wanted) for wanted in params.integers("message_ids")]
    sources = [message for message in found if message is not None]
    if not sources:
        bad_request(f"messages to {'forward' if forward else 'copy'} not found")
    sent = []
    for source in sources:
        body = copy.deepcopy(source.body)
        if params.flag("remove_caption") and source.media_kind is not None:
            body = {name: body[name] for name in body if not name.startswith("caption")}
        extra = {"forward_origin": origin(state, source)} if forward else None
        sent.append(publish(state, params, body, None, extra))
    return [{"message_id": message.id} for message in sent]

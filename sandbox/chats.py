"""Methods about a chat itself: who is there, what is pinned, what is going on."""

from typing import Any

from sandbox.addressing import existing_message, known_chat, open_chat
from sandbox.methods import method
from sandbox.params import Params
from sandbox.refusals import bad_request
from sandbox.state import State

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


@method("getChat")
def get_chat(state: State, params: Params) -> Any:
    """The full description of a private chat."""
    person = known_chat(state, params)
    full = {
        **person.as_chat(),
        "accent_color_id": person.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": True,
            "limited_gifts": True,
            "unique_gifts": True,
            "premium_subscription": True,
            "gifts_from_channels": True,
        },
    }
    if person.username:
        full["active_usernames"] = [person.username]
    pinned = state.chat(person.id).pinned
    if pinned:
        full["pinned_message"] = state.message_object(state.chat(person.id).messages[pinned[-1]])
    return full


@method("getChatMember")
def get_chat_member(state: State, params: Params) -> Any:
    """One of the two who are in a private chat."""
    person = known_chat(state, params)
    user_id = params.integer("user_id")
    if user_id == state.bot_user["id"]:
        return {"status": "member", "user": state.bot_user}
    if user_id != person.id:
        bad_request("user not found")
    return {"status": "member", "user": person.as_user()}


@method("sendChatAction")
def send_chat_action(state: State, params: Params) -> Any:
    """Show that the bot is busy."""
    if params.text("action") not in _ACTIONS:
        bad_request("wrong parameter action in request")
    person = open_chat(state, params)
    state.emit({"type": "typing", "chat": person.id, "action": params.text("action")})
    return True


@method("setMessageReaction")
def set_message_reaction(state: State, params: Params) -> Any:
    """Put a reaction on a message or take it off."""
    reactions = params.objects("reaction")
    if len(reactions) > 1:
        bad_request("REACTIONS_TOO_MANY")
    if any(item.get("type") != "emoji" or not item.get("emoji") for item in reactions):
        bad_request("REACTION_INVALID")
    existing_message(state, params, "react")
    return True


@method("pinChatMessage")
def pin_chat_message(state: State, params: Params) -> Any:
    """Pin a message."""
    message = existing_message(state, params, "pin")
    pinned = state.chat(message.chat_id).pinned
    if message.id in pinned:
        pinned.remove(message.id)
    pinned.append(message.id)
    return True


@method("unpinChatMessage")
def unpin_chat_message(state: State, params: Params) -> Any:
    """Unpin one message, the newest when none is named."""
    pinned = state.chat(known_chat(state, params).id).pinned
    wanted = params.integer("message_id") or (pinned[-1] if pinned else 0)
    if wanted not in pinned:
        bad_request("message to unpin not found")
    pinned.remove(wanted)
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(state: State, params: Params) -> Any:
    """Unpin everything."""
    state.chat(known_chat(state, params).id).pinned.clear()
    return True

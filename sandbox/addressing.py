"""Which chat and which message a call means, and whether the bot may use it."""

from typing import Any

from sandbox.messages import Message
from sandbox.params import Params, whole
from sandbox.refusals import bad_request, forbidden, upgraded
from sandbox.state import Person, State


def known_chat(state: State, params: Params, name: str = "chat_id") -> Person:
    """The person a chat identifier stands for, once they have pressed Start."""
    person = _named(state, params, name)
    if not person.started:
        bad_request("chat not found")
    return person


def open_chat(state: State, params: Params) -> Person:
    """The person, if they can get messages now."""
    person = _named(state, params, "chat_id")
    if person.moved_to is not None:
        upgraded(person.moved_to)
    if person.is_group and person.blocked:
        forbidden("bot is not a member of the supergroup chat")
    if person.deleted:
        forbidden("user is deactivated")
    if not person.started:
        forbidden("bot can't initiate conversation with a user")
    if person.blocked:
        forbidden("bot was blocked by the user")
    return person


def _named(state: State, params: Params, name: str) -> Person:
    if not params.has(name):
        bad_request(f"{name} is empty")
    person = state.people.get(params.integer(name))
    if person is None:
        bad_request("chat not found")
    return person


def existing_message(state: State, params: Params, purpose: str, chat: str = "chat_id") -> Message:
    """The message a call is about, or a refusal that names the purpose."""
    person = known_chat(state, params, chat)
    if person.moved_to is not None:
        upgraded(person.moved_to)
    if person.is_group and person.blocked:
        forbidden("bot was kicked from the supergroup chat")
    if params.integer("message_id") <= 0:
        bad_request("message identifier is not specified")
    found = state.message(person.id, params.integer("message_id"))
    if found is None:
        bad_request(f"message to {purpose} not found")
    return found


def reply_fields(state: State, params: Params, chat_id: int) -> dict[str, Any]:
    """The quoted message as a field of the answer, when one was asked for."""
    wanted = params.mapping("reply_parameters")
    message_id = whole(wanted.get("message_id")) or params.integer("reply_to_message_id")
    if not message_id:
        return {}
    found = state.message(chat_id, message_id)
    if found is not None:
        quoted = state.message_object(found)
        quoted.pop("reply_to_message", None)
        return {"reply_to_message": quoted}
    anyway = wanted.get("allow_sending_without_reply")
    if not anyway and not params.flag("allow_sending_without_reply"):
        bad_request("message to be replied not found")
    return {}

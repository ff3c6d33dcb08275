"""What the bot says about itself: commands, names, descriptions, menu button."""

import json
import re
from typing import Any

from sandbox.addressing import known_chat
from sandbox.methods import Handler, method
from sandbox.params import Params
from sandbox.refusals import bad_request
from sandbox.state import Person, State

COMMANDS_LIMIT = 100
DESCRIPTION_LIMIT = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)


def _place(params: Params) -> tuple[str, str]:
    """Scope and language as one key."""
    scope = params.mapping("scope") or {"type": "default"}
    if str(scope.get("type")) not in _SCOPES:
        bad_request("can't parse BotCommandScope")
    known = {name: str(scope[name]) for name in ("chat_id", "user_id") if name in scope}
    key = json.dumps({"type": scope["type"], **known}, sort_keys=True)
    return key, params.text("language_code")


@method("setMyCommands")
def set_my_commands(state: State, params: Params) -> Any:
    """The list behind the menu button, for a scope and a language."""
    commands = params.objects("commands")
    if len(commands) > COMMANDS_LIMIT:
        bad_request("BOT_COMMANDS_TOO_MUCH")
    checked = [_checked_command(command) for command in commands]
    state.profile.commands[_place(params)] = checked
    return True


def _checked_command(command: dict[str, Any]) -> dict[str, str]:
    name = str(command.get("command") or "").removeprefix("/")
    description = str(command.get("description") or "")
    if not _COMMAND.fullmatch(name):
        bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= DESCRIPTION_LIMIT:
        bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


@method("getMyCommands")
def get_my_commands(state: State, params: Params) -> Any:
    """Exactly what was set for this scope and language."""
    return state.profile.commands.get(_place(params), [])


@method("deleteMyCommands")
def delete_my_commands(state: State, params: Params) -> Any:
    """Let the wider scope speak again."""
    state.profile.commands.pop(_place(params), None)
    return True


def commands_for(state: State, person: Person) -> list[dict[str, str]]:
    """The commands this person sees: narrow scopes first, their language first."""
    chat = json.dumps({"type": "chat", "chat_id": str(person.id)}, sort_keys=True)
    scopes = [chat, '{"type": "all_private_chats"}', '{"type": "default"}']
    for scope in scopes:
        for language in (person.language_code or "", ""):
            found = state.profile.commands.get((scope, language))
            if found:
                return found
    return []


def _text_setter(store: str, parameter: str, limit: int) -> Handler:
    def put(state: State, params: Params) -> Any:
        text = params.text(parameter)
        if len(text) > limit:
            bad_request(f"{parameter} is too long")
        getattr(state.profile, store)[params.text("language_code")] = text
        return True

    return put


def _text_getter(store: str, parameter: str) -> Handler:
    def get(state: State, params: Params) -> Any:
        texts: dict[str, str] = getattr(state.profile, store)
        fallback = state.bot_user["first_name"] if store == "names" else ""
        own = texts.get(params.text("language_code")) or texts.get("") or fallback
        return {parameter: own}

    return get


for _suffix, _store, _parameter, _limit in (
    ("Name", "names", "name", 64),
    ("Description", "descriptions", "description", 512),
    ("ShortDescription", "short_descriptions", "short_description", 120),
):
    method(f"setMy{_suffix}")(_text_setter(_store, _parameter, _limit))
    method(f"getMy{_suffix}")(_text_getter(_store, _parameter))


@method("setChatMenuButton")
def set_chat_menu_button(state: State, params: Params) -> Any:
    """The button beside the input field, for one chat or for all."""
    button = params.mapping("menu_button") or {"type": "default"}
    if str(button.get("type")) not in {"default", "commands", "web_app"}:
        bad_request("can't parse MenuButton")
    chat = known_chat(state, params).id if params.has("chat_id") else None
    state.profile.menu_buttons[chat] = button
    return True


@method("getChatMenuButton")
def get_chat_menu_button(state: State, params: Params) -> Any:
    """The button that is in force."""
    chat = known_chat(state, params).id if params.has("chat_id") else None
    buttons = state.profile.menu_buttons
    return buttons.get(chat) or buttons.get(None) or {"type": "default"}

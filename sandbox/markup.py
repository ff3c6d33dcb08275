"""Keyboards under messages, checked the way the server checks them."""

import re
from typing import Any

from sandbox.refusals import bad_request

DATA_LIMIT = 64
_ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)
_URL = re.compile(
    r"(?:(?:https?|ton)://)?[^\s/?#@]+\.[^\s/?#]+(?:[/?#]\S*)?|tg://\S+", re.IGNORECASE
)
Markup = dict[str, Any]


def checked_markup(markup: Any, buttons_limit: int) -> Markup | None:
    """A reply markup fit to be stored; None when there is none."""
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"], buttons_limit)
    if "keyboard" in markup:
        return _reply(markup, buttons_limit)
    return dict(markup)


def checked_inline(markup: Any, buttons_limit: int) -> Markup | None:
    """An inline keyboard, the only kind an edit may carry."""
    checked = checked_markup(markup, buttons_limit)
    if checked is not None and "inline_keyboard" not in checked:
        bad_request("inline keyboard expected")
    return checked


def _inline(rows: Any, buttons_limit: int) -> Markup | None:
    kept = [[_inline_button(button) for button in row] for row in _rows(rows, "inline keyboard")]
    _check_size(kept, buttons_limit)
    return {"inline_keyboard": kept} if kept else None


def _reply(markup: Markup, buttons_limit: int) -> Markup:
    kept = [
        [_reply_button(button) for button in row]
        for row in _rows(markup["keyboard"], "reply keyboard")
    ]
    if not kept:
        bad_request("keyboard must be non-empty")
    _check_size(kept, buttons_limit)
    return {**markup, "keyboard": kept}


def _rows(rows: Any, what: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        bad_request(f"can't parse {what}: expected an Array of Arrays")
    return [row for row in rows if row]


def _check_size(rows: list[list[Markup]], limit: int) -> None:
    if sum(len(row) for row in rows) > limit:
        bad_request("reply markup is too long")


def _inline_button(button: Any) -> Markup:
    if not isinstance(button, dict):
        bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not str(button.get("text") or "").strip():
        bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in _ACTIONS if button.get(name) not in (None, "", False)]
    actions += [
        name
        for name in ("switch_inline_query", "switch_inline_query_current_chat")
        if button.get(name) == ""
    ]
    if not actions:
        bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in actions and len(str(button["callback_data"]).encode()) > DATA_LIMIT:
        bad_request("BUTTON_DATA_INVALID")
    if "url" in actions and not _URL.fullmatch(str(button["url"])):
        bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    return {name: value for name, value in button.items() if value is not None}


def _reply_button(button: Any) -> Markup:
    as_object = {"text": button} if isinstance(button, str) else button
    if not isinstance(as_object, dict) or not str(as_object.get("text") or "").strip():
        bad_request("keyboard button text must be non-empty")
    return as_object

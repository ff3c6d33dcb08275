"""How the bot gets things: itself, updates, webhooks, files, answers to presses."""

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.methods import method
from sandbox.params import Params
from sandbox.refusals import bad_request, conflict
from sandbox.state import State, Webhook
from sandbox.updates import Wake

ANSWER_LIMIT = 200
MAX_POLL_SECONDS = 50
MAX_UPDATES = 100
SECRET_LIMIT = 256
WEBHOOK_PORTS = frozenset({443, 80, 88, 8443})
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@method("getMe")
def get_me(state: State, _params: Params) -> Any:
    """The bot itself."""
    return {
        **state.bot_user,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("logOut")
@method("close")
def leave(_state: State, _params: Params) -> Any:
    """Accepted, because aiogram may say good-bye."""
    return True


@method("getUpdates")
def get_updates(state: State, params: Params) -> Any:
    """The updates that wait now; a transport does the waiting."""
    if state.webhook is not None:
        conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    state.updates.wake(Wake.OTHER_READER)
    state.updates.allow(params.strings("allowed_updates"))
    return read_updates(state, params, strict=state.settings.strict_polling)


def read_updates(state: State, params: Params, *, strict: bool = False) -> list[dict[str, Any]]:
    """Updates for the offset and limit of a call."""
    limit = params.integer("limit", MAX_UPDATES)
    limit = limit if 1 <= limit <= MAX_UPDATES else MAX_UPDATES
    return state.updates.read(params.integer("offset"), limit, strict)


def poll_seconds(params: Params) -> int:
    """How long a `getUpdates` call is willing to wait."""
    return min(max(params.integer("timeout"), 0), MAX_POLL_SECONDS)


def is_loopback(host: str | None) -> bool:
    """Whether a host name means this machine."""
    return host in {"localhost", "::1"} or (host or "").startswith("127.")


@method("setWebhook")
def set_webhook(state: State, params: Params) -> Any:
    """Push updates instead of waiting for polls; an empty address ends that."""
    secret = params.text("secret_token")
    if len(secret) > SECRET_LIMIT:
        bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        bad_request("secret token contains unallowed characters")
    url = params.text("url").strip()
    if url:
        _check_address(url)
    state.updates.allow(params.strings("allowed_updates"))
    if params.flag("drop_pending_updates"):
        state.updates.clear()
    if not url:
        state.webhook = None
        return True
    state.webhook = Webhook(
        url=url,
        secret=secret,
        max_connections=min(max(params.integer("max_connections", 40), 1), 100),
        custom_certificate=params.upload("certificate") is not None,
        ip_address=params.text("ip_address") or None,
    )
    state.updates.wake(Wake.WEBHOOK)
    state.emit({"type": "webhook"})
    return True


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    local = is_loopback(parts.hostname)
    if not parts.hostname or (parts.scheme != "https" and not (local and parts.scheme == "http")):
        bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not local and (parts.port or 443) not in WEBHOOK_PORTS:
        bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


@method("deleteWebhook")
def delete_webhook(state: State, params: Params) -> Any:
    """Go back to polling."""
    state.webhook = None
    if params.flag("drop_pending_updates"):
        state.updates.clear()
    state.emit({"type": "webhook"})
    return True


@method("getWebhookInfo")
def get_webhook_info(state: State, _params: Params) -> Any:
    """Where updates go and what went wrong last."""
    hook = state.webhook
    info: dict[str, Any] = {
        "url": hook.url if hook else "",
        "has_custom_certificate": bool(hook and hook.custom_certificate),
        "pending_update_count": len(state.updates.pending()),
    }
    if hook is not None:
        info["max_connections"] = hook.max_connections
        if hook.ip_address:
            info["ip_address"] = hook.ip_address
        if hook.last_error_at is not None:
            info["last_error_date"] = int(hook.last_error_at.timestamp())
            info["last_error_message"] = hook.last_error
    if state.updates.allowed:
        info["allowed_updates"] = state.updates.allowed
    return info


@method("getFile")
def get_file(state: State, params: Params) -> Any:
    """A link to download a file by."""
    if not params.has("file_id"):
        bad_request("file_id not specified")
    stored = state.files.find(params.text("file_id"))
    if stored is None:
        bad_request("invalid file_id")
    if stored.size > state.settings.download_limit:
        bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": state.files.open_link(stored),
    }


@method("answerCallbackQuery")
def answer_callback_query(state: State, params: Params) -> Any:
    """Tell the person's client what came of a press, in time and once."""
    text = params.text("text")
    if len(text) > ANSWER_LIMIT:
        bad_request("MESSAGE_TOO_LONG")
    callback = state.callbacks.get(params.text("callback_query_id"))
    if callback is None:
        bad_request(_TOO_OLD)
    late = state.monotonic() - callback.made_at > state.settings.callback_seconds
    if late or (callback.answered and state.settings.refuse_second_answer):
        bad_request(_TOO_OLD)
    callback.answered = True
    answer = {"text": text, "alert": params.flag("show_alert")}
    if params.has("url"):
        answer["url"] = params.text("url")
    noted = {**answer, "revision": state.next_revision()}
    state.chat(callback.person_id).answers.append(noted)
    state.emit({"type": "answer", "chat": callback.shown_in or callback.person_id, **answer})
    return True

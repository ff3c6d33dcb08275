"""Every rule of the Bot API the project relies on: exact status, exact words.

One row is one refusal (or one acceptance, description None).  `before` prepares
the world and may return parameters that are only known then.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from sandbox.params import Upload

ANNA, BORIS, STRANGER, NOBODY = 7, 8, 9, 999
BAD = "Bad Request: "
HTML = {"parse_mode": "HTML"}
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_KIND = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"


@dataclass(frozen=True)
class Row:
    rule: int
    name: str
    method: str
    params: dict[str, Any]
    description: str | None
    status: int = 400
    before: Callable[[Any], dict[str, Any] | None] | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)


def say(rule: int, name: str, text: str, reason: str | None, **more: Any) -> Row:
    description = None if reason is None else BAD + reason
    return Row(rule, name, "sendMessage", {"chat_id": ANNA, "text": text, **more}, description)


def marked_up(name: str, text: str, reason: str | None) -> Row:
    words = None if reason is None else f"can't parse entities: {reason}"
    return say(7, name, text, words, **HTML)


def keyboard(rule: int, name: str, rows: Any, reason: str | None, **more: Any) -> Row:
    params = {"chat_id": ANNA, "text": "x", "reply_markup": {"inline_keyboard": rows}}
    return Row(rule, name, "sendMessage", params, reason and BAD + reason, **more)


def button(text: str = "Go", **action: Any) -> dict[str, Any]:
    return {"text": text, **action}


def sent(**params: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda bench: {"message_id": bench.say(**params)}


def pressed(bench: Any) -> dict[str, Any]:
    return {"callback_query_id": bench.press()}


def pressed_late(bench: Any) -> dict[str, Any]:
    params = pressed(bench)
    bench.stopwatch.seconds += 15.1
    return params


def pressed_long_ago_on_the_demo_clock(bench: Any) -> dict[str, Any]:
    params = pressed(bench)
    bench.clock.advance(days=40)
    return params


def pressed_and_answered(bench: Any) -> dict[str, Any]:
    params = pressed(bench)
    bench.done("answerCallbackQuery", **params)
    return params


def pressed_and_expired(bench: Any) -> dict[str, Any]:
    params = pressed(bench)
    bench.world.plan_fault({"kind": "expire-callback"})
    return params


def flood(bench: Any) -> None:
    for _ in range(3):
        bench.say()


def strict_rates() -> dict[str, Any]:
    from sandbox.engine import Rates

    return {"rates": Rates(chat_burst=3)}


def written_by_anna(bench: Any) -> dict[str, Any]:
    return {"message_id": bench.world.text(ANNA, "mine").id}


def document(bench: Any, size: int = 4) -> dict[str, Any]:
    message = bench.world.document(ANNA, "a.txt", b"x" * size)
    return {"file_id": message.body["document"]["file_id"]}


def old_message(bench: Any) -> dict[str, Any]:
    params = {"message_id": bench.say()}
    bench.clock.advance(hours=48)
    return params


def album(*kinds: str) -> dict[str, Any]:
    return {
        "chat_id": ANNA,
        "media": [{"type": kind, "media": "attach://one"} for kind in kinds],
    }


def command(name: str, description: str = "does it") -> dict[str, Any]:
    return {"commands": [{"command": name, "description": description}]}


ONE = {"one": Upload("one.txt", b"1")}
BIG = {"document": Upload("big.bin", b"12345")}
TO = {"chat_id": ANNA}
HOOK = {"url": "https://example.com/hook"}

ROWS = [
    say(1, "4096 characters fit", "x" * 4096, None),
    say(1, "4097 do not", "x" * 4097, "message is too long"),
    say(1, "markup is not counted", f"<b>{'x' * 4096}</b>", None, **HTML),
    say(1, "code points are counted, not UTF-16 units", "\U0001f600" * 4096, None),
    say(1, "raw text over 32768 bytes", "x" * 32769, "text is too long"),
    say(2, "empty", "", "message text is empty"),
    say(2, "blank", " \n ", "text must be non-empty"),
    say(2, "blank after parsing", "<b> </b>", "text must be non-empty", **HTML),
    say(2, "lone surrogate", "\ud800", "strings must be encoded in UTF-8"),
    Row(3, "1025 characters of caption", "sendDocument", {**TO, "caption": "x" * 1025},
        BAD + "message caption is too long", files={"document": ONE["one"]}),
    Row(3, "1024 fit", "sendDocument", {**TO, "caption": f"<i>{'x' * 1024}</i>", **HTML},
        None, 200, files={"document": ONE["one"]}),
    keyboard(4, "64 bytes fit", [[button(callback_data="я" * 32)]], None),
    keyboard(4, "65 bytes do not", [[button(callback_data="я" * 32 + "x")]], "BUTTON_DATA_INVALID"),
    keyboard(4, "empty data is no action", [[button(callback_data="")]], OTHER_KIND),
    keyboard(4, "no action", [[button()]], OTHER_KIND),
    keyboard(4, "a local link", [[button(url="http://localhost/x")]],
             "inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL"),
    keyboard(5, "empty label", [[button("", callback_data="x")]],
             "inline keyboard button text must be non-empty"),
    keyboard(6, "100 buttons", [[button(callback_data="x")] * 10] * 10, None),
    keyboard(6, "101 buttons", [[button(callback_data="x")]] * 101, "reply markup is too long"),
    keyboard(6, "the number is a setting", [[button(callback_data="x")] * 3],
             "reply markup is too long", settings={"buttons_limit": 2}),
    marked_up("unknown tag", "a<br>", 'Unsupported start tag "br" at byte offset 1'),
    marked_up("offset in bytes", "я<br/>", 'Unsupported start tag "br/" at byte offset 2'),
    marked_up("not closed", "<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    marked_up("crossed", "<b><i>x</b></i>",
              'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    marked_up("end without start", "x</b>", "Unexpected end tag at byte offset 1"),
    marked_up("smaller than", "1 <2", "Unclosed start tag at byte offset 2"),
    marked_up("tag cut short", "<a href='x'", 'Unclosed start tag "a" at byte offset 0'),
    marked_up("plain span", "<span>x</span>",
              'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    marked_up("stray ampersand", "a & b &nbsp; &", None),
    marked_up("unknown attribute", '<b id="1" hidden>x</b>', None),
    say(7, "unknown mode", "x", "unsupported parse_mode", parse_mode="BBCode"),
    Row(8, "same text", "editMessageText", {**TO, "text": "hello"}, BAD + NOT_MODIFIED,
        before=sent()),
    Row(8, "same markup", "editMessageReplyMarkup", TO, BAD + NOT_MODIFIED, before=sent()),
    Row(8, "other text", "editMessageText", {**TO, "text": "bye"}, None, 200, before=sent()),
    Row(9, "edit", "editMessageText", {**TO, "message_id": 555, "text": "x"},
        BAD + "message to edit not found"),
    Row(9, "edit markup", "editMessageReplyMarkup", {**TO, "message_id": 555},
        BAD + "message to edit not found"),
    Row(9, "delete", "deleteMessage", {**TO, "message_id": 555},
        BAD + "message to delete not found"),
    Row(9, "copy", "copyMessage", {**TO, "from_chat_id": ANNA, "message_id": 555},
        BAD + "message to copy not found"),
    Row(9, "forward", "forwardMessage", {**TO, "from_chat_id": ANNA, "message_id": 555},
        BAD + "message to forward not found"),
    say(9, "reply", "x", "message to be replied not found", reply_parameters={"message_id": 555}),
    say(9, "reply or not", "x", None,
        reply_parameters={"message_id": 555, "allow_sending_without_reply": True}),
    Row(9, "somebody else's", "editMessageText", {**TO, "text": "x"},
        BAD + "message can't be edited", before=written_by_anna),
    Row(10, "unknown", "answerCallbackQuery", {"callback_query_id": "1"}, BAD + TOO_OLD),
    Row(10, "in time", "answerCallbackQuery", {"text": "x" * 200}, None, 200, before=pressed),
    Row(10, "late", "answerCallbackQuery", {}, BAD + TOO_OLD, before=pressed_late),
    Row(10, "a jump of the demo clock does no harm", "answerCallbackQuery", {}, None, 200,
        before=pressed_long_ago_on_the_demo_clock),
    Row(10, "expired by order", "answerCallbackQuery", {}, BAD + TOO_OLD,
        before=pressed_and_expired),
    Row(10, "twice", "answerCallbackQuery", {}, BAD + TOO_OLD, before=pressed_and_answered),
    Row(10, "twice where allowed", "answerCallbackQuery", {}, None, 200,
        before=pressed_and_answered, settings={"refuse_second_answer": False}),
    Row(10, "201 characters", "answerCallbackQuery", {"text": "x" * 201},
        BAD + "MESSAGE_TOO_LONG", before=pressed),
    Row(11, "fourth at once", "sendMessage", {**TO, "text": "x"},
        "Too Many Requests: retry after 1", 429, before=flood, settings=strict_rates()),
    Row(11, "another chat is free", "sendMessage", {"chat_id": BORIS, "text": "x"}, None, 200,
        before=flood, settings=strict_rates()),
    Row(11, "lenient by default", "sendMessage", {**TO, "text": "x"}, None, 200, before=flood),
    Row(12, "blocked", "sendMessage", {**TO, "text": "x"},
        "Forbidden: bot was blocked by the user", 403, before=lambda b: b.world.block(ANNA)),
    Row(12, "blocked, other content", "sendChatAction", {**TO, "action": "typing"},
        "Forbidden: bot was blocked by the user", 403, before=lambda b: b.world.block(ANNA)),
    Row(13, "deleted", "sendMessage", {**TO, "text": "x"}, "Forbidden: user is deactivated", 403,
        before=lambda b: b.world.delete_account(ANNA)),
    Row(14, "not started", "sendMessage", {"chat_id": STRANGER, "text": "x"},
        "Forbidden: bot can't initiate conversation with a user", 403),
    Row(14, "unknown", "sendMessage", {"chat_id": NOBODY, "text": "x"}, BAD + "chat not found"),
    Row(14, "by name", "sendMessage", {"chat_id": "@anna", "text": "x"}, BAD + "chat not found"),
    Row(14, "nobody named", "sendMessage", {"text": "x"}, BAD + "chat_id is empty"),
    Row(16, "webhook is set", "getUpdates", {},
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first", 409,
        before=lambda b: b.done("setWebhook", **HOOK) and None),
    Row(20, "too much", "sendDocument", TO, "Request Entity Too Large", 413,
        settings={"upload_limit": 4}, files=BIG),
    Row(20, "photo too large", "sendPhoto", TO, "Request Entity Too Large", 413,
        settings={"photo_limit": 4}, files={"photo": BIG["document"]}),
    Row(20, "empty file", "sendDocument", TO, BAD + "file must be non-empty",
        files={"document": Upload("a", b"")}),
    Row(20, "not a picture", "sendPhoto", TO, BAD + "IMAGE_PROCESS_FAILED",
        files={"photo": ONE["one"]}),
    Row(20, "no file", "sendDocument", TO, BAD + "there is no document in the request"),
    Row(20, "wrong id", "sendDocument", {**TO, "document": "BQxyz"},
        BAD + "wrong file identifier/HTTP URL specified"),
    Row(21, "too big to download", "getFile", {}, BAD + "file is too big",
        before=lambda b: document(b, 5), settings={"download_limit": 4}),
    Row(21, "at the limit", "getFile", {}, None, 200,
        before=lambda b: document(b, 4), settings={"download_limit": 4}),
    Row(21, "unknown", "getFile", {"file_id": "x"}, BAD + "invalid file_id"),
    Row(22, "album of one", "sendMediaGroup", album("document"),
        BAD + "an album must have 2-10 items", files=ONE),
    Row(22, "album of eleven", "sendMediaGroup", album(*["document"] * 11),
        BAD + "an album must have 2-10 items", files=ONE),
    Row(22, "mixed", "sendMediaGroup", album("document", "photo"),
        BAD + "Document can't be mixed with other media types", files=ONE),
    Row(22, "two documents", "sendMediaGroup", album("document", "document"), None, 200,
        files=ONE),
    Row(23, "secret too long", "setWebhook", {**HOOK, "secret_token": "x" * 257},
        BAD + "secret token is too long"),
    Row(23, "secret characters", "setWebhook", {**HOOK, "secret_token": "a b"},
        BAD + "secret token contains unallowed characters"),
    Row(23, "plain http", "setWebhook", {"url": "http://example.com"},
        BAD + "bad webhook: An HTTPS URL must be provided for webhook"),
    Row(23, "port", "setWebhook", {"url": "https://example.com:8080"},
        BAD + "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
    Row(23, "loopback", "setWebhook", {"url": "http://127.0.0.1:5000/x"}, None, 200),
    Row(24, "capitals", "setMyCommands", command("Start"), BAD + "BOT_COMMAND_INVALID"),
    Row(24, "33 characters", "setMyCommands", command("x" * 33), BAD + "BOT_COMMAND_INVALID"),
    Row(24, "no description", "setMyCommands", command("start", ""),
        BAD + "BOT_COMMAND_DESCRIPTION_INVALID"),
    Row(24, "257 characters of description", "setMyCommands", command("start", "x" * 257),
        BAD + "BOT_COMMAND_DESCRIPTION_INVALID"),
    Row(24, "101 commands", "setMyCommands",
        {"commands": [{"command": f"c{n}", "description": "d"} for n in range(101)]},
        BAD + "BOT_COMMANDS_TOO_MUCH"),
    Row(24, "100 commands", "setMyCommands",
        {"commands": [{"command": f"c{n}", "description": "d"} for n in range(100)]}, None, 200),
    Row(26, "unknown method", "sendHug", TO, "Not Found: method not found", 404),
    Row(26, "case does not matter", "SENDmessage", {**TO, "text": "x"}, None, 200),
    Row(27, "48 hours old", "deleteMessage", TO, BAD + "message can't be deleted",
        before=old_message),
    Row(27, "the bot may delete the other side's", "deleteMessage", TO, None, 200,
        before=written_by_anna),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.rule}: {row.name}")
def test_rule(row: Row, make_bench: Callable[..., Any]) -> None:
    bench = make_bench(**row.settings)
    prepared = row.before(bench) if row.before else None
    answer = bench.call(row.method, row.files, **row.params, **(prepared or {}))
    if row.description is None:
        assert (answer.status, answer.body.get("description")) == (200, None)
        return
    assert (answer.status, answer.body["description"]) == (row.status, row.description)
    assert answer.body["error_code"] == row.status
    assert answer.body["ok"] is False

"""Rules that take more than one call: rates, queues, links, what a client offers."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.engine import METHODS, ActionError, Rates, Settings, Upload
from sandbox.files import image_size

ANNA, BORIS, STRANGER = 7, 8, 9


def command(name: str, description: str = "does it") -> dict[str, Any]:
    return {"commands": [{"command": name, "description": description}]}


def document(bench: Any) -> dict[str, Any]:
    message = bench.world.document(ANNA, "a.txt", b"xxxx")
    return {"file_id": message.body["document"]["file_id"]}


def test_rule_11_tells_how_long_to_wait(make_bench: Callable[..., Any]) -> None:
    bench = make_bench(rates=Rates(chat_burst=3))
    for _ in range(3):
        bench.say()
    answer = bench.call("sendMessage", chat_id=ANNA, text="x")
    assert answer.body["parameters"] == {"retry_after": 1}
    bench.stopwatch.seconds += 1
    assert bench.call("sendMessage", chat_id=ANNA, text="x").ok


def test_rule_11_counts_all_chats_together(make_bench: Callable[..., Any]) -> None:
    bench = make_bench(rates=Rates(overall=30, overall_burst=30))
    for person in range(100, 131):
        bench.world.add_person(person, "P")
        bench.world.start(person)
    statuses = [bench.call("sendMessage", chat_id=p, text="x").status for p in range(100, 131)]
    assert statuses == [200] * 30 + [429]


def test_rule_17_offset_confirms_and_negative_keeps_the_newest(bench: Any) -> None:
    bench.world.take_updates()
    for number in range(5):
        bench.world.text(ANNA, f"message {number}")
    ids = [update["update_id"] for update in bench.done("getUpdates", limit=3)]
    assert len(ids) == 3
    left = bench.done("getUpdates", offset=ids[-1] + 1)
    assert [update["update_id"] for update in left] == [ids[-1] + 1, ids[-1] + 2]
    assert bench.done("getUpdates", offset=-1) == left[-1:]
    assert bench.done("getUpdates") == left[-1:]


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_rule_17_limits_outside_the_range_are_ignored(bench: Any, limit: int) -> None:
    assert len(bench.done("getUpdates", limit=limit)) == 2


def test_rule_17_a_repeated_offset_gets_one_update(make_bench: Callable[..., Any]) -> None:
    bench = make_bench(strict_polling=True)
    assert len(bench.done("getUpdates")) == 2
    assert len(bench.done("getUpdates")) == 1
    bench.stopwatch.seconds += 1
    assert len(bench.done("getUpdates")) == 2


def test_rule_18_updates_live_a_day_of_real_time(bench: Any) -> None:
    bench.clock.advance(days=30)
    assert len(bench.done("getUpdates")) == 2
    bench.stopwatch.seconds += 24 * 3600
    assert bench.done("getUpdates") == []


def test_rule_19_allowed_kinds_hold_for_later_updates(bench: Any) -> None:
    assert len(bench.done("getUpdates", allowed_updates='["callback_query"]')) == 2
    bench.world.text(ANNA, "not wanted")
    query = bench.press()
    kinds = [list(update)[1] for update in bench.done("getUpdates")]
    assert kinds == ["message", "message", "callback_query"]
    assert bench.world.take_updates()[-1]["callback_query"]["id"] == query
    bench.done("getUpdates", allowed_updates=[])
    bench.world.text(ANNA, "wanted again")
    assert len(bench.done("getUpdates")) == 1


def test_rule_21_a_link_lives_an_hour(bench: Any) -> None:
    path = bench.done("getFile", **document(bench))["file_path"]
    assert bench.world.files.by_link(path).content == b"xxxx"
    bench.stopwatch.seconds += 3600
    assert bench.world.files.by_link(path) is None


@pytest.mark.parametrize("payload", ["a b", "x" * 65, "привет"])
def test_rule_25_a_client_sends_no_such_payload(bench: Any, payload: str) -> None:
    with pytest.raises(ActionError):
        bench.world.start(ANNA, payload)


def test_rule_26_wrong_token(bench: Any) -> None:
    answer = bench.world.call("42:other", "getMe", {}, {})
    assert answer.status == 401
    assert answer.body["description"] == "Unauthorized"


def test_rule_27_a_press_may_come_without_its_message(bench: Any) -> None:
    message = bench.say("press", reply_markup=bench.keyboard())
    bench.world.click(ANNA, message, data="go", inaccessible=True)
    query = bench.world.take_updates()[-1]["callback_query"]
    assert query["message"]["date"] == 0
    assert query["message"]["message_id"] == message


def test_an_edit_without_keyboard_takes_it_away(bench: Any) -> None:
    message = bench.say("press", reply_markup=bench.keyboard())
    bench.done("editMessageText", chat_id=ANNA, message_id=message, text="press")
    assert bench.world.view(ANNA)[-1]["buttons"] == []


def test_a_deleted_message_is_gone_for_everybody(bench: Any) -> None:
    message = bench.say("press", reply_markup=bench.keyboard())
    bench.done("deleteMessages", chat_id=ANNA, message_ids=[message, 555])
    with pytest.raises(ActionError):
        bench.world.click(ANNA, message, label="Go")
    assert bench.world.view(ANNA)[-1]["deleted"] is True


def test_blocking_and_coming_back_are_told_to_the_bot(bench: Any) -> None:
    bench.world.take_updates()
    bench.world.block(ANNA)
    bench.world.start(ANNA)
    block, unblock, start = bench.world.take_updates()
    assert block["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert unblock["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert start["message"]["text"] == "/start"


def test_the_narrowest_commands_win(bench: Any) -> None:
    bench.done("setMyCommands", **command("plain"))
    bench.done("setMyCommands", **command("ours"), language_code="ru")
    bench.done("setMyCommands", **command("hers"), scope={"type": "chat", "chat_id": ANNA})
    assert [c["command"] for c in bench.world.commands(ANNA)] == ["hers"]
    assert [c["command"] for c in bench.world.commands(BORIS)] == ["ours"]
    assert [c["command"] for c in bench.world.commands(STRANGER)] == ["plain"]
    assert bench.done("getMyCommands", language_code="de") == []


def test_reset_leaves_people_and_nothing_else(bench: Any) -> None:
    bench.press()
    bench.world.reset()
    assert bench.world.view(ANNA) == []
    assert bench.world.outbox() == []
    assert bench.world.take_updates() == []
    assert bench.call("sendMessage", chat_id=ANNA, text="x").status == 403


def test_a_reply_keyboard_is_pressed_by_its_label(bench: Any) -> None:
    rows = [
        ["Plain", {"text": "Phone", "request_contact": True}],
        [{"text": "Place", "request_location": True}],
    ]
    bench.say("choose", reply_markup=json.dumps({"keyboard": rows}))
    assert bench.world.view(ANNA)[-1]["keyboard"][0][0] == {"text": "Plain"}
    assert bench.world.press(ANNA, "Plain").words == "Plain"
    assert bench.world.press(ANNA, "Phone").body["contact"]["user_id"] == ANNA
    assert "location" in bench.world.press(ANNA, "Place").body
    with pytest.raises(ActionError):
        bench.world.press(ANNA, "Other")
    with pytest.raises(ActionError):
        bench.world.press(BORIS, "Plain")


@pytest.mark.parametrize("verb", ["block", "text", "click", "unblock", "delete_account", "start"])
def test_a_deleted_account_does_nothing(bench: Any, verb: str) -> None:
    details = {"text": ["x"], "click": [1]}.get(verb, [])
    bench.world.delete_account(ANNA)
    with pytest.raises(ActionError):
        getattr(bench.world, verb)(ANNA, *details)


def test_links_and_missing_buttons_are_not_clicked(bench: Any) -> None:
    markup = {"inline_keyboard": [[{"text": "Site", "url": "https://example.com"}]]}
    message = bench.say("x", reply_markup=markup)
    for label in ("Site", "Other"):
        with pytest.raises(ActionError):
            bench.world.click(ANNA, message, label=label)
    assert bench.world.view(ANNA)[-1]["buttons"][0][0]["kind"] == "url"


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("[1]", "object expected as reply markup"),
        ("{", "can't parse reply_markup JSON object"),
        ({"inline_keyboard": [1]}, "can't parse inline keyboard: expected an Array of Arrays"),
        ({"keyboard": []}, "keyboard must be non-empty"),
        ({"keyboard": [[{"text": ""}]]}, "keyboard button text must be non-empty"),
        (
            {"inline_keyboard": [["x"]]},
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
        ),
    ],
)
def test_malformed_keyboards(bench: Any, markup: Any, reason: str) -> None:
    answer = bench.call("sendMessage", chat_id=ANNA, text="x", reply_markup=markup)
    assert answer.body["description"] == f"Bad Request: {reason}"


def test_an_edit_takes_inline_keyboards_only(bench: Any) -> None:
    edit = {"chat_id": ANNA, "message_id": bench.say(), "reply_markup": {"remove_keyboard": True}}
    answer = bench.call("editMessageReplyMarkup", **edit)
    assert answer.body["description"] == "Bad Request: inline keyboard expected"


def test_text_and_media_are_edited_by_their_own_methods(bench: Any) -> None:
    text = bench.say()
    sent = bench.done("sendDocument", {"document": Upload("a", b"x")}, chat_id=ANNA)
    wrong = bench.call("editMessageText", chat_id=ANNA, message_id=sent["message_id"], text="x")
    assert wrong.body["description"] == "Bad Request: there is no text in the message to edit"
    wrong = bench.call("editMessageCaption", chat_id=ANNA, message_id=text, caption="x")
    assert wrong.body["description"] == "Bad Request: there is no caption in the message to edit"


def test_a_file_may_be_sent_again_by_its_identifier(bench: Any) -> None:
    again = bench.done("sendDocument", chat_id=BORIS, document=document(bench)["file_id"])
    assert again["document"]["file_name"] == "a.txt"
    wrong = bench.call("sendPhoto", chat_id=BORIS, photo=document(bench)["file_id"])
    assert wrong.body["description"] == "Bad Request: can't use file of type Document as Photo"
    wrong = bench.call("sendPhoto", chat_id=BORIS, photo="https://example.com/x.png")
    assert wrong.body["description"] == "Bad Request: failed to get HTTP URL content"


def test_protected_messages_are_not_forwarded(bench: Any) -> None:
    message = bench.say(protect_content=True)
    wrong = bench.call("forwardMessage", chat_id=BORIS, from_chat_id=ANNA, message_id=message)
    assert wrong.body["description"] == "Bad Request: message can't be forwarded"


def test_a_forward_keeps_its_first_author(bench: Any) -> None:
    own = bench.world.text(ANNA, "mine")
    once = {"chat_id": BORIS, "from_chat_id": ANNA, "message_id": own.id}
    first = bench.done("forwardMessage", **once)
    twice = {"chat_id": ANNA, "from_chat_id": BORIS, "message_id": first["message_id"]}
    assert bench.done("forwardMessage", **twice)["forward_origin"]["sender_user"]["id"] == ANNA


def test_pins_come_and_go(bench: Any) -> None:
    first, second = bench.say("1"), bench.say("2")
    for message in (first, second, first):
        bench.done("pinChatMessage", chat_id=ANNA, message_id=message)
    assert bench.done("getChat", chat_id=ANNA)["pinned_message"]["message_id"] == first
    bench.done("unpinChatMessage", chat_id=ANNA)
    assert bench.done("getChat", chat_id=ANNA)["pinned_message"]["message_id"] == second
    bench.done("deleteMessage", chat_id=ANNA, message_id=second)
    assert "pinned_message" not in bench.done("getChat", chat_id=ANNA)
    wrong = bench.call("unpinChatMessage", chat_id=ANNA)
    assert wrong.body["description"] == "Bad Request: message to unpin not found"


def test_the_outbox_tells_what_was_sent(bench: Any) -> None:
    bench.say("one")
    bench.call("sendMessage", chat_id=ANNA, text="")
    good, bad = bench.world.outbox("sendmessage")
    assert (good["params"]["text"], good["status"], good["result"]) == (
        "one",
        200,
        {"message_id": 3},
    )
    assert (bad["status"], bad["summary"]) == (400, "Bad Request: message text is empty")


def test_the_strict_profile_limits_by_default() -> None:
    strict = Settings.strict()
    assert strict.rates == Rates()
    assert strict.strict_polling


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (b"GIF89a" + bytes([40, 0, 30, 0]), (40, 30)),
        (b"RIFF\x00\x00\x00\x00WEBP", (800, 600)),
        (
            b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x1e\x00\x28\x01\x00\x00\x00",
            (40, 30),
        ),
        (b"\xff\xd8\xff\xff", None),
        (b"%PDF-1.7", None),
    ],
)
def test_pictures_are_measured(content: bytes, size: tuple[int, int] | None) -> None:
    assert image_size(content) == size


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4) | st.just("7"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "message_id", "offset", "x"]), inner)
    ),
    max_leaves=6,
)
NAMES = [
    "chat_id",
    "from_chat_id",
    "message_id",
    "message_ids",
    "text",
    "caption",
    "parse_mode",
    "entities",
    "reply_markup",
    "caption_entities",
    "reply_parameters",
    "media",
    "document",
    "photo",
    "offset",
    "limit",
    "timeout",
    "scope",
    "commands",
    "menu_button",
    "results",
    "reaction",
    "allowed_updates",
    "url",
    "secret_token",
    "file_id",
    "user_id",
]
KEYBOARDS = st.fixed_dictionaries({"inline_keyboard": ANYTHING}) | ANYTHING


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    name=st.sampled_from(sorted(METHODS)),
    params=st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=5),
    keyboard=KEYBOARDS,
    as_text=st.booleans(),
)
def test_no_call_breaks_the_sandbox(
    bench: Any, name: str, params: dict[str, Any], keyboard: Any, as_text: bool
) -> None:
    values = {"chat_id": ANNA, "text": "x", "message_id": 1, "reply_markup": keyboard, **params}
    if as_text:
        values = {key: json.dumps(value) for key, value in values.items()}
    answer = bench.world.call(bench.world.token, name, values, {})
    json.dumps(answer.body)
    assert answer.status in {200, 400, 409}
    json.dumps([entry.as_record() for entry in bench.world.history.entries[-1:]])

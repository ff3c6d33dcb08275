"""Every answer of every method is what aiogram expects that method to return."""

import json
from typing import Any

import aiogram.methods
import pytest
from aiogram.methods import Response, TelegramMethod
from aiogram.types import Update

from sandbox.engine import METHODS
from sandbox.params import Upload

ANNA = 7
TO = {"chat_id": ANNA}
CLASSES = {
    item.__api_method__: item
    for item in vars(aiogram.methods).values()
    if isinstance(item, type) and issubclass(item, TelegramMethod) and item is not TelegramMethod
}
FILE = Upload("a.bin", b"content")
MARKUP = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


def scenario(bench: Any, png: bytes) -> dict[str, tuple[dict[str, Any], dict[str, Upload]]]:
    """A successful call of every method, in an order that lets each succeed."""
    world = bench.world
    message = bench.say("first", reply_markup=MARKUP)
    query = world.click(ANNA, message, data="go")
    doc = bench.done("sendDocument", files={"document": FILE}, **TO, caption="c")
    there = {**TO, "message_id": message}
    source = {**TO, "from_chat_id": ANNA}
    text = {"text": "<b>x</b> /help", "parse_mode": "HTML", "reply_markup": json.dumps(MARKUP)}
    caption = {"caption": "<i>c</i>", "parse_mode": "HTML"}
    media = json.dumps([{"type": "photo", "media": "attach://p", "caption": "c"}] * 2)
    other = {"type": "document", "media": "attach://d"}
    file_id = doc["document"]["file_id"]
    calls: dict[str, Any] = {
        "getMe": {},
        "sendMessage": {**TO, **text, "reply_parameters": {"message_id": message}},
        "sendMediaGroup": ({**TO, "media": media}, {"p": Upload("p.png", png)}),
        "sendPoll": {**TO, "question": "When?", "options": ["today", {"text": "tomorrow"}]},
        "copyMessage": {**source, "message_id": doc["message_id"], "caption": "new"},
        "copyMessages": {**source, "message_ids": [message, doc["message_id"]]},
        "forwardMessage": {**source, "message_id": message},
        "forwardMessages": {**source, "message_ids": [message]},
        "editMessageText": {**there, "text": "other"},
        "editMessageReplyMarkup": {**there, "reply_markup": MARKUP},
        "editMessageCaption": {**TO, "message_id": doc["message_id"], "caption": "new"},
        "editMessageMedia": (
            {**TO, "message_id": doc["message_id"], "media": other},
            {"d": FILE},
        ),
        "answerCallbackQuery": {"callback_query_id": query, "text": "done"},
        "answerInlineQuery": {"inline_query_id": world.inline(ANNA, "q"), "results": []},
        "getFile": {"file_id": file_id},
        "sendChatAction": {**TO, "action": "typing"},
        "setMessageReaction": {**there, "reaction": [{"type": "emoji", "emoji": "\U0001f44d"}]},
        "pinChatMessage": there,
        "getChat": TO,
        "unpinChatMessage": there,
        "unpinAllChatMessages": TO,
        "getChatMember": {**TO, "user_id": ANNA},
        "setMyCommands": {"commands": [{"command": "start", "description": "go"}]},
        "getMyCommands": {},
        "deleteMyCommands": {},
        "setMyName": {"name": "Bot"},
        "getMyName": {},
        "setMyDescription": {"description": "d"},
        "getMyDescription": {},
        "setMyShortDescription": {"short_description": "d"},
        "getMyShortDescription": {},
        "setChatMenuButton": {"menu_button": {"type": "commands"}},
        "getChatMenuButton": {},
        "getUpdates": {},
        "setWebhook": {"url": "http://127.0.0.1:1/hook", "allowed_updates": ["message"]},
        "getWebhookInfo": {},
        "deleteWebhook": {},
        "deleteMessage": there,
        "deleteMessages": {**TO, "message_ids": [doc["message_id"]]},
        "logOut": {},
        "close": {},
    }
    for kind in ("document", "voice", "audio", "video"):
        calls[f"send{kind.capitalize()}"] = ({**TO, **caption}, {kind: FILE})
    calls["sendPhoto"] = ({**TO, **caption}, {"photo": Upload("p.png", png)})
    calls["sendSticker"] = (TO, {"sticker": FILE})
    return {name: call if isinstance(call, tuple) else (call, {}) for name, call in calls.items()}


def test_every_method_answers_as_aiogram_expects(bench: Any, png: bytes) -> None:
    calls = scenario(bench, png)
    assert {method.name for method in METHODS.values()} == set(calls)
    for name, (params, files) in calls.items():
        answer = bench.call(name, files, **params)
        assert answer.ok, (name, answer.body)
        wire = json.loads(json.dumps(answer.body))
        Response[CLASSES[name].__returning__].model_validate(wire, context={"bot": None})


@pytest.mark.parametrize("language", [None, "ru"])
def test_every_update_is_one_aiogram_knows(bench: Any, png: bytes, language: str | None) -> None:
    world = bench.world
    world.add_person(50, "Dan", language_code=language)
    own = world.start(50, "ref-1")
    world.document(50, "a.pdf", b"x", "caption")
    world.photo(50, png)
    world.album(50, [Upload("1.png", png), Upload("2.png", png)], "two")
    for verb in ("voice", "sticker", "location", "contact"):
        getattr(world, verb)(50)
    world.poll(50, "Why?", ["a", "b"])
    world.forward(50, own.id)
    world.text(50, "answer", reply_to=own.id)
    world.edit_text(50, own.id, "corrected")
    message = bench.done("sendMessage", chat_id=50, text="x", reply_markup=MARKUP)
    world.click(50, message["message_id"], label="Go")
    world.click(50, message["message_id"], label="Go", inaccessible=True)
    world.inline(50, "query")
    world.block(50)
    world.unblock(50)
    world.delete_account(50)
    kinds = set()
    for raw in world.take_updates():
        update = Update.model_validate(json.loads(json.dumps(raw)))
        assert update.model_extra == {}
        kinds.add(update.event_type)
    assert kinds == {
        "message",
        "edited_message",
        "callback_query",
        "inline_query",
        "my_chat_member",
    }

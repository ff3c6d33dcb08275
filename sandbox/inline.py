"""Inline mode: what a person types behind the bot's name, what the bot offers, what is chosen.

A chosen result becomes a message of the person with the bot's buttons. The bot knows it by its
inline number only: it never learns in which chat it stands.
"""

from dataclasses import dataclass, field
from typing import Any

from sandbox.entities import Entity
from sandbox.markup import Markup, checked_inline
from sandbox.messages import Message
from sandbox.methods import method
from sandbox.params import Params
from sandbox.refusals import ActionError, bad_request
from sandbox.state import Callback, State
from sandbox.texts import message_text, text_fields
from sandbox.writing import Writing

RESULTS_LIMIT = 50
_ID_BYTES = 64
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass
class Offered:
    """A result of the bot, ready to be chosen."""

    id: str
    title: str
    description: str
    words: tuple[str, list[Entity]]
    markup: Markup | None

    def as_view(self) -> dict[str, str]:
        """What the page and the tests see."""
        return {"id": self.id, "title": self.title, "description": self.description}


@dataclass
class Offers:
    """The bot's answer to the newest words of somebody."""

    results: list[Offered] = field(default_factory=list)
    button: str = ""

    def as_view(self) -> dict[str, Any]:
        """What the page and the tests see."""
        return {"results": [one.as_view() for one in self.results], "button": self.button}


@method("answerInlineQuery")
def answer_inline_query(state: State, params: Params) -> Any:
    """Offer results for what a person typed after the bot's name."""
    objects = params.objects("results")
    if len(objects) > RESULTS_LIMIT:
        bad_request("RESULTS_TOO_MUCH")
    results = [_result(state, one) for one in objects]
    if len({one.id for one in results}) < len(results):
        bad_request("RESULT_ID_DUPLICATE")
    asked = state.inline_queries.pop(params.text("inline_query_id"), None)
    if asked is None or state.monotonic() - asked.made_at > state.settings.callback_seconds:
        bad_request(_TOO_OLD)
    button = Params(params.mapping("button"), {}).text("text")
    state.offers[asked.person_id] = offers = Offers(results, button)
    state.emit({"type": "offers", "chat": asked.shown_in or asked.person_id, **offers.as_view()})
    return True


def _result(state: State, given: dict[str, Any]) -> Offered:
    result = Params(given, {})
    if result.text("type") != "article":
        bad_request("the sandbox knows articles only")
    key = result.text("id")
    if not 0 < len(key.encode()) <= _ID_BYTES:
        bad_request("RESULT_ID_INVALID")
    if not result.text("title").strip():
        bad_request("ARTICLE_TITLE_EMPTY")
    content = dict(result.mapping("input_message_content"))
    content["text"] = content.get("message_text")
    words = message_text(Params(content, {}))
    markup = checked_inline(result.structure("reply_markup"), state.settings.buttons_limit)
    return Offered(key, result.text("title"), result.text("description"), words, markup)


class InlineVerbs(Writing):
    """Person-side verbs of inline mode."""

    def inline(self, person: int, query: str) -> str:
        """Type after the bot's name in some chat; returns the query id."""
        speaker = self.speaker_of(person)
        who = self._active(speaker)
        query_id = str(5_000_000_000_000_000 + self.serial())
        self.inline_queries[query_id] = Callback(speaker, self.monotonic(), shown_in=person)
        body = {"id": query_id, "from": who.as_user(), "query": query, "offset": ""}
        self.updates.put("inline_query", body)
        self._note("inline", person, {"query": query})
        return query_id

    def choose(self, person: int, result: str) -> Message:
        """Put an offered result into the chat where one has typed."""
        speaker = self.speaker_of(person)
        offers = self.offers.get(speaker, Offers())
        found = next((one for one in offers.results if one.id == result), None)
        if found is None:
            raise ActionError(f"nothing like {result!r} was offered")
        around = {"via_bot": self.bot_user}
        body = text_fields(*found.words)
        message = Message(person, False, self.clock.now(), body, found.markup, around)
        message.author, message.inline_id = speaker, f"inline-{self.serial()}"
        self.store(message)
        if not self.people[person].is_group:
            # In its own chats the bot is told of what it has offered itself.
            self.updates.put("message", self.message_object(message))
        self._note("choose", person, {"message_id": message.id, "result": result})
        return message

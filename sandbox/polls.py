"""Polls of the bot: each chat has its own, and what somebody votes comes to the bot by name."""

from collections.abc import Sequence
from typing import Any

from sandbox.methods import method
from sandbox.params import Params
from sandbox.refusals import ActionError, bad_request
from sandbox.sending import publish, requested_markup
from sandbox.state import State

_QUESTION = 300
_OPTION = 100
_OPTIONS = range(1, 13)


@method("sendPoll")
def send_poll(state: State, params: Params) -> Any:
    """A question with answers to choose from."""
    question, options = params.text("question"), _options(params)
    if not 0 < len(question) <= _QUESTION:
        bad_request("poll question must be non-empty and at most 300 characters long")
    if len(options) not in _OPTIONS:
        bad_request("poll must have at least 1 and at most 12 options")
    if any(not 0 < len(option) <= _OPTION for option in options):
        bad_request("poll options must be non-empty and at most 100 characters long")
    number = state.serial()
    poll = {
        "id": str(5_000_000_000_000_000 + number),
        "question": question,
        "options": [
            {"persistent_id": f"{number}-{at}", "text": option, "voter_count": 0}
            for at, option in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": not params.has("is_anonymous") or params.flag("is_anonymous"),
        "type": "regular",
        "allows_multiple_answers": params.flag("allows_multiple_answers"),
        "allows_revoting": True,
        "members_only": False,
    }
    sent = publish(state, params, {"poll": poll}, requested_markup(state, params))
    return state.message_object(sent)


def _options(params: Params) -> list[str]:
    """Words, or objects with words, as a list or written as one."""
    given = params.structure("options")
    if not isinstance(given, list):
        bad_request("expected an Array of InputPollOption")
    return [str(one["text"] if isinstance(one, dict) else one) for one in given]


def vote(state: State, person: int, message_id: int, options: Sequence[int]) -> None:
    """Choose answers of a poll of the bot; none takes a vote back."""
    message = state.message(person, message_id)
    poll = (message.body if message is not None else {}).get("poll")
    if message is None or poll is None or not message.from_bot:
        raise ActionError(f"no poll {message_id} to vote in")
    chosen = sorted({number for number in options if 0 <= number < len(poll["options"])})
    if len(chosen) > 1 and not poll["allows_multiple_answers"]:
        raise ActionError("this poll takes one answer")
    for number, option in enumerate(poll["options"]):
        option["voter_count"] = int(number in chosen)
    poll["total_voter_count"] = int(bool(chosen))
    state.changed(message)
    if not poll["is_anonymous"]:
        state.updates.put(
            "poll_answer",
            {
                "poll_id": poll["id"],
                "user": state.people[person].as_user(),
                "option_ids": chosen,
                "option_persistent_ids": [poll["options"][n]["persistent_id"] for n in chosen],
            },
        )

"""The person's side of the server, for the demo page, tests and checkers."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import web

from sandbox.engine import World
from sandbox.messages import Message, view
from sandbox.params import Upload
from sandbox.polls import vote
from sandbox.refusals import ActionError, Refused
from sandbox.samples import Sample

if TYPE_CHECKING:
    from sandbox.web import ClockControl

Body = dict[str, Any]
Verb = Callable[[World, int, Body], Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
FIRST_OWN_ID = 9001
FIRST_GROUP = -1001
_SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})

_VERBS: dict[str, Verb] = {
    "start": lambda world, person, body: world.start(person, body.get("payload")),
    "text": lambda world, person, body: world.text(person, str(body["text"]), body.get("reply_to")),
    "click": lambda world, person, body: world.click(
        person, int(body["message_id"]), body.get("data"), body.get("label")
    ),
    "press": lambda world, person, body: world.press(person, str(body["label"])),
    "edit": lambda world, person, body: world.edit_text(
        person, int(body["message_id"]), str(body["text"])
    ),
    "forward": lambda world, person, body: world.forward(
        person, int(body["message_id"]), body.get("from_chat")
    ),
    "sticker": lambda world, person, _body: world.sticker(person),
    "voice": lambda world, person, _body: world.voice(person),
    "location": lambda world, person, body: world.location(
        person, float(body.get("latitude", 0)), float(body.get("longitude", 0))
    ),
    "contact": lambda world, person, body: world.contact(
        person, str(body.get("phone_number", "+10000000000"))
    ),
    "poll": lambda world, person, body: world.poll(
        person, str(body["question"]), [str(option) for option in body["options"]]
    ),
    "vote": lambda world, person, body: vote(
        world, person, int(body["message_id"]), [int(number) for number in body["options"]]
    ),
    "inline": lambda world, person, body: world.inline(person, str(body["query"])),
    "choose": lambda world, person, body: world.choose(person, str(body["result"])),
    "admit": lambda world, group, body: world.admit(group, str(body.get("payload") or "")),
    "expel": lambda world, group, _body: world.expel(group),
    "speaks": lambda world, group, body: world.speaks(group, int(body["person"])),
    "block": lambda world, person, _body: world.block(person),
    "unblock": lambda world, person, _body: world.unblock(person),
    "delete": lambda world, person, _body: world.delete_account(person),
}


class PersonRoutes:
    """`/sim/…` apart from the event stream."""

    def __init__(
        self, world: World, clock_control: "ClockControl | None", samples: Sequence[Sample]
    ) -> None:
        self._world = world
        self._clock_control = clock_control
        self._samples = {sample.name: sample for sample in samples}

    def add_to(self, app: web.Application) -> None:
        """Enter the routes."""
        routes: list[tuple[str, str, Handler]] = [
            ("GET", "/sim/state", self._state),
            ("GET", "/sim/chats/{id:-?\\d+}", self._chat),
            ("GET", "/sim/file/{file_id}", self._file),
            ("GET", "/sim/calls", self._calls),
            ("GET", "/sim/history", self._history),
            ("POST", "/sim/people", self._add_person),
            ("POST", "/sim/groups", self._add_group),
            ("POST", "/sim/people/{id:-?\\d+}/sample", self._sample),
            ("POST", "/sim/people/{id:-?\\d+}/upload", self._upload),
            ("POST", "/sim/people/{id:-?\\d+}/{verb}", self._verb),
            ("POST", "/sim/clock/advance", self._advance),
            ("POST", "/sim/clock/next", self._next),
            ("POST", "/sim/faults", self._add_faults),
            ("DELETE", "/sim/faults", self._clear_faults),
            ("POST", "/sim/reset", self._reset),
        ]
        for verb, path, handler in routes:
            app.router.add_route(verb, path, _explained(handler))

    async def _state(self, _request: web.Request) -> web.StreamResponse:
        world = self._world
        bot = {name: world.bot_user[name] for name in ("id", "username", "first_name")}
        state = {
            "bot": bot,
            "now": world.clock.now().isoformat(),
            "clock": self._clock_control is not None,
            "commands": {str(person): world.commands(person) for person in world.people},
            "people": [person.as_view() for person in world.people.values()],
            "chats": {str(person): world.view(person) for person in world.people},
            "samples": [{"name": s.name, "title": s.title} for s in self._samples.values()],
        }
        return web.json_response(state)

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        person = self._person_id(request)
        body = {
            "ok": True,
            "revision": self._world.revision,
            "messages": self._world.view(person),
            "answers": self._world.chat(person).answers,
        }
        return web.json_response(body)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """A file for the page: pictures are shown, everything else is saved."""
        stored = self._world.files.find(request.match_info["file_id"])
        if stored is None:
            raise web.HTTPNotFound
        shown = stored.mime in _SHOWN_INLINE
        response = web.Response(
            body=stored.content,
            content_type=stored.mime if shown else "application/octet-stream",
            headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"},
        )
        if not shown:
            response.headers["Content-Disposition"] = _save_as(stored.name)
        return response

    async def _calls(self, request: web.Request) -> web.StreamResponse:
        after = int(request.query.get("after") or 0)
        calls = [entry.as_call() for entry in self._world.history.calls(after)]
        return web.json_response({"ok": True, "calls": calls})

    async def _history(self, _request: web.Request) -> web.StreamResponse:
        records = [entry.as_record() for entry in self._world.history.entries]
        return web.json_response({"ok": True, "history": records})

    async def _add_person(self, request: web.Request) -> web.StreamResponse:
        body = await _json_object(request)
        chosen = body.get("id")
        person = self._world.add_person(
            self._free_id() if chosen is None else int(chosen),
            str(body["first_name"]),
            body.get("last_name") or None,
            body.get("username") or None,
            body.get("language_code") or None,
            start_payload=body.get("start_payload") or None,
            label=body.get("label") or None,
        )
        return web.json_response({"ok": True, "id": person.id, "person": person.as_view()})

    async def _add_group(self, request: web.Request) -> web.StreamResponse:
        """A new group of somebody's, with the bot in it."""
        body = await _json_object(request)
        free = min((FIRST_GROUP + 1, *self._world.people)) - 1
        group = self._world.add_group(free, str(body["title"]), int(body["speaker"]))
        self._world.admit(group.id, str(body.get("payload") or ""))
        return web.json_response({"ok": True, "id": group.id, "person": group.as_view()})

    def _free_id(self) -> int:
        return max((FIRST_OWN_ID - 1, *self._world.people)) + 1

    async def _verb(self, request: web.Request) -> web.StreamResponse:
        person = self._person_id(request)
        verb = _VERBS.get(request.match_info["verb"])
        if verb is None:
            raise web.HTTPNotFound
        return _done(verb(self._world, person, await _json_object(request)))

    async def _sample(self, request: web.Request) -> web.StreamResponse:
        person = self._person_id(request)
        sample = self._samples.get(str((await _json_object(request)).get("name")))
        if sample is None:
            raise ActionError("no such sample")
        return _done(self._world.document(person, sample.name, sample.content))

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        person = self._person_id(request)
        form = await request.post()
        uploads = []
        for field in form.getall("file", []):
            if isinstance(field, web.FileField):
                uploads.append(Upload(field.filename, field.file.read(), field.content_type))
                field.file.close()
        if not uploads:
            raise ActionError("the form has no file")
        caption = str(form.get("caption") or "") or None
        is_photo = form.get("as") == "photo"
        if len(uploads) > 1:
            kind = "photo" if is_photo else "document"
            return _done(self._world.album(person, uploads, caption, kind)[0])
        (upload,) = uploads
        if is_photo:
            return _done(self._world.photo(person, upload.content, caption, upload.name))
        message = self._world.document(person, upload.name, upload.content, caption, upload.mime)
        return _done(message)

    async def _advance(self, request: web.Request) -> web.StreamResponse:
        control = self._control()
        seconds = float((await _json_object(request))["seconds"])
        if not 0 <= seconds <= timedelta(days=3650).total_seconds():
            raise ActionError("time moves forward, at most ten years at once")
        await control.advance(timedelta(seconds=seconds))
        return self._moved()

    async def _next(self, _request: web.Request) -> web.StreamResponse:
        await self._control().to_next()
        return self._moved()

    def _control(self) -> "ClockControl":
        if self._clock_control is None:
            raise web.HTTPNotFound
        return self._clock_control

    def _moved(self) -> web.StreamResponse:
        now = self._world.clock.now().isoformat()
        self._world.emit({"type": "clock", "now": now})
        return web.json_response({"ok": True, "now": now})

    async def _add_faults(self, request: web.Request) -> web.StreamResponse:
        orders = await request.json()
        for order in orders if isinstance(orders, list) else [orders]:
            self._world.plan_fault(dict(order))
        return web.json_response({"ok": True, "planned": self._world.faults.planned()})

    async def _clear_faults(self, _request: web.Request) -> web.StreamResponse:
        self._world.faults.clear()
        return web.json_response({"ok": True})

    async def _reset(self, _request: web.Request) -> web.StreamResponse:
        self._world.reset()
        return web.json_response({"ok": True})

    def _person_id(self, request: web.Request) -> int:
        person = int(request.match_info["id"])
        if person not in self._world.people:
            raise web.HTTPNotFound
        return person


def _explained(handler: Handler) -> Handler:
    """Turn every refusal into a JSON answer with a reason."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return _problem(404, "there is no such thing here")
        except web.HTTPRequestEntityTooLarge:
            return _problem(413, "the file is too large")
        except Refused as refusal:
            return _problem(400, refusal.description)
        except KeyError as missing:
            return _problem(400, f"{missing.args[0]} is missing")
        except (ValueError, TypeError) as error:
            return _problem(400, str(error))

    return handle


def _problem(status: int, reason: str) -> web.Response:
    return web.json_response({"ok": False, "error": reason}, status=status)


def _done(result: object) -> web.Response:
    body: Body = {"ok": True}
    if isinstance(result, Message):
        body["message"] = view(result)
    return web.json_response(body)


async def _json_object(request: web.Request) -> Body:
    """The JSON body; an empty one is an empty object."""
    text = await request.text()
    decoded = json.loads(text) if text.strip() else {}
    if not isinstance(decoded, dict):
        raise ActionError("an object was expected")
    return decoded


def _save_as(name: str) -> str:
    """A header that saves a file under its name, whatever the alphabet."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"

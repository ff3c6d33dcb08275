"""The server around the rules: wire formats, the person side, events, safety."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from sandbox.engine import World
from sandbox.web import Sample, base_url, make_app, serve

ANNA = 7
REAL_LOOKING = "123456789:" + "A" * 35


class Control:
    """Moves the bench's clock."""

    def __init__(self, bench: Any) -> None:
        self._bench = bench

    async def advance(self, by: timedelta) -> None:
        self._bench.clock.moment += by

    async def to_next(self) -> None:
        self._bench.clock.moment += timedelta(days=1)


@pytest.fixture
async def site(bench: Any, served: Any) -> AsyncIterator[Any]:
    """A served bench and a client of it."""
    samples = [Sample("plan.txt", "A plan", b"one\ntwo\n")]
    url = await served(bench.world, clock_control=Control(bench), samples=samples)
    async with aiohttp.ClientSession(url) as client:

        async def ask(verb: str, path: str, **options: Any) -> tuple[int, Any]:
            async with client.request(verb, path, **options) as response:
                return response.status, await response.json()

        def bot(method: str) -> str:
            return f"/bot{bench.world.token}/{method}"

        yield SimpleNamespace(client=client, ask=ask, bot=bot, bench=bench, world=bench.world)


@pytest.mark.parametrize(
    ("verb", "way"),
    [
        ("GET", "params"),
        ("GET", "json"),
        ("POST", "params"),
        ("POST", "json"),
        ("POST", "data"),
        ("POST", "multipart"),
    ],
)
async def test_parameters_travel_in_every_form(site: Any, verb: str, way: str) -> None:
    values = {"chat_id": str(ANNA), "text": "Привет & <3"}
    options: dict[str, Any] = {way: values}
    if way == "multipart":
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in values.items():
            form.add_field(name, value)
        options = {"data": form}
    status, body = await site.ask(verb, site.bot("SendMESSAGE"), **options)
    assert (status, body["result"]["text"]) == (200, "Привет & <3")


async def test_broken_bodies_are_refused(site: Any) -> None:
    broken = {"data": "{", "headers": {"Content-Type": "application/json"}}
    assert (await site.ask("POST", site.bot("getMe"), **broken))[0] == 400
    assert (await site.ask("POST", site.bot("getMe"), json=[1]))[0] == 400
    assert (await site.ask("POST", site.bot("")))[0] == 404
    assert (await site.ask("POST", site.bot("sendHug")))[1]["description"] == (
        "Not Found: method not found"
    )
    assert (await site.ask("GET", "/bot1:x/getMe"))[0] == 401


async def test_an_upload_over_the_limit_is_refused(make_bench: Any, served: Any) -> None:
    bench = make_bench(upload_limit=1000)
    async with aiohttp.ClientSession(await served(bench.world)) as client:
        for size, expected in ((1000, 200), (1001, 413), (1_100_000, 413)):
            form = aiohttp.FormData({"chat_id": str(ANNA)})
            form.add_field("document", BytesIO(b"x" * size), filename="a.bin")
            async with client.post(f"/bot{bench.world.token}/sendDocument", data=form) as response:
                assert response.status == expected
                if expected == 413:
                    assert (await response.json())["description"] == "Request Entity Too Large"


async def test_state_has_the_agreed_shape(site: Any) -> None:
    site.bench.say("<b>x</b>", parse_mode="HTML", reply_markup=site.bench.keyboard())
    status, state = await site.ask("GET", "/sim/state")
    assert status == 200
    assert state["bot"] == {"id": 42, "username": "sandbox_bot", "first_name": "Sandbox"}
    assert state["now"] == "2026-09-01T09:00:00+00:00"
    assert state["clock"] is True
    assert state["commands"] == {"7": [], "8": [], "9": []}
    assert state["samples"] == [{"name": "plan.txt", "title": "A plan"}]
    anna = state["people"][0]
    assert (anna["id"], anna["started"], anna["blocked"]) == (ANNA, True, False)
    message = state["chats"]["7"][-1]
    assert (message["from"], message["text"], message["html"]) == ("bot", "x", "<b>x</b>")
    assert message["buttons"] == [[{"text": "Go", "kind": "callback", "data": "go"}]]
    assert message["media"] is None


async def test_a_person_can_do_everything(site: Any) -> None:
    status, made = await site.ask("POST", "/sim/people", json={"first_name": "New"})
    assert (status, made["person"]["first_name"]) == (200, "New")
    base = f"/sim/people/{made['id']}"
    button = {"chat_id": made["id"], "text": "x", "reply_markup": site.bench.keyboard()}
    own = (await site.ask("POST", f"{base}/start", json={"payload": "abc"}))[1]["message"]["id"]
    bots = site.bench.done("sendMessage", **button)["message_id"]
    steps = [
        ("text", {"text": "hello", "reply_to": bots}),
        ("click", {"message_id": bots, "data": "go"}),
        ("edit", {"message_id": own, "text": "other"}),
        ("forward", {"message_id": own}),
        ("sticker", {}),
        ("voice", {}),
        ("location", {"latitude": 1.5, "longitude": 2}),
        ("contact", {}),
        ("poll", {"question": "?", "options": ["a", "b"]}),
        ("sample", {"name": "plan.txt"}),
        ("block", {}),
        ("unblock", {}),
        ("delete", {}),
    ]
    for verb, body in steps:
        status, answer = await site.ask("POST", f"{base}/{verb}", json=body)
        assert (status, answer["ok"]) == (200, True), (verb, answer)
    media = [
        message["media"]["kind"] for message in site.world.view(made["id"]) if message["media"]
    ]
    assert media == ["sticker", "voice", "document"]


async def test_uploads_arrive_whole_under_their_name(site: Any, png: bytes) -> None:
    for kind, name, content in (("document", "план.txt", b"text"), ("photo", "p.png", png)):
        form = aiohttp.FormData({"caption": "look", "as": kind}, quote_fields=False)
        form.add_field("file", content, filename=name)
        status, answer = await site.ask("POST", f"/sim/people/{ANNA}/upload", data=form)
        assert (status, answer["message"]["text"]) == (200, "look")
        media = answer["message"]["media"]
        assert (media["kind"], media["size"]) == (kind, len(content))
        async with site.client.get(media["url"]) as response:
            assert await response.read() == content
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            attached = "attachment" in response.headers.get("Content-Disposition", "")
            assert attached is (kind == "document")


async def test_several_uploads_at_once_are_an_album(site: Any, png: bytes) -> None:
    form = aiohttp.FormData({"caption": "two", "as": "photo"}, quote_fields=False)
    for name in ("1.png", "2.png"):
        form.add_field("file", png, filename=name)
    status, _ = await site.ask("POST", f"/sim/people/{ANNA}/upload", data=form)
    assert status == 200
    first, second = [update["message"] for update in site.world.take_updates()][-2:]
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], second.get("caption")) == ("two", None)


@pytest.mark.parametrize(
    ("verb", "path", "body", "expected"),
    [
        ("POST", "/sim/people/7/text", {}, 400),
        ("POST", "/sim/people/7/text", {"text": " "}, 400),
        ("POST", "/sim/people/7/click", {"message_id": 555, "data": "x"}, 400),
        ("POST", "/sim/people/7/start", {"payload": "a b"}, 400),
        ("POST", "/sim/people/7/unblock", {}, 400),
        ("POST", "/sim/people/7/sample", {"name": "x"}, 400),
        ("POST", "/sim/people/7/upload", {}, 400),
        ("POST", "/sim/people/7/dance", {}, 404),
        ("POST", "/sim/people/555/text", {"text": "x"}, 404),
        ("GET", "/sim/chats/555", None, 404),
        ("GET", "/sim/file/nothing", None, 404),
        ("POST", "/sim/people", {}, 400),
        ("POST", "/sim/people", {"id": 7, "first_name": "Anna"}, 400),
        ("POST", "/sim/faults", {"kind": "rain"}, 400),
        ("POST", "/sim/clock/advance", {}, 400),
        ("POST", "/sim/clock/advance", {"seconds": -1}, 400),
        ("GET", "/sim/calls?after=x", None, 400),
    ],
)
async def test_wrong_requests_are_explained(
    site: Any, verb: str, path: str, body: Any, expected: int
) -> None:
    status, answer = await site.ask(verb, path, json=body)
    assert (status, answer["ok"]) == (expected, False)
    assert answer["error"]


async def test_the_clock_moves_by_order(site: Any) -> None:
    status, answer = await site.ask("POST", "/sim/clock/advance", json={"seconds": 90})
    assert (status, answer["now"]) == (200, "2026-09-01T09:01:30+00:00")
    status, answer = await site.ask("POST", "/sim/clock/next")
    assert (status, answer["now"]) == (200, "2026-09-02T09:01:30+00:00")


async def test_without_control_there_is_no_clock(bench: Any, served: Any) -> None:
    async with aiohttp.ClientSession(await served(bench.world)) as client:
        for path in ("/sim/clock/advance", "/sim/clock/next"):
            async with client.post(path, json={"seconds": 1}) as response:
                assert response.status == 404


async def test_calls_history_faults_and_reset(site: Any) -> None:
    order = {"method": "sendMessage", "kind": "error", "code": 500}
    assert (await site.ask("POST", "/sim/faults", json=[order, order]))[1]["planned"] == 2
    assert site.bench.call("sendMessage", chat_id=ANNA, text="x").status == 500
    assert (await site.ask("DELETE", "/sim/faults"))[1] == {"ok": True}
    site.bench.say("done")
    calls = (await site.ask("GET", "/sim/calls"))[1]["calls"]
    assert [(call["method"], call["status"]) for call in calls] == [
        ("sendMessage", 500),
        ("sendMessage", 200),
    ]
    assert calls[-1]["summary"] == "done"
    later = (await site.ask("GET", f"/sim/calls?after={calls[0]['id']}"))[1]["calls"]
    assert later == calls[1:]
    history = (await site.ask("GET", "/sim/history"))[1]["history"]
    assert [entry["id"] for entry in history] == sorted(entry["id"] for entry in history)
    assert {entry["source"] for entry in history} == {"bot", "person"}
    assert history[-1]["details"]["text"] == "done"
    await site.ask("POST", "/sim/reset")
    assert (await site.ask("GET", "/sim/history"))[1]["history"] == []


async def events(response: aiohttp.ClientResponse) -> AsyncIterator[dict[str, Any]]:
    async for line in response.content:
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))


async def test_events_tell_of_every_change(site: Any) -> None:
    async with site.client.get("/sim/events") as response:
        assert response.content_type == "text/event-stream"
        await response.content.readline()
        bench, world = site.bench, site.world
        message = bench.say("x", reply_markup=bench.keyboard())
        query = world.click(ANNA, message, label="Go")
        bench.done("answerCallbackQuery", callback_query_id=query, text="ok", show_alert=True)
        bench.done("sendChatAction", chat_id=ANNA, action="typing")
        bench.done("editMessageText", chat_id=ANNA, message_id=message, text="y")
        bench.done("deleteMessage", chat_id=ANNA, message_id=message)
        await site.ask("POST", "/sim/clock/next")
        world.block(ANNA)
        seen: dict[str, Any] = {}
        async for event in events(response):
            seen.setdefault(event["type"], event)
            if event["type"] == "person":
                break
    assert set(seen) == {
        "message", "call", "answer", "typing", "edit", "delete", "clock", "person",
    }  # fmt: skip
    assert (seen["message"]["chat"], seen["message"]["message"]["text"]) == (ANNA, "x")
    assert seen["edit"]["message"]["edited"] is True
    assert seen["delete"]["message_id"] == message
    assert seen["answer"] == {"type": "answer", "chat": ANNA, "text": "ok", "alert": True}
    assert seen["call"]["method"] == "sendMessage"
    assert seen["clock"]["now"] == "2026-09-02T09:00:00+00:00"
    assert seen["person"]["person"]["blocked"] is True


async def test_shutdown_does_not_wait_for_listeners(bench: Any) -> None:
    bench.world.take_updates()
    bench.world.plan_fault({"kind": "hang", "method": "getMe"})
    runner = await serve(make_app(bench.world))
    async with aiohttp.ClientSession(base_url(runner)) as client:
        stream = await client.get("/sim/events")
        bot = f"/bot{bench.world.token}"
        poll = asyncio.create_task(client.get(f"{bot}/getUpdates?timeout=50"))
        hang = asyncio.create_task(client.get(f"{bot}/getMe"))
        await asyncio.sleep(0.1)
        begun = time.monotonic()
        await runner.cleanup()
        assert time.monotonic() - begun < 2
        stream.close()
        await asyncio.gather(poll, hang, return_exceptions=True)


async def test_a_reset_ends_the_streams_so_that_pages_load_anew(site: Any) -> None:
    async with site.client.get("/sim/events") as response:
        await response.content.readline()
        site.world.reset()
        await asyncio.wait_for(response.content.read(), 5)


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
async def test_only_this_machine_is_served(site: Any, headers: dict[str, str]) -> None:
    status, _ = await site.ask("POST", "/sim/reset", headers=headers)
    assert status == 403


async def test_the_page_is_served(site: Any) -> None:
    async with site.client.get("/favicon.ico") as response:
        assert (response.status, response.content_type) == (200, "image/svg+xml")
    async with site.client.get("/") as response:
        assert (response.status, response.content_type) == (200, "text/html")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.com"])  # noqa: S104
async def test_no_other_interface_is_opened(bench: Any, host: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        await serve(make_app(bench.world), host)


async def test_tokens_that_look_real_are_refused(bench: Any, make_bench: Any, served: Any) -> None:
    with pytest.raises(ValueError, match="looks real"):
        make_app(World(bench.clock, token=REAL_LOOKING))
    make_app(
        World(bench.clock, token=REAL_LOOKING, settings=make_bench(allow_real_tokens=True).settings)
    )
    async with (
        aiohttp.ClientSession(await served(bench.world)) as client,
        client.get(f"/bot{REAL_LOOKING}/getMe") as response,
    ):
        assert response.status == 401
        assert "look real" in (await response.json())["description"]


async def test_a_large_upload_is_quick_enough(site: Any) -> None:
    form = aiohttp.FormData({"chat_id": str(ANNA)})
    form.add_field("document", BytesIO(b"x" * (49 << 20)), filename="big.bin")
    status, body = await site.ask("POST", site.bot("sendDocument"), data=form)
    assert (status, body["result"]["document"]["file_size"]) == (200, 49 << 20)
    async with site.client.get(site.world.view(ANNA)[-1]["media"]["url"]) as response:
        assert len(await response.read()) == 49 << 20
    file = {"file_id": body["result"]["document"]["file_id"]}
    assert (await site.ask("POST", site.bot("getFile"), json=file))[1]["description"] == (
        "Bad Request: file is too big"
    )

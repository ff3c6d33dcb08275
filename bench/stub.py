"""A Bot API that costs nothing: it believes everything and answers at once.

The sandbox checks what it is told as Telegram does, and that takes longer than most of what is
measured here. This one reads the name of the method and the chat, hands out prepared updates, and
notes when their answers come.
"""

import asyncio
import re
from collections import Counter, deque
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bench.process import obey, quiet

_QUERY = re.compile(rb'callback_query_id"?[^0-9]*(\d+)')
_CHAT = re.compile(rb'chat_id"?\s*[=:]?\s*"?(\d+)')
_AT_MOST = 100
_NONE = b'{"ok":true,"result":[]}'
_TRUE = b'{"ok":true,"result":true}'
_ME = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}'
# What is answered with a message; the latter ends the handling of a tap, which is answered before.
_ANSWERS = frozenset({"editMessageText", "sendMessage"})
_ENDS = "editMessageText"
_ANSWERED = "answerCallbackQuery"


@dataclass
class Account:
    """One bot: its updates, and what it has done."""

    templates: list[str] = field(default_factory=list)
    waiting: deque[bytes] = field(default_factory=deque)
    poller: "Server | None" = None
    handed: int = 0
    left: int = 0
    # Chat → when its update was put into the queue.
    open: dict[int, float] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    # Tap → when it was put into the queue; how long until its button was answered.
    asked: dict[int, float] = field(default_factory=dict)
    answers: list[float] = field(default_factory=list)
    is_done: asyncio.Event = field(default_factory=asyncio.Event)
    calls: Counter[str] = field(default_factory=Counter)
    # Every message: when and to whom.
    sends: list[tuple[float, int]] = field(default_factory=list)
    delay: float = 0.0
    first_poll: asyncio.Event = field(default_factory=asyncio.Event)


class Server(asyncio.Protocol):
    """One connection."""

    def __init__(self, stub: "Stub") -> None:
        self._stub = stub
        self._transport: asyncio.Transport | None = None
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what to write to."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Serve every request that is there in full."""
        self._buffer += data
        while True:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            body = self._body(head.lower(), rest)
            if body is None:
                return
            _, token, method = head.split(b" ", 2)[1].decode().split("/")[:3]
            self._stub.call(self, token.removeprefix("bot"), method, body)

    def _body(self, head: bytes, rest: bytes) -> bytes | None:
        """The body of a request, taken out of the buffer; None while some is missing."""
        if b"transfer-encoding: chunked" in head:
            whole, found, more = rest.partition(b"\r\n0\r\n\r\n")
            if not found:
                return None
            self._buffer = more
            return whole
        _, _, after = head.partition(b"content-length:")
        length = int(after.split(b"\r\n", 1)[0]) if after else 0
        if len(rest) < length:
            return None
        self._buffer = rest[length:]
        return rest[:length]

    def answer(self, body: bytes) -> None:
        """Send an answer, unless the other side has gone."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (len(body), body)
            )


class Stub:
    """All bots, by token."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}
        self._loop = asyncio.get_running_loop()
        self._message_id = 1000

    def account(self, token: str) -> Account:
        """The bot of a token."""
        return self._accounts.setdefault(token, Account())

    def call(self, server: Server, token: str, method: str, body: bytes) -> None:
        """Answer one call."""
        account = self.account(token)
        account.calls[method] += 1
        if method == "getUpdates":
            account.first_poll.set()
            account.poller = server
            self._hand_over(account)
            if account.poller is not None:
                self._loop.call_later(5, self._give_up, account, server)
        elif method in _ANSWERS:
            found = _CHAT.search(body)
            chat = int(found.group(1)) if found else 0
            if method == "sendMessage":
                account.sends.append((self._loop.time(), chat))
            self._message_id += 1
            shown = b'{"ok":true,"result":{"message_id":%d,"date":1,"chat":{"id":%d,' % (
                self._message_id,
                chat,
            )
            reply = shown + b'"type":"private"},"text":"shown"}}'
            if account.delay and method == "sendMessage":
                self._loop.call_later(account.delay, server.answer, reply)
            else:
                server.answer(reply)
            if method == _ENDS:
                self._settle(account, chat)
        else:
            if method == _ANSWERED:
                self._answered(account, body)
            server.answer(_ME if method == "getMe" else _TRUE)

    def _answered(self, account: Account, body: bytes) -> None:
        found = _QUERY.search(body)
        put = account.asked.pop(int(found.group(1)), None) if found else None
        if put is not None:
            account.answers.append(self._loop.time() - put)

    def _settle(self, account: Account, chat: int) -> None:
        put = account.open.pop(chat, None)
        if put is None:
            return
        account.latencies.append(self._loop.time() - put)
        if account.left:
            self.put(account)
        elif not account.open:
            account.is_done.set()

    def put(self, account: Account) -> None:
        """Queue one more update."""
        template = account.templates[account.handed % len(account.templates)]
        account.handed += 1
        account.left -= 1
        number = 10_000 + account.handed
        body = template.replace("%ID%", str(number)).encode()
        found = _CHAT.search(body)
        now = self._loop.time()
        account.open[int(found.group(1)) if found else 0] = account.asked[number] = now
        account.waiting.append(body)
        self._hand_over(account)

    def _hand_over(self, account: Account) -> None:
        if account.poller is None or not account.waiting:
            return
        server, account.poller = account.poller, None
        taken = [account.waiting.popleft() for _ in range(min(_AT_MOST, len(account.waiting)))]
        # Those put in the same moment go together.
        server.answer(b'{"ok":true,"result":[' + b",".join(taken) + b"]}")

    @staticmethod
    def _give_up(account: Account, server: Server) -> None:
        if account.poller is server:
            account.poller = None
            server.answer(_NONE)


class Orders:
    """What the one who measures may ask for."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub

    async def load(self, what: dict[str, Any]) -> None:
        """Prepared updates of a bot: JSON texts with %ID% for the update's number."""
        self._stub.account(what["token"]).templates = what["updates"]

    async def feed(self, what: dict[str, Any]) -> dict[str, Any]:
        """Hand out so many updates, some at once, the next for every answer; wait for all."""
        account = self._stub.account(what["token"])
        account.left, account.latencies, account.answers = what["count"], [], []
        account.is_done.clear()
        began = asyncio.get_running_loop().time()
        for _ in range(min(what["at_once"], what["count"])):
            self._stub.put(account)
        await account.is_done.wait()
        wall = asyncio.get_running_loop().time() - began
        return {"wall": wall, "latencies": account.latencies, "answers": account.answers}

    async def drip(self, what: dict[str, Any]) -> list[float]:
        """Hand out updates evenly for a while, whatever becomes of them; return the latencies."""
        loop, account = asyncio.get_running_loop(), self._stub.account(what["token"])
        account.latencies = []
        begin, step = loop.time(), 1 / what["rate"]
        for number in range(int(what["seconds"] * what["rate"])):
            await asyncio.sleep(max(0.0, begin + number * step - loop.time()))
            self._stub.put(account)
            account.left = 0
        async with asyncio.timeout(30):
            while account.open:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return account.latencies

    async def delay(self, what: dict[str, Any]) -> None:
        """How long a message takes to be answered, in seconds."""
        self._stub.account(what["token"]).delay = what["seconds"]

    async def sends(self, token: str) -> list[tuple[float, int]]:
        """The messages since the last question: when, by a clock of the loop, and to whom."""
        account = self._stub.account(token)
        found, account.sends = account.sends, []
        return found

    async def first_poll(self, token: str) -> None:
        """Wait until a bot asks for updates; the next question waits for the next bot."""
        account = self._stub.account(token)
        await account.first_poll.wait()
        account.first_poll.clear()

    async def time(self, _what: Any) -> float:
        """The clock by which messages are noted."""
        return asyncio.get_running_loop().time()


async def _main() -> None:
    stub = Stub()
    server = await asyncio.get_running_loop().create_server(partial(Server, stub), "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    orders = Orders(stub)
    names = ("load", "feed", "drip", "delay", "sends", "first_poll", "time")

    async def url(_what: Any) -> str:
        return f"http://{address[0]}:{address[1]}"

    await obey({"url": url, **{name: getattr(orders, name) for name in names}})


if __name__ == "__main__":
    quiet()
    asyncio.run(_main())

"""200 learners on one process, each at the coder's desk: saves and look-ups about every 3 seconds for half a minute.

    python -m tests.bench.desk_load [learners] [seconds]

Each learner logs in, opens a case, opens the desk's page (Streamlit's own websocket, which stays open), fetches the case
and then saves changes and looks codes up in turn, as the desk does. Every answer is counted; what is saved is asked
back at the end. Prints p50 and p95, errors by kind, and the server's memory.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from urllib.parse import quote

import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.bench.servers import Server, both_hats

LEARNERS, SECONDS = 200, 30.0
THINK = 3.0
"""Mean seconds between a learner's actions."""
ARRIVE = 15.0
"""Seconds over which the learners arrive."""
PATIENCE = 20.0
"""Seconds after which an answer counts as an error."""
TYPED = ("hyper", "diab", "E11.2", "frac rad", "colles", "99214", "J3301", "lac hand", "pneu", "O09", "ckd", "Z12.1")


class Counts:
    """Latencies in milliseconds by action, and errors by kind; latencies count once `measuring`."""

    def __init__(self) -> None:
        self.took: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self.measuring = False


class Browser:
    """One learner's browser: a kept connection, a cookie, a numbered outbox."""

    def __init__(self, server: Server, number: int, counts: Counts) -> None:
        self.server, self.number, self.counts = server, number, counts
        self.cookie = ""
        self.connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.chance = random.Random(number)
        self.sent = 0
        self.seq = 0
        self.last: dict[str, str] = {}

    async def ask(self, path: str, body: object = None) -> dict:
        """GET, or POST where there is a body. Raises OSError for whatever is not a 200 with JSON."""
        async with asyncio.timeout(PATIENCE):
            if self.connection is None:
                self.connection = await asyncio.open_connection("127.0.0.1", self.server.port, limit=1 << 22)
            reader, writer = self.connection
            payload = b"" if body is None else json.dumps(body).encode()
            head = (
                f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
                f"Origin: {self.server.url}\r\nCookie: {self.cookie}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
            )
            writer.write(head.encode() + payload)
            status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            answer = await reader.readexactly(int(headers["content-length"]))
        if "set-cookie" in headers:
            self.cookie = headers["set-cookie"].split(";")[0]
        if " 200 " not in f"{status} ":
            raise OSError(f"{path.split('?')[0]} {status.split(' ')[1]}")
        return json.loads(answer)

    async def timed(self, action: str, path: str, body: object = None) -> dict:
        """`ask`, with its time kept under `action`; an error is counted and the connection opened anew."""
        started = time.perf_counter()
        try:
            answer = await self.ask(path, body)
        except (OSError, EOFError, TimeoutError) as error:
            self.counts.errors[f"{action}: {type(error).__name__} {error}"] += 1
            self.connection = None
            return {}
        if self.counts.measuring:
            self.counts.took[action].append((time.perf_counter() - started) * 1000)
        return answer

    async def open_page(self, attempt: str) -> websockets.ClientConnection:
        """The desk's page as Streamlit serves it: connects and waits until the script has run."""
        socket = await websockets.connect(
            f"ws://127.0.0.1:{self.server.port}/_stcore/stream",
            subprotocols=["streamlit"], origin=self.server.url, additional_headers={"Cookie": self.cookie},
            max_size=None, open_timeout=PATIENCE, compression=None, ping_interval=None, proxy=None,
        )  # fmt: skip
        message = BackMsg()
        message.rerun_script.page_name = "coder"
        message.rerun_script.query_string = f"attempt={attempt}"
        await socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = ForwardMsg.FromString(await socket.recv())
                if answer.delta.new_element.WhichOneof("type") == "exception":
                    self.counts.errors["page: exception"] += 1
                if answer.WhichOneof("type") == "script_finished":
                    return socket

    async def work(self, delay: float, stop: asyncio.Event) -> None:
        """One learner's half minute."""
        await asyncio.sleep(delay)
        try:
            await self.ask("/login", {"name": f"Learner {self.number}"})
            opened = await self.ask("/api/open", {"role": "coder", "workplace": "billing_company"})
            attempt = opened["attempt"]
            socket = await self.open_page(attempt)
            await self.ask(f"/api/case?attempt={attempt}")
        except (OSError, EOFError, TimeoutError, websockets.WebSocketException) as error:
            self.counts.errors[f"arriving: {type(error).__name__} {error}"] += 1
            return
        listening = asyncio.create_task(self.listen(socket))
        turn = self.number
        while not stop.is_set():
            await self.save(attempt) if turn % 2 else await self.look_up()
            turn += 1
            try:
                await asyncio.wait_for(stop.wait(), self.chance.uniform(0.5, 1.5) * THINK)
            except TimeoutError:
                continue
        await self.check_kept(attempt)
        listening.cancel()
        await socket.close()

    async def listen(self, socket: websockets.ClientConnection) -> None:
        """Keeps the page's websocket read; one that closes early is an error."""
        try:
            async for _ in socket:
                pass
            self.counts.errors["page: closed"] += 1
        except websockets.WebSocketException as error:
            self.counts.errors[f"page: {type(error).__name__}"] += 1

    async def save(self, attempt: str) -> None:
        """One to three changes, numbered on; a batch whose answer is lost is sent again with the next."""
        row = f"row{self.chance.randrange(6):05}"
        code = self.chance.choice(("E11.22", "I10", "N18.30", "S52.531A"))
        fields = {f"dx/{row}/code": code, f"dx/{row}/rank": "a0", f"dx/{row}/cites": "[]"}
        chosen = dict(list(fields.items())[: self.chance.randint(1, 3)])
        changes = [{"n": self.sent + n, "key": key, "value": value} for n, (key, value) in enumerate(chosen.items(), 1)]
        body = {"attempt": attempt, "step": "coding", "tab": "bench", "since": self.seq, "changes": changes}
        answer = await self.timed("save", "/api/save", body)
        if not answer:
            return
        if answer["acknowledged"] != self.sent + len(changes) or answer["others"]:
            self.counts.errors["save: not all acknowledged"] += 1
        self.sent, self.seq = answer["acknowledged"], answer["seq"]
        self.last |= chosen

    async def look_up(self) -> None:
        """What somebody has typed so far."""
        typed = self.chance.choice(TYPED)
        typed = typed[: self.chance.randint(2, len(typed))]
        answer = await self.timed("lookup", f"/api/lookup?q={quote(typed)}&limit=12")
        if answer and not answer["hits"]:
            self.counts.errors[f"lookup: nothing for {typed}"] += 1

    async def check_kept(self, attempt: str) -> None:
        """Everything acknowledged has to be there."""
        fields = (await self.timed("case", f"/api/case?attempt={attempt}")).get("fields", {})
        if any(fields.get(key) != value for key, value in self.last.items()):
            self.counts.errors["case: a saved change is missing"] += 1


async def load(server: Server, learners: int, seconds: float) -> None:
    """Lets them arrive, measures, and prints."""
    counts, stop = Counts(), asyncio.Event()
    process = psutil.Process(server.pid)
    idle = process.memory_info().rss
    browsers = [Browser(server, number, counts) for number in range(learners)]
    working = [asyncio.create_task(one.work(ARRIVE * one.number / learners, stop)) for one in browsers]
    await asyncio.sleep(ARRIVE + THINK)
    counts.measuring = True
    spent, own = sum(process.cpu_times()[:2]), time.process_time()
    most = 0
    began = time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds:
        most = max(most, process.memory_info().rss)
        await asyncio.sleep(1)
    spent, own = sum(process.cpu_times()[:2]) - spent, time.process_time() - own
    present = sum(not task.done() for task in working)
    stop.set()
    await asyncio.wait(working, timeout=PATIENCE * 2)
    for action, aim in (("save", 150), ("lookup", 50)):
        print(line(action, counts.took[action], aim))
    print(f"learners at the desk {present} of {learners}, errors {counts.errors.total()} {dict(counts.errors) or ''}")
    megabyte = 1 << 20
    print(f"server memory {most / megabyte:.0f} MB at most, {idle / megabyte:.0f} MB before they came")
    print(f"processor, % of one core: server {100 * spent / passed:.0f}, the learners {100 * own / passed:.0f}")


def line(action: str, took: list[float], aim: float) -> str:
    """Figures of one action."""
    if len(took) < 2:
        return f"{action:7s} was not measured"
    p95 = statistics.quantiles(took, n=20)[18]
    return f"{action:7s} p50 {statistics.median(took):6.1f} ms  p95 {p95:6.1f} ms  n {len(took)} (aim p95 {aim} ms)"


def main() -> None:
    """Starts the app and sends the learners in."""
    learners = int(sys.argv[1]) if len(sys.argv) > 1 else LEARNERS
    seconds = min(float(sys.argv[2]), 300.0) if len(sys.argv) > 2 else SECONDS
    with both_hats() as server:
        asyncio.run(load(server, learners, seconds))


if __name__ == "__main__":
    main()

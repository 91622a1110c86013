"""A real Chromium without a window, asked over its own protocol: pages, keys, what it fetched."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]")
_CODES = {**{f"F{n}": 111 + n for n in range(1, 13)}, "Enter": 13, "Escape": 27, "ArrowDown": 40}


class Page:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._heard = asyncio.Event()
        self._frames: list[str] = []
        self.asked: list[str] = []

    @property
    def said(self) -> str:
        """What the terminal was sent, without its control sequences."""
        return _CONTROL.sub("", "".join(self._frames))

    async def listen(self) -> None:
        """Take what the browser tells until it ends."""
        async for message in self._socket:
            told = json.loads(message.data)
            given = told.get("params", {})
            if "id" in told:
                self._waiting.pop(told["id"]).set_result(told)
            elif told["method"] == "Network.webSocketFrameReceived":
                frame = given["response"]
                data = frame["payloadData"]
                binary = frame["opcode"] == 2
                self._frames.append(
                    base64.b64decode(data).decode("utf-8", "replace") if binary else data
                )
            elif told["method"] == "Network.requestWillBeSent":
                self.asked.append(given["request"]["url"])
            self._heard.set()

    async def do(self, method: str, **params: object) -> dict[str, Any]:
        """One command of the protocol."""
        number = len(self.asked) + len(self._frames) + 1_000_000 * (1 + len(self._waiting))
        while number in self._waiting:
            number += 1
        answer = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        await self._socket.send_json({"id": number, "method": method, "params": params})
        found: dict[str, Any] = (await answer).get("result", {})
        return found

    async def run(self, script: str) -> Any:
        """What a line of JavaScript gives."""
        given = await self.do("Runtime.evaluate", expression=script, awaitPromise=True)
        return given.get("result", {}).get("value")

    async def go(self, url: str) -> None:
        """Open an address."""
        await self.do("Page.navigate", url=url)
        await self.until(lambda: self.asked[-1:] != [])

    async def press(self, key: str, *, control: bool = False) -> None:
        """Press a key."""
        code = _CODES.get(key) or ord(key.upper())
        for kind in ("rawKeyDown", "keyUp"):
            await self.do(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key if key in _CODES else f"Key{key.upper()}",
                windowsVirtualKeyCode=code,
                modifiers=2 if control else 0,
            )

    async def type(self, text: str) -> None:
        """Type as an input method does."""
        await self.do("Input.insertText", text=text)

    async def until(self, there: Callable[[], bool]) -> None:
        """Wait for what the browser hears to bring something about."""
        async with asyncio.timeout(60):
            while not there():
                self._heard.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._heard.wait(), 1)

    async def until_script(self, script: str) -> Any:
        """Wait for a line of JavaScript to give something."""
        async with asyncio.timeout(60):
            while not (found := await self.run(script)):
                await asyncio.sleep(0.1)
            return found


@contextlib.asynccontextmanager
async def browser_page() -> AsyncIterator[Page]:
    """A browser of its own, with one tab."""
    program = shutil.which("chromium")
    assert program, "apt-get install chromium"
    folder = tempfile.mkdtemp(prefix="sixones-chromium-")
    process = await asyncio.create_subprocess_exec(
        program,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--remote-debugging-port=0",
        f"--user-data-dir={folder}",
        "--window-size=1280,800",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        port = Path(folder) / "DevToolsActivePort"
        async with asyncio.timeout(60):
            while not (port.exists() and port.read_text().strip()):
                await asyncio.sleep(0.1)
        at = f"http://127.0.0.1:{port.read_text().split()[0]}"
        async with aiohttp.ClientSession() as session:
            tabs = await (await session.get(f"{at}/json")).json()
            where = next(one["webSocketDebuggerUrl"] for one in tabs if one["type"] == "page")
            async with session.ws_connect(where, max_msg_size=0) as socket:
                page = Page(socket)
                listening = asyncio.create_task(page.listen())
                for domain in ("Network", "Page", "Runtime"):
                    await page.do(f"{domain}.enable")
                yield page
                listening.cancel()
    finally:
        process.terminate()
        await process.wait()
        shutil.rmtree(folder, ignore_errors=True)

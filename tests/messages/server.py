"""A real mail server for tests: a process of its own that keeps what it took, as files.

    python -m tests.messages.server PORT FOLDER [--delay SECONDS]

Each accepted mail becomes one file, complete before the answer is given: what the server says it
has, it has. Recipients are judged by their local part: `gone…` does not exist, `later…` is
refused for now, `policy…` is refused for good for another reason than its address.
"""

import argparse
import asyncio
import contextlib
import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

ANSWERS = {
    "gone": "550 5.1.1 No such user here",
    "later": "451 4.3.2 Try again later",
    "policy": "554 5.7.1 Not welcome here",
}


class Keeper:
    """What aiosmtpd asks for each phase."""

    numbers = itertools.count()

    def __init__(self, folder: Path, delay: float) -> None:
        self.folder, self.delay = folder, delay

    async def handle_EHLO(self, _server: Any, session: Any, _envelope: Any, hostname: str) -> str:  # noqa: N802
        session.host_name = hostname
        (self.folder / f"connection-{os.getpid()}-{next(self.numbers)}").touch()
        return "250 HELP"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        for start, answer in ANSWERS.items():
            if address.startswith(start):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(self.delay)
        file = self.folder / f"{os.getpid()}-{next(self.numbers):06d}.eml"
        file.write_bytes(envelope.original_content)
        await asyncio.sleep(self.delay)
        return "250 OK"


async def main(port: int, folder: Path, delay: float) -> None:
    from aiosmtpd.smtp import SMTP

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Keeper(folder, delay), data_size_limit=20_000_000), "127.0.0.1", port
    )
    async with server:
        await server.serve_forever()


@contextmanager
def mail_server(folder: Path, *, delay: float = 0.0) -> Iterator["Running"]:
    """The server as a process, from the moment it answers until the end of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.messages.server", str(port), str(folder),
         "--delay", str(delay)],
    )  # fmt: skip
    try:
        _wait_for(port, process)
        yield Running(port, folder)
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("the mail server does not answer")


class Running:
    """Where it listens, and what it has taken."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port, self.folder = port, folder

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}#workshop@agency.go.th"

    def mails(self) -> list[EmailMessage]:
        return [
            message_from_bytes(file.read_bytes(), policy=policy.default)
            for file in sorted(self.folder.glob("*.eml"))
        ]

    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails()]

    def taken(self) -> int:
        return sum(1 for _file in self.folder.glob("*.eml"))

    def connections(self) -> int:
        return len(list(self.folder.glob("connection-*")))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--delay", type=float, default=0.0)
    chosen = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(chosen.port, chosen.folder, chosen.delay))

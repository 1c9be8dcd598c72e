"""`workshop demo` as a user starts it: it builds, says how to get in, and serves."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from workshop.demonstration import command


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _status(address: str) -> int:
    """Asks until the server answers, for ten seconds at most."""
    for _attempt in range(50):
        try:
            with urllib.request.urlopen(address, timeout=20) as page:  # noqa: S310  our own server
                return int(page.status)
        except urllib.error.HTTPError as refused:
            refused.close()
            return refused.code
        except urllib.error.URLError:
            time.sleep(0.2)
    return 0


@pytest.mark.slow
def test_one_command_builds_and_serves_until_interrupted(tmp_path: Path) -> None:
    port = _free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WORKSHOP_")}
    serving = subprocess.Popen(
        [sys.executable, "-c", "import sys; from workshop.cli import main; sys.exit(main())",
         "demo", "--port", str(port)],
        env={**clean, "WORKSHOP_DATA": str(tmp_path)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert serving.stdout is not None
        said = ""
        for line in serving.stdout:
            said += line
            if "Ctrl+C" in line:
                break
        link = re.search(rf"Participant +(http://127\.0\.0\.1:{port}/me/\S+)", said)
        assert link, said
        assert f"http://127.0.0.1:{port}/organise/ega-2557/arrival\n" in said
        assert _status(link[1]) == 200
    finally:
        serving.send_signal(signal.SIGINT)
        code = serving.wait(timeout=60)
        if serving.stdout:
            serving.stdout.close()
    assert code in (0, 130)


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.7", "example.go.th"])
def test_a_named_host_is_shown_as_given(host: str) -> None:
    assert command.reachable(host) == host


def test_an_open_host_is_shown_with_an_address_that_opens() -> None:
    assert command.reachable("0.0.0.0") not in ("0.0.0.0", "")  # noqa: S104

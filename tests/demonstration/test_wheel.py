"""From a wheel, away from the checkout, the demonstration builds just the same."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import must_run

ROOT = Path(__file__).resolve().parents[2]
BUILD = """
import pathlib, sys
import workshop
from workshop.demonstration import command
from workshop.demonstration.build import build
settings = command.make_room(pathlib.Path(sys.argv[1]))
built = build(settings, command.choose_passwords("127.0.0.1"), say=lambda line: None)
page = workshop.create_app(settings).test_client().get("/login")
print(built.answers, page.status_code, workshop.__file__)
"""


@pytest.mark.slow
def test_a_wheel_carries_all_the_demonstration_needs(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path)]
    made = subprocess.run([*pip, str(ROOT)], capture_output=True, text=True, check=False)
    if made.returncode:
        must_run(f"no wheel could be built here: {made.stderr.strip()[-200:]}")
    unpacked = tmp_path / "site"
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(unpacked)
    away = {name: value for name, value in os.environ.items() if not name.startswith("WORKSHOP_")}
    ran = subprocess.run(
        [sys.executable, "-c", BUILD, str(tmp_path / "data")],
        cwd=tmp_path, env={**away, "PYTHONPATH": str(unpacked)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == ["402", "200", str(unpacked / "workshop" / "__init__.py")]

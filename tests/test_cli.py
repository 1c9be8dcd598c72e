"""Commands end quietly when nobody reads on."""

import json
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_a_reader_that_has_enough_ends_a_command_without_a_traceback(tmp_path):
    group = {"id": "a", "track": "a", "min": 0, "max": 500}
    people = [
        {"id": f"p{n}", "org": "o", "prefs": [["a"]], "pin": None, "current": None}
        for n in range(300)
    ]
    file = tmp_path / "instance.json"
    file.write_text(json.dumps({"persons": people, "groups": [group], "together": [], "apart": []}))
    command = [sys.executable, "-m", "workshop", "solve", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        said = process.stderr.read().decode()
    assert "Traceback" not in said
    assert process.returncode == 141

"""`workshop report W FILE`."""

import json

import pytest

from tests import factories as make
from workshop import i18n
from workshop.errors import WorkshopError
from workshop.report import commands


def test_the_command_writes_the_workshops_answers(app, day, tmp_path):
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 4}] * 5)
    with app.app_context():
        for ending in ("json", "csv", "xlsx"):
            commands.report(day.workshop, tmp_path / f"r.{ending}")
    whole = json.loads((tmp_path / "r.json").read_text())
    assert len(whole["answers"]) == 5
    assert whole["answers"][0]["question"] == "ตอบโจทย์เพียงใด", "in the workshop's language"
    assert (tmp_path / "r.csv").read_bytes().startswith(b"\xef\xbb\xbfstrategy,")
    assert (tmp_path / "r.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("name", ["r.doc", "r", "nowhere/r.csv", "nowhere/r.pdf"])
def test_what_cannot_be_written_is_refused_with_a_sentence(app, day, tmp_path, name):
    with app.app_context():
        i18n.speak("en")
        with pytest.raises(WorkshopError, match=r"xlsx, csv or json|no folder"):
            commands.report(day.workshop, tmp_path / name)
    assert list(tmp_path.glob("r*")) == []

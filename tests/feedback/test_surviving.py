"""That the measurement of lost answers (tests/bench/surviving.py) would notice one."""

import uuid
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.bench.surviving import Installation, Told, judged, killed
from tests.once import demonstration_once
from workshop.feedback.filing import submission_hash

FEW = 6
LIAR = """
from sqlalchemy.orm import Session
Session.commit = Session.rollback
from workshop.cli import main
main()
"""
"""A server that acknowledges and stores nothing."""


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    settings, _built = demonstration_once(tmp_path_factory)
    made = Installation(settings.data_dir, is_built=True)
    yield made
    made.end()


@pytest.mark.slow
def test_what_was_acknowledged_outlives_a_kill_and_a_server_that_lies_is_caught(served):
    said, good = killed(served, 1, people=FEW)
    assert good, said
    served.program = ("-c", LIAR)
    said, good = killed(served, 1, people=FEW)
    assert not good, said
    assert ", 0 anything twice" in said
    assert " 0 without Retry-After, others {};" in said  # it said nothing but that all is stored


def test_each_kind_of_loss_is_noticed():
    sent = [str(uuid.uuid4()) for _ in range(3)]
    stored = Counter(map(submission_hash, sent))

    def is_good(stored: Counter[bytes], **told: object) -> bool:
        known = {"acknowledged": sent, "statuses": Counter({303: 3, 503: 9}), "broken": 1}
        return judged(Told(**{**known, **told}), stored)[1]

    lost, twice = stored.copy(), stored.copy()
    del lost[submission_hash(sent[0])]
    twice[submission_hash(sent[0])] += 1
    assert is_good(stored)
    assert not is_good(lost)
    assert not is_good(twice)
    assert not is_good(stored, bare=1)
    assert not is_good(stored, statuses=Counter({303: 3, 500: 1}))
    assert not is_good(stored, acknowledged=[])
    assert not is_good(stored, gave_up=1)
    assert not is_good(stored, broken=0), "nothing was put to the proof"

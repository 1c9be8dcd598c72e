"""Threads that keep to one processor, and what they start on all of them."""

import os
import threading

import pytest

from workshop.domain import processes

pytestmark = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity"), reason="this system says nothing about its processors"
)


def seen_by_a_thread() -> set[int]:
    seen: list[set[int]] = []
    thread = threading.Thread(target=lambda: seen.append(os.sched_getaffinity(0)))
    thread.start()
    thread.join()
    return seen[0]


def test_threads_that_belong_together_keep_to_one_processor_for_as_long_as_that() -> None:
    before = os.sched_getaffinity(0)
    with processes.together():
        assert len(os.sched_getaffinity(0)) == 1
        assert seen_by_a_thread() == os.sched_getaffinity(0)
        with processes.everywhere():
            assert os.sched_getaffinity(0) == before
            assert seen_by_a_thread() == before
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == before


def test_nothing_breaks_where_choosing_processors_is_forbidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forbidden(_process: int, _processors: set[int]) -> None:
        raise PermissionError

    before = os.sched_getaffinity(0)
    monkeypatch.setattr(os, "sched_setaffinity", forbidden)
    with processes.together(), processes.everywhere():
        assert os.sched_getaffinity(0) == before


@pytest.mark.slow
def test_a_process_started_by_such_a_thread_runs_on_all_processors() -> None:
    before = os.sched_getaffinity(0)
    asked = "import os, sys; print(sorted(os.sched_getaffinity(0)), sys.stdin.read())"
    with processes.together():
        done = processes.run(["-c", asked], given=b"so", seconds=20)
    assert done.stdout.decode().split("\n")[0] == f"{sorted(before)} so"

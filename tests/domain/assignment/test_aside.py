"""What libraries print does not get into an answer on standard output."""

import ctypes
import os

from workshop.domain.assignment.aside import libraries_aside


def test_a_library_that_prints_does_not_reach_standard_output(capfd):
    with libraries_aside():
        os.write(1, b"at once\n")
        ctypes.CDLL(None).printf(b"when it pleases C\n")
    os.write(1, b"the answer\n")
    printed = capfd.readouterr()
    assert printed.out == "the answer\n"
    assert sorted(printed.err.splitlines()) == ["at once", "when it pleases C"]

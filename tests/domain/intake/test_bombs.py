"""Small files that would take gigabytes are refused with a sentence, in little memory and time."""

import io
import resource
import subprocess
import sys
import textwrap
import zipfile
import zlib

import pytest

from tests.domain.intake.messy import MESSY, OLD, spreadsheet, workbook
from tests.domain.intake.test_sheets import refusal, repacked
from workshop.domain.intake import child
from workshop.domain.messages import Say

SHEET = "xl/worksheets/sheet1.xml"
MB = 1024 * 1024


def bomb(name: str, opening: bytes, again: bytes, times: int, closing: bytes) -> bytes:
    """A workbook with a part that repeats itself, written without ever being whole."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(MESSY))) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        with new.open(name, "w", force_zip64=True) as part:
            part.write(opening)
            for _ in range(times):
                part.write(again)
            part.write(closing)
    return written.getvalue()


def lying(data: bytes, name: str) -> bytes:
    """The same with a directory that says the part is small."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        size = packed.getinfo(name).file_size
    return data.replace(size.to_bytes(8, "little"), (1000).to_bytes(8, "little")).replace(
        size.to_bytes(4, "little"), (1000).to_bytes(4, "little")
    )


CELLS = b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>"
INSIDE = (b"<worksheet><sheetData>", b"</sheetData></worksheet>")
BOMBS = {
    "cells": (SHEET, INSIDE[0], CELLS * 700, 400, INSIDE[1]),
    "spaces": (SHEET, INSIDE[0], b" " * MB, 400, INSIDE[1]),
    "one long tag": (SHEET, b"<worksheet ", b"a" * MB, 90, b">"),
    "texts": ("xl/sharedStrings.xml", b"<sst>", b"<si><t>a</t></si>" * 60_000, 400, b"</sst>"),
    "another part": ("xl/media/a.bin", b"", b"\0" * MB, 400, b""),
    "a wide row": (SHEET, INSIDE[0] + b"<row>", b"<c><v>1</v></c>" * 70_000, 9, b"</row>"),
}
"""By name: the part, how it begins, what it repeats how often, how it ends."""


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_and_takes_no_memory(name):
    """Measured in a process of its own, which is far from gigabytes afterwards."""
    data = bomb(*BOMBS[name])
    assert len(data) < 10 * MB
    program = textwrap.dedent("""
        import re, resource, sys
        from pathlib import Path
        from workshop.domain.intake import Refused
        from workshop.domain.intake.sheets import read_sheets
        data = sys.stdin.buffer.read()
        try:
            read_sheets(data)
        except Refused as refused:
            print(refused.message.key.value)
        status = Path("/proc/self/status").read_text()  # of this program, not of who started it
        own = int(re.search(r"VmHWM:\\s+(\\d+)", status)[1])
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print((own + children) // 1024)
    """)
    done = subprocess.run(
        [sys.executable, "-c", program], input=data, capture_output=True, timeout=60, check=True
    )
    key, memory = done.stdout.decode().split()
    assert key in {"file_unpacks", "file_too_heavy", "too_many_rows"}
    assert int(memory) < 300


@pytest.mark.slow
def test_a_size_that_lies_is_not_believed():
    found = refusal(lying(bomb(SHEET, INSIDE[0], b" " * MB, 120, INSIDE[1]), SHEET))
    assert found in {Say.FILE_UNREADABLE, Say.FILE_UNPACKS}


@pytest.mark.slow
def test_a_bomb_inside_a_bomb_is_only_measured():
    inner = zlib.compress(zlib.compress(b"\0" * 100 * MB, 9), 9)
    assert len(inner) < 10_000
    data = repacked(workbook(MESSY), xl__media__a_DOT_zip=inner)
    assert child.read_workbook(data)["sheets"]


@pytest.mark.slow
def test_a_spreadsheet_that_repeats_a_cell_over_everything_is_refused():
    data = spreadsheet(MESSY)
    many = b'table:number-columns-repeated="16384" table:number-rows-repeated="1048576" office:'
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        content = packed.read("content.xml").replace(b"office:value-type", many + b"value-type")
    rows = content.replace(
        b"<table:table-row>", b'<table:table-row table:number-rows-repeated="900000">'
    )
    assert refusal(repacked(data, content_DOT_xml=rows)) in {
        Say.FILE_TOO_HEAVY, Say.FILE_UNREADABLE, Say.TOO_MANY_ROWS,
    }  # fmt: skip


def test_workbooks_that_may_hold_macros_are_refused():
    data = workbook(MESSY)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        types = packed.read("[Content_Types].xml")
    enabled = types.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert enabled != types
    assert refusal(repacked(data, **{"[Content_Types]_DOT_xml": enabled})) is Say.FILE_HAS_MACROS
    assert refusal(repacked(data, xl__macrosheets__sheet1_DOT_xml=b"<x/>")) is Say.FILE_HAS_MACROS
    old = OLD.read_bytes() + "_VBA_PROJECT_CUR".encode("utf-16-le")
    assert refusal(old) is Say.FILE_HAS_MACROS


@pytest.mark.slow
def test_the_child_is_held_within_its_memory():
    program = f"""
import sys; sys.path.insert(0, {str(child.__file__.rpartition("/")[0])!r})
import child; child.limit(); bytearray({child.MEMORY})
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert b"MemoryError" in done.stderr
    assert resource.getrlimit(resource.RLIMIT_AS) != (child.MEMORY, child.MEMORY)

"""Any byte file given to import ends in a preview or in a sentence, and soon."""

import io
import random
import time
import zipfile

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.intake.messy import MESSY, OLD, spreadsheet, text, workbook
from tests.people.test_importing import look, upload
from workshop.domain.intake import sheets as reading
from workshop.models import Person

SENTENCE = 'id="file-error"'
PREVIEW = "What the list would do"
WHOLE = {
    "xlsx": workbook(MESSY, two=MESSY), "xls": OLD.read_bytes(), "ods": spreadsheet(MESSY),
    "csv": text(MESSY).encode("cp874"), "tsv": text(MESSY, "\t").encode("utf-16"),
}  # fmt: skip
RELAXED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def ends_well(scene, data, name):
    """Uploads it and looks at what comes of it."""
    began = time.monotonic()
    answer = upload(scene, data, name)
    assert answer.status_code in (303, 422), answer.status_code
    if answer.status_code == 422:
        assert SENTENCE in answer.text
    else:
        page = scene.orn.get(scene.at("/import"))
        assert page.status_code == 200
        assert PREVIEW in page.text
    assert time.monotonic() - began < reading.SECONDS + 5


@pytest.mark.slow
def test_a_small_file_that_unpacks_to_hundreds_of_megabytes_is_not_called_too_large(scene):
    made = io.BytesIO(WHOLE["xlsx"])
    with (
        zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/media/big.xml", "w") as part,
    ):
        for _ in range(110):
            part.write(bytes(1024 * 1024))
    assert len(made.getvalue()) < 1024 * 1024
    for lang, sentence in (
        ("en", "unpacks to far more than is read (100 MB). Save the list as a new .xlsx or .csv"),
        ("th", "บันทึกรายชื่อเป็นไฟล์ .xlsx หรือ .csv ใหม่"),
    ):
        data = {"file": (io.BytesIO(made.getvalue()), "a.xlsx")}
        page = scene.at(f"/import?lang={lang}")
        answer = scene.orn.post(page, data, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert sentence in answer.text
        notice = answer.text.split('class="error"')[1].split("</p>")[0]
        assert "too large" not in notice


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=RELAXED)
@given(st.binary(max_size=3_000))
def test_any_bytes(scene, data):
    ends_well(scene, data, "a.xlsx")


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=RELAXED)
@given(st.text(max_size=400), st.sampled_from(["utf-8", "utf-16", "cp874"]))
def test_any_text_below_headings(scene, words, encoding):
    listed = (
        f"ชื่อ,นามสกุล,หน่วยงาน,อีเมล,วันที่ตอบรับ\r\n{words}\r\n{words},{words},{words},{words},{words}"
    )
    ends_well(scene, listed.encode(encoding, "replace"), "a.csv")


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=RELAXED)
@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 2**32), st.integers(1, 40), st.booleans())
def test_real_files_with_bytes_changed_cut_or_doubled(scene, kind, seed, changes, cut):
    chance, data = random.Random(seed), bytearray(WHOLE[kind])
    for _ in range(changes):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if cut:
        at = chance.randrange(len(data))
        data = data[:at] if seed % 2 else data[at:] + data[:at]
    ends_well(scene, bytes(data), f"a.{kind}")


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=RELAXED)
@given(st.integers(0, 2**32), st.integers(1, 30), st.sampled_from(["xlsx", "ods"]))
def test_workbooks_whose_parts_are_changed_inside_a_whole_archive(scene, seed, changes, kind):
    chance, written = random.Random(seed), io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(WHOLE[kind])) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        hit = chance.choice(old.namelist())
        for name in old.namelist():
            part = bytearray(old.read(name))
            for _ in range(changes if name == hit else 0):
                part[chance.randrange(len(part))] = chance.choice(b"<>/=\"'0123456789&;AZaz\xff\0")
            new.writestr(name, bytes(part))
    ends_well(scene, written.getvalue(), f"a.{kind}")


@pytest.mark.slow
def test_nothing_is_stored_by_looking(scene, session):
    for name, data in WHOLE.items():
        ends_well(scene, data, f"a.{name}")
    assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0
    assert PREVIEW in look(scene)

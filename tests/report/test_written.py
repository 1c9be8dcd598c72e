"""The report as PDF and as Word: what page and files show, in words, tables and pictures."""

import csv
import io
import random
import re
import zipfile
from collections import defaultdict
from statistics import median

import docx
import pikepdf
import pytest

from tests import factories as make
from tests.documents.reading import by_pdfium
from workshop import db, i18n
from workshop.clock import now
from workshop.domain.terms import NoteKind, Source
from workshop.models import CommentMark, Note
from workshop.report import commands, files, printed

NASTY = "ห้ามยก <b>\u202egnp\x0b 😀 \ufffe"
SIZES = {"policy": 15, "partner": 9, "user": 3}
"""The last is too small to be shown."""


@pytest.fixture
def spoken(day):
    """Scores of two strategies, comments of which every second may be quoted, a note."""
    chance = random.Random(2557)
    for group in day.groups:
        for form, part in ((1, 0), (1, 1), (2, 0), (2, 1)):
            make.answer(day.workshop, form, group, [
                {
                    day.fit[form - 1]: chance.choice([1, 2, 3, 4, 5, "na", "dk"]),
                    day.say[form - 1]: f"{('ยกได้', NASTY)[part]} {group.code} {n}",
                }
                for n in range(part, SIZES[group.code], 2)
            ], may_quote=not part, source=(Source.PHONE, Source.PAPER)[part])  # fmt: skip
    make.store(Note(
        workshop_id=day.workshop.id, form_id=make.form_of(day.workshop, 1).id,
        group_id=day.groups[0].id, kind=NoteKind.CONCERN, text=f"จดไว้ {NASTY}",
        submission_hash=b"1" * 32, content_hash=b"2" * 32, created_at=now(),
    ))  # fmt: skip
    return day


def content(app, day, language="en"):
    with app.app_context():
        i18n.speak(language)
        return printed.content(files.material(db.session(), day.workshop))


def blocks(written, title, kind):
    found = (one["blocks"] for one in written["sections"] if one["title"] == title)
    return [block for some in found for block in some if block["kind"] == kind]


def quoted(written):
    parts = blocks(written, "In participants’ own words", "lines")
    return [line["text"] for part in parts for line in part["lines"]]


def download(browser, day, ending):
    browser.sign_in(day.orn)
    answer = browser.get(f"/organise/{day.workshop.slug}/report.{ending}?lang=en")
    assert answer.status_code == 200
    return answer.data


def recomputed(text):
    """By strategy and group, the numbers of a row of the report, from report.csv alone."""
    values = defaultdict(list)
    for row in csv.DictReader(io.StringIO(text)):
        if row["type"] == "scale":
            for group in (row["group"], "all"):
                values[int(row["strategy"]), group].append(row["value"])
    for place, some in values.items():
        rated = [int(one) for one in some if one.isdigit()]
        share = sum(one >= 4 for one in rated) / len(rated)
        counts = [str(some.count(one)) for one in ("1", "2", "3", "4", "5", "na", "dk")]
        middle = f"{median(rated):.1f}".removesuffix(".0")
        yield place, [*counts, str(len(some)), middle, f"{share * 100:.0f}\u00a0%"]


def test_every_number_of_the_tables_comes_out_of_the_csv_again(app, browser, spoken):
    expected = dict(recomputed(download(browser, spoken, "csv").decode("utf-8-sig")))
    written = content(app, spoken)
    (table,) = blocks(written, "Scores by strategy and group", "table")
    rows = [[cell["text"] for cell in row.get("cells", ())] for row in table["rows"]]
    for strategy in (1, 2):
        band, policy, partner, user, everybody = rows[strategy * 5 - 5 : strategy * 5]
        assert band == []
        assert user[1] == "Fewer than 5 answers, so not shown"
        assert everybody[1] == "without C"
        for row, group in ((policy, "policy"), (partner, "partner"), (everybody, "all")):
            *numbers, share = row[2:]
            assert [*numbers, share.split(" (")[0]] == expected[strategy, group], group
    (people,) = blocks(written, "Who took part", "table")[2:]
    assert [cell["text"] for cell in people["rows"][0]["cells"]][-2:] == ["15", "12"]


def test_only_what_may_be_quoted_and_is_not_hidden_is_quoted(app, spoken, session):
    with app.app_context():
        comments = files.material(db.session(), spoken.workshop).results.disclosed.comments
        form_id = make.form_of(spoken.workshop, 1).id
        chosen = next(
            one
            for (_, group_id), some in comments.items()
            for one in reversed(some)
            if group_id == spoken.groups[0].id and one.may_quote
        )
    mark = make.store(CommentMark(
        workshop_id=spoken.workshop.id, form_id=form_id, group_id=spoken.groups[0].id,
        comment=chosen.order, starred=True,
    ))  # fmt: skip
    before = quoted(content(app, spoken))
    assert before[0] == chosen.text, "what is starred comes first"
    assert len(before) == 20
    assert all(one.startswith("ยกได้ p") for one in before), "neither NASTY nor the small group"
    mark.hidden_because = "a name in it"
    session.commit()
    assert chosen.text not in quoted(content(app, spoken))[:5]
    (said,) = blocks(content(app, spoken), "Said in the room", "lines")
    assert said["lines"][0]["below"] == "said in the room · Concern"


def test_one_paper_among_phones_is_not_told_in_the_report(app, day):
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 4}] * 19)
    make.answer(day.workshop, 1, day.groups[0], [{day.fit[0]: 4}], source=Source.PAPER)
    make.answer(day.workshop, 2, day.groups[0], [{day.fit[1]: 4}] * 9)
    make.answer(day.workshop, 2, day.groups[0], [{day.fit[1]: 4}] * 5, source=Source.PAPER)
    written = content(app, day)
    ways = [
        [cell["text"] for cell in row["cells"][-2:]]
        for row in blocks(written, "Who took part", "table")[-1]["rows"]
    ]
    assert ways[:2] == [["–", "–"], ["9", "5"]]
    below = [block["text"] for block in blocks(written, "Who took part", "below")]
    assert "fewer than 5 came one of these ways" in below[-1]


@pytest.mark.slow
def test_the_real_files_hold_the_same_numbers_and_read_well(app, browser, spoken, tmp_path):
    pdf, word = download(browser, spoken, "pdf"), download(browser, spoken, "docx")
    written = content(app, spoken)
    document = docx.Document(io.BytesIO(word))
    tables = [block for one in written["sections"] for block in one["blocks"]]
    tables = [block for block in tables if block["kind"] == "table"]
    assert len(document.tables) == len(tables)
    lines = re.sub(r"\s+", " ", " ".join(by_pdfium(pdf)))
    for block, made in zip(tables, document.tables, strict=True):
        assert made.rows[0]._tr.trPr.find(docx.oxml.ns.qn("w:tblHeader")) is not None
        for row, there in zip(block["rows"], made.rows[1:], strict=True):
            cells = [cell["text"] for cell in row.get("cells", [{"text": row.get("band")}])]
            texts = [cell.text.strip() for cell in there.cells]
            assert list(dict.fromkeys(filter(None, texts))) == list(
                dict.fromkeys(filter(None, cells))
            )
            numbers = " ".join(cell for cell in cells[-9:] if re.fullmatch(r"[\d.]+", cell))
            assert numbers in lines, cells
    xml = zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    assert 'w:cs="Sarabun"' in xml
    assert 'w:bidi="th-TH"' in xml
    assert "asciiTheme" not in xml
    assert "😀" in xml
    described = re.findall(r'descr="(Of \d+ answers[^"]*)"', xml)
    assert described == [
        cell["alt"]
        for block in tables
        for row in block["rows"]
        for cell in row.get("cells", ())
        if cell.get("alt")
    ]
    assert len(described) == 6
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "en"
        assert opened.Root.MarkInfo.Marked
        assert str(opened.docinfo.Title).startswith("Report · ")
    with app.app_context():
        commands.report(spoken.workshop, tmp_path / "r.pdf", language="th")
    with pikepdf.open(tmp_path / "r.pdf") as opened:
        assert str(opened.Root.Lang) == "th"
    for text in (lines, xml):
        assert "ห้ามยก user" not in text

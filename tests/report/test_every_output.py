"""Whoever lays two outputs side by side, under any filters, learns of k people or of nobody."""

import io
import itertools
import json
import re
from types import SimpleNamespace

import pytest
from python_calamine import CalamineWorkbook

from tests import factories as make
from workshop import db, i18n
from workshop.domain.terms import Role
from workshop.models import Attribute, AttributeValue
from workshop.report import files, printed

K = 5
MARK = re.compile(r"คน(\d+)ข้อ(\d)\.")
FIGURE = re.compile(r"Of (\d+) answers")
SIZES = {"policy": 3, "partner": 7, "user": 12}
"""Of policy nothing may be seen, not even as what is missing from a sum."""
REGION = "ภาคพายัพ"
"""What a list said of somebody; no output of answers tells it."""
WAITING = {"partner": 2, "user": 4}
"""Answers of later people, not released yet."""


@pytest.fixture
def watched(app, day, session, browsers):
    """Everybody answered both strategies; all outputs can be read under all their filters."""
    number = itertools.count(1)

    def send(group, count, *, released):
        people = [next(number) for _ in range(count)]
        for form in (1, 2):
            make.answer(day.workshop, form, group, [
                {day.fit[form - 1]: 1 + n % 5, day.say[form - 1]: f"คน{n}ข้อ{form}."}
                for n in people
            ], released=released, may_quote=True)  # fmt: skip
        return people

    groups = {group.code: group for group in day.groups}
    released = {code: send(groups[code], size, released=True) for code, size in SIZES.items()}
    pending = [send(groups[code], size, released=False) for code, size in WAITING.items()]
    orn = browsers().sign_in(day.orn)
    desks = {
        code: browsers().sign_in(make.make_account(day.workshop, Role.FACILITATOR, group=group))
        for code, group in groups.items()
    }
    person = make.make_person(day.workshop)
    region = make.store(
        Attribute(workshop_id=day.workshop.id, name_en="Region", heading_key="region", weight=1)
    )
    make.store(AttributeValue(
        workshop_id=day.workshop.id, person_id=person.id, attribute_id=region.id, value=REGION
    ))  # fmt: skip
    reader = browsers().be(person)
    slug = day.workshop.slug
    orn.post(f"/organise/{slug}/report/publish")
    return SimpleNamespace(
        slug=slug, orn=orn, desks=desks, reader=reader, projector=browsers(), released=released,
        unseen={*released["policy"], *itertools.chain(*pending)},
        written=lambda: written(app, day.workshop),
        questions=[str(one.id) for one in day.say],
    )  # fmt: skip


def written(app, workshop):
    """What the typesetters of PDF and Word are handed."""
    with app.app_context():
        i18n.speak("en")
        content = printed.content(files.material(db.session(), workshop))
    return json.dumps(content, ensure_ascii=False)


def pages_of(watched):
    """The text of every output under every combination of its filters, by its address."""
    slug, choices = watched.slug, ("", *SIZES)
    for strategy, group, question in itertools.product(
        ("", "1", "2"), choices, ("", *watched.questions)
    ):
        where = f"strategy={strategy}&group={group}&question={question}"
        yield where, "".join(whole(watched.orn, f"/organise/{slug}/report?{where}"))
    for ending in ("json", "csv"):
        file = watched.orn.get(f"/organise/{slug}/report.{ending}?lang=en").data.decode("utf-8-sig")
        yield ending, json.dumps(json.loads(file), ensure_ascii=False) if ending == "json" else file
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(watched.orn.get(f"/organise/{slug}/report.xlsx?lang=en").data)
    )
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    yield "xlsx", json.dumps(sheets, ensure_ascii=False, default=str)
    for code, number in itertools.product(SIZES, (1, 2)):
        address = f"/facilitate/{slug}/{code}/{number}"
        for path in ("?", f"?question={watched.questions[number - 1]}"):
            yield f"{code} {number} {path}", "".join(whole(watched.desks[code], address + path))
        for part in ("/report-back", "/words"):
            yield f"{code} {number} {part}", watched.desks[code].get(f"{address}{part}").text
    yield "written", watched.written()
    yield "published", watched.reader.get(f"/w/{slug}/report?lang=en").text
    yield from screens(watched)


def whole(reader, address):
    """All pages of an output that shows its comments a page at a time."""
    for number in range(1, 4):
        yield reader.get(f"{address}&lang=en&page={number}").text


def screens(watched):
    remote = f"/organise/{watched.slug}/screen"
    watched.orn.post(f"{remote}/open", {"is_open": "1"})
    page = watched.orn.get(f"{remote}?lang=en").text
    for view in sorted(set(re.findall(r'value="(figures\.\d\.\d+)"', page))):
        watched.orn.post(remote, {"show": view})
        yield view, watched.projector.get(f"/w/{watched.slug}/screen?lang=en").text


@pytest.mark.slow
def test_no_two_outputs_under_any_filters_differ_by_fewer_than_k_people(watched):
    """Neither in what was written nor in any count."""
    texts = dict(pages_of(watched))
    said = {
        where: {form: {int(n) for n, f in MARK.findall(text) if f == form} for form in "12"}
        for where, text in texts.items()
    }
    assert not [where for where, text in texts.items() if REGION in text]
    quoted = {
        where for where in said if "/report-back" in where or where in ("written", "published")
    }
    assert any(said["json"].values())
    assert {*said["json"]["1"]} == {*watched.released["partner"], *watched.released["user"]}
    for where, shown in said.items():
        assert not watched.unseen & (shown["1"] | shown["2"]), where
    everything = {where: shown for where, shown in said.items() if where not in quoted}
    for (one, these), (other, those) in itertools.combinations(everything.items(), 2):
        for form in "12":
            apart = len(these[form] ^ those[form])
            assert apart == 0 or apart >= K, (one, other, form)
    counts = {int(n) for text in texts.values() for n in FIGURE.findall(text)}
    figures = json.loads(texts["json"])["figures"]
    counts |= {figure["answers"] for figure in figures if "answers" in figure}
    assert {7, 12, 19} <= counts  # the two groups that may be seen, and their sum
    assert counts.isdisjoint({3, 22})  # neither the small group nor a sum with it
    assert all(abs(a - b) >= K for a, b in itertools.combinations(sorted(counts), 2))

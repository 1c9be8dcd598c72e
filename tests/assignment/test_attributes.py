"""Groups are mixed by a column that a list brought, once an organiser says that it counts."""

import re
from collections import Counter

import pytest
import sqlalchemy as sa

from tests import factories
from tests.assignment.reading import figures, fresh, plan_of, seats
from tests.assignment.test_rules import USUAL, url
from workshop.assignment.rules_stored import Rules, read_rules
from workshop.assignment.setting import read_setting
from workshop.assignment.stamp import stamp
from workshop.models import Attribute, AttributeValue, AuditEntry, SplitRules

REGIONS = ("เหนือ", "ใต้", "", "ใต้ ", "เหนือ")
"""Of people one after the other; the empty ones are not known."""


@pytest.fixture
def region(stage):
    made = factories.store(
        Attribute(workshop_id=stage.workshop.id, name_th="ภาค", heading_key="ภาค")
    )
    for number, person in enumerate(stage.people):
        if value := REGIONS[number % len(REGIONS)]:
            factories.store(AttributeValue(
                workshop_id=stage.workshop.id, person_id=person.id, attribute_id=made.id,
                value=value,
            ))  # fmt: skip
    return made


def uneven(stage, rows):
    """The formula of the score, from the database alone, over ministry, seniority and region."""
    people = stage.people
    traits = [
        [f"{number // 2 % 2}" for number in range(len(people))],
        [one.seniority.value for one in people],
        [REGIONS[number % len(REGIONS)].strip() for number in range(len(people))],
    ]
    groups = [rows[one.id].group_id for one in people]
    sizes, total = Counter(groups), len(people)
    found = []
    for trait in traits:
        whole, cells = Counter(trait), Counter(zip(groups, trait, strict=True))
        found.append(sum(
            abs(total * cells[group, one] - sizes[group] * whole[one])
            for group in sizes for one in whole
        ))  # fmt: skip
    return found


def test_an_attribute_plays_no_part_until_it_counts(session, organiser, stage, region):
    organiser.post(f"{stage.board}/solve")
    assert "solved with other rules" not in organiser.get(stage.board).text
    page = organiser.get(url(stage)).text
    assert f'name="{region.key}" min="0" max="5" step="1" value="0"' in page
    assert "Spread evenly over the groups: ใต้, เหนือ." in page
    session.execute(sa.update(AttributeValue).values(
        value=sa.cast(AttributeValue.person_id, sa.String)
    ))  # fmt: skip
    session.commit()
    assert "10 different values of 10 people: too many" in organiser.get(url(stage)).text
    rules = read_rules(session, stage.workshop)
    assert (rules.mark, rules.weights[region.key]) == (Rules().mark, 0)
    problem = read_setting(session, stage.workshop).problem(pins={}, before={})
    assert [one.name for one in problem.attributes] == ["ministry", "seniority"]
    organiser.post(url(stage), {**USUAL, "version": "0"})
    assert session.scalars(sa.select(Attribute.weight)).one() == 0
    assert "solved with other rules" not in organiser.get(stage.board).text


def test_an_attribute_that_counts_is_solved_by_counted_and_weighed_in_moves(
    session, organiser, stage, region
):
    organiser.post(f"{stage.board}/solve")
    refused = organiser.post(url(stage), {**USUAL, "version": "0", region.key: "6"})
    assert refused.status_code == 422
    assert organiser.post(url(stage), {**USUAL, "version": "0", region.key: "5"}).status_code == 303
    assert "solved with other rules" in organiser.get(stage.board).text
    meanwhile = organiser.post(url(stage), {**USUAL, "version": "0", region.key: "1"})
    assert meanwhile.status_code == 409
    assert "<b>Stored now:</b> counts five times" in meanwhile.text
    said = session.scalars(sa.select(AuditEntry.subject).order_by(AuditEntry.id.desc())).first()
    assert said.startswith("ภาค 5 · PBSD PDBS ministry 1")
    assert (
        "ภาค 5 · PBSD PDBS Ministry 1"
        in organiser.get(f"/organise/{stage.workshop.slug}/history").text
    )
    organiser.post(f"{stage.board}/solve")
    plan = plan_of(session, stage)
    parts = uneven(stage, seats(session, plan))
    assert parts[2] > 0
    assert plan.result["score"]["B"] == parts[0] + parts[1] + 5 * parts[2]
    assert "B" in plan.result["proven"]
    page = organiser.get(stage.board).text
    assert "People by ภาค" in page
    assert '<th scope="row">เหนือ</th>' in page
    assert "weighted people" in page
    south = f"{region.id}:ใต้"
    assert f'<optgroup label="ภาค"><option value="{south}">' in page
    for value, number in ((south, 5), (f"{region.id}:-", 2), (f"{region.id}:x", 0)):
        shown = organiser.get(stage.board, query_string={"value": value, "lang": "en"}).text
        assert f"Matching: {number} of 12 people" in shown
        assert len(re.findall(r"<li data-person=[^>]* hidden>", shown)) == 12 - number
    person = stage.people[4]
    panel = organiser.get(f"{stage.board}?person={person.id}").text
    assert '<span lang="th">ภาค</span> <span class="whole">เหนือ</span>' in panel
    stamped = stamp(session, stage.workshop)
    session.execute(sa.update(Attribute).values(name_en="Region", version=Attribute.version + 1))
    session.commit()
    assert stamp(session, stage.workshop) != stamped


def test_a_deleted_attribute_counts_no_more(session, organiser, stage, region):
    factories.store(SplitRules(workshop_id=stage.workshop.id))
    region.weight = 2
    session.commit()
    organiser.post(f"{stage.board}/solve")
    assert "solved with other rules" not in organiser.get(stage.board).text
    session.execute(sa.delete(Attribute))
    session.commit()
    fresh(session)
    assert read_rules(session, stage.workshop).mark == ""
    page = organiser.get(stage.board).text
    assert "solved with other rules" in page
    assert figures(page)

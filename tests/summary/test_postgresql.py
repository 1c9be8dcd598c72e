"""The summaries on a real PostgreSQL."""

import json

from tests import factories as make
from tests.postgres import ON_POSTGRES
from workshop.domain.terms import QuestionKind, Role

pytestmark = ON_POSTGRES


def test_pages_and_exports_are_the_same_on_postgresql(browser, session):
    workshop = make.make_workshop()
    group, other = make.make_group(workshop, "policy"), make.make_group(workshop, "user")
    make.make_strategy(workshop, 1)
    scale = make.make_question(workshop, 1)
    text = make.make_question(workshop, 1, QuestionKind.LONG_TEXT)
    make.place(workshop, {make.make_person(workshop, checked_in_at=make.MOMENT): group})
    make.answer(workshop, 1, group, [{scale: 4, text: "เห็นด้วย"}] * 7)
    make.answer(workshop, 1, group, [{scale: 1}] * 2, released=False)
    make.answer(workshop, 1, other, [{scale: 5}] * 3)
    browser.sign_in(make.make_account(workshop, Role.ORGANISER))
    slug = workshop.slug
    page = browser.get(f"/facilitate/{slug}/policy/1?lang=en")
    assert "Answered 9 of 9" in page.text
    assert "Of 7 answers: 1: 0, 2: 0, 3: 0, 4: 7, 5: 0." in page.text
    again = browser.get(
        f"/facilitate/{slug}/policy/1?lang=en", headers={"If-None-Match": page.headers["ETag"]}
    )
    assert again.status_code == 304
    report = browser.get(f"/organise/{slug}/report?lang=en").text
    assert "n 7 · median 4 · 4–5: 100" in report
    assert "เห็นด้วย" in report
    whole = json.loads(browser.get(f"/organise/{slug}/report.json").data)
    assert (whole["released"], whole["held_back"], len(whole["answers"])) == (10, 2, 14)

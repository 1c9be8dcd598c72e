"""The audit trail reads as sentences in both languages."""

import re
from pathlib import Path

from tests.factories import MOMENT, make_account, make_workshop
from workshop import audit
from workshop.domain.terms import LinkPurpose, Role
from workshop.operations.wording import DEEDS

PACKAGE = Path(__file__).resolve().parent.parent.parent / "workshop"
KINDS = {key.partition(".")[0] for key in DEEDS}


def recorded() -> set[str]:
    """Every quoted key that looks like a deed: a kind of thing, a dot, and a past participle."""
    key = re.compile(rf"\"((?:{'|'.join(sorted(KINDS))})\.[a-z_]+(?:ed|en|ne|ack))\"")
    files = [file for file in PACKAGE.rglob("*.py") if file.name != "wording.py"]
    return {found for file in files for found in key.findall(file.read_text("utf-8"))}


def test_everything_that_is_recorded_has_its_words():
    links = {f"link.used.{purpose}" for purpose in LinkPurpose}
    assert recorded() | links <= set(DEEDS)


def test_the_history_says_who_did_what_in_the_readers_language(browser, session):
    workshop = make_workshop()
    orn = make_account(workshop, Role.ORGANISER)
    audit.record(
        session, workshop_id=workshop.id, actor=orn.email, what="plan.published",
        subject="1", now=MOMENT,
    )  # fmt: skip
    session.commit()
    browser.sign_in(orn)
    assert "Plan published" in browser.get(f"/organise/{workshop.slug}/history?lang=en").text
    thai = browser.get(f"/organise/{workshop.slug}/history?lang=th").text
    assert "ประกาศแผน" in thai
    assert "plan.published" not in thai

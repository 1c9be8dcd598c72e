"""The audit trail reads as sentences in both languages."""

import re
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    ("what", "subject", "thai"),
    [
        ("plan.solved", "1 optimal", "1 พิสูจน์แล้วว่าดีที่สุด"),
        ("person.registered", "mail ใจดี · confirmed", "mail ใจดี · มีที่นั่ง"),
        ("person.cancelled", "นิด ใจดี · cancelled", "นิด ใจดี · ยกเลิกแล้ว"),
        ("person.registered", "นิด ใจดี · waitlisted", "นิด ใจดี · รายชื่อสำรอง"),
        ("letter.changed", "invitation th", "คำเชิญ ไทย"),
        ("mailing.sent", "thanks: 12", "ขอบคุณ พร้อมรายงานผล: 12"),
        ("invitation.sent", "นิด ใจดี · mail", "นิด ใจดี · ทางอีเมล"),
        ("invitation.imported", "new.xlsx: new 3, changed 4", "new.xlsx: ใหม่ 3, "),
        ("team.removed", "door@example.go.th door", "door@example.go.th จุดลงทะเบียน"),
        ("message.sent_again", "waitlisted mail", "waitlisted mail"),
        ("form.closed", "strategy 3, policy", "<td>ยุทธศาสตร์ที่ 3 · กลุ่ม policy</td>"),
        ("form.opened", "all forms, all groups", "<td>แบบความเห็นทั้งหมด · ทุกกลุ่ม</td>"),
        ("form.timed", "overall, user, until 14:30", "<td>คำถามภาพรวม · กลุ่ม user · ถึง 14:30</td>"),
        ("screen.shown", "figures, strategy 2", "<td>ผลคำตอบ · ยุทธศาสตร์ที่ 2</td>"),
        ("screen.shown", "blank", "<td>จอว่าง</td>"),
        ("arrival.placed", "นิด ใจดี · C · A, B", "นิด ใจดี · กลุ่ม C · กลุ่ม A, B เต็มแล้ว<"),
        (
            "arrival.placed",
            "นิด ใจดี · C · Group A was full, so the arrival desk gave a seat in group C.",
            "นิด ใจดี · กลุ่ม C · กลุ่ม A เต็มแล้ว<",
        ),
        ("arrival.placed", "นิด ใจดี · C · -", "นิด ใจดี · กลุ่ม C<"),
        ("arrival.walked_in", "นิด ใจดี · confirmed", "นิด ใจดี · มีที่นั่ง"),
        ("run.cancelled", "12 tables", "12 โต๊ะ"),
        ("rules.changed", "PBSM PDBSM ministry 2 roles 0", "กระทรวง 2 บทบาทของหน่วยงาน 0"),
    ],
)
def test_old_entries_are_shown_in_the_readers_words_and_names_stay(
    browser, session, what, subject, thai
):
    workshop = make_workshop()
    orn = make_account(workshop, Role.ORGANISER)
    audit.record(
        session, workshop_id=workshop.id, actor="waiting list", what=what, subject=subject,
        now=MOMENT,
    )  # fmt: skip
    session.commit()
    page = browser.sign_in(orn).get(f"/organise/{workshop.slug}/history?lang=th").text
    assert thai in page
    assert "<td>รายชื่อสำรอง</td>" in page
    assert "waiting list" not in page

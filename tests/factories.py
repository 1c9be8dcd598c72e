"""Plain callables that store what a test needs; each takes overrides and commits."""

import datetime as dt
import secrets
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.names import name_key
from workshop.domain.terms import (
    InvitedBy,
    PersonStatus,
    PlanState,
    QuestionKind,
    Role,
    SolveStatus,
    Source,
    StatementState,
    Vote,
    WorkshopState,
)
from workshop.keys import Keys
from workshop.models import (
    Account,
    Agency,
    AgencyRole,
    AgencyRoleLink,
    FeedbackForm,
    FocusGroup,
    FormOpening,
    GroupRole,
    Invitee,
    Membership,
    Person,
    Placement,
    Plan,
    PrivacyNotice,
    Question,
    QuestionVersion,
    Response,
    ResponseRevision,
    SeatOffer,
    Statement,
    StatementWording,
    Strategy,
    Workshop,
)

MOMENT = dt.datetime(2026, 6, 1, 3, 0, tzinfo=dt.UTC)
PASSWORD = "workshop-demo-2557"
CODE_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"
LETTERS = "ABCDEF"
ROLES = (
    ("policy", "กำหนดนโยบาย", "Sets policy"),
    ("partner", "พันธมิตร", "Partner"),
    ("user", "ใช้บริการ", "Uses services"),
)
SCALE_WORDS = [{"key": str(n), "th": f"ระดับ {n}", "en": f"Level {n}"} for n in range(1, 6)]

_numbers = count(1)
_session: Session
_keys: Keys


def bind(session: Session, keys: Keys) -> None:
    """Factories store through this session and keep keys there."""
    global _session, _keys
    _session, _keys = session, keys


def store(thing: Any) -> Any:
    _session.add(thing)
    _session.commit()
    return thing


def make_workshop(**overrides: Any) -> Workshop:
    """An open workshop with a notice, registration open, 100 seats, answers by group."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "uid": secrets.token_hex(16), "slug": f"workshop-{number}",
        "title_th": "ประชุมยุทธศาสตร์", "title_en": "Strategy workshop",
        "date": dt.date(2026, 7, 23), "starts": dt.time(8, 30), "ends": dt.time(15, 30),
        "venue_th": "ห้องปาริชาต", "venue_en": "Parichat room", "capacity": 100,
        "registration_open": True, "state": WorkshopState.OPEN, "created_at": MOMENT,
    }  # fmt: skip
    workshop = Workshop(**{**values, **overrides})
    _session.add(workshop)
    _session.flush()
    _keys.make_answer_key(workshop.uid)
    store(PrivacyNotice(
        workshop_id=workshop.id, number=1, text_th="ข้อมูลที่เก็บ", text_en="What is kept",
        created_at=MOMENT,
    ))  # fmt: skip
    return workshop


def make_role(workshop: Workshop, code: str = "policy", **overrides: Any) -> AgencyRole:
    words = {c: (th, en) for c, th, en in ROLES}.get(code, (code, code))
    return store(AgencyRole(**{
        "workshop_id": workshop.id, "code": code, "name_th": words[0], "name_en": words[1],
        **overrides,
    }))  # fmt: skip


def make_group(
    workshop: Workshop,
    code: str = "policy",
    *,
    roles: tuple[AgencyRole, ...] = (),
    **overrides: Any,
) -> FocusGroup:
    """A group of 0 to 50 seats with the next free letter."""
    taken = _session.scalar(sa.select(sa.func.count()).where(FocusGroup.workshop_id == workshop.id))
    group = store(FocusGroup(**{
        "workshop_id": workshop.id, "code": code, "letter": LETTERS[taken or 0],
        "name_th": f"กลุ่ม {code}", "name_en": f"Group {code}", "room_th": "ปาริชาต 1",
        "room_en": "Parichat 1", "floor": "3", "seats_min": 0, "seats_max": 50, **overrides,
    }))  # fmt: skip
    for role in roles:
        store(GroupRole(workshop_id=workshop.id, group_id=group.id, role_id=role.id))
    return group


def make_agency(
    workshop: Workshop, *, roles: tuple[AgencyRole, ...] = (), **overrides: Any
) -> Agency:
    number = next(_numbers)
    agency = store(Agency(**{
        "workshop_id": workshop.id, "name_th": f"กรมที่ {number}", "name_en": f"Department {number}",
        "abbreviations": [f"กท{number}."], "ministry_th": "กระทรวงการคลัง",
        "ministry_en": "Ministry of Finance", **overrides,
    }))  # fmt: skip
    for role in roles:
        store(AgencyRoleLink(workshop_id=workshop.id, agency_id=agency.id, role_id=role.id))
    return agency


def make_person(workshop: Workshop, *, agency: Agency | None = None, **overrides: Any) -> Person:
    """A confirmed participant."""
    number = next(_numbers)
    first = overrides.get("first_name", f"พิมพ์{number}")
    last = overrides.get("last_name", "ใจดี")
    return store(Person(**{
        "workshop_id": workshop.id, "prefix": "นางสาว", "first_name": first, "last_name": last,
        "name_key": f"{first} {last}".lower(), "position": "นักวิชาการคอมพิวเตอร์",
        "agency_id": agency.id if agency else None,
        "agency_name": agency.name_th if agency else "หน่วยงานหนึ่ง",
        "email": f"person{number}@example.go.th", "status": PersonStatus.CONFIRMED,
        "short_code": "".join(secrets.choice(CODE_LETTERS) for _ in range(6)),
        "registered_at": MOMENT, **overrides,
    }))  # fmt: skip


def make_invitee(workshop: Workshop, *, agency: Agency | None = None, **overrides: Any) -> Invitee:
    """Somebody invited by mail who has not reacted."""
    number = next(_numbers)
    first = overrides.get("first_name", f"อำนวย{number}")
    last = overrides.get("last_name", "การดี")
    return store(Invitee(**{
        "workshop_id": workshop.id, "prefix": "นาย", "first_name": first, "last_name": last,
        "name_key": name_key(first, last) if first else "", "position": "ผู้อำนวยการ",
        "agency_id": agency.id if agency else None,
        "agency_name": agency.name_th if agency else f"หน่วยงานที่ {number}",
        "ministry": agency.ministry_th if agency else "", "email": f"invitee{number}@example.go.th",
        "short_code": "".join(secrets.choice(CODE_LETTERS) for _ in range(6)),
        "created_at": MOMENT, "sent_at": MOMENT, "sent_by": InvitedBy.MAIL, **overrides,
    }))  # fmt: skip


def make_offer(person: Person, **overrides: Any) -> SeatOffer:
    """A seat held for somebody who waits, for a day from now on."""
    now = dt.datetime.now(dt.UTC)
    return store(SeatOffer(**{
        "workshop_id": person.workshop_id, "person_id": person.id, "made_at": now,
        "expires_at": now + dt.timedelta(days=1), **overrides,
    }))  # fmt: skip


def make_account(
    workshop: Workshop | None = None,
    role: Role | None = None,
    *,
    group: FocusGroup | None = None,
    **overrides: Any,
) -> Account:
    """Staff without a password; sign in with `browser.sign_in(account)`."""
    account = store(Account(**{
        "email": f"staff{next(_numbers)}@example.go.th", "name": "ทีมงาน", "created_at": MOMENT,
        "may_create": role is Role.ORGANISER, **overrides,
    }))  # fmt: skip
    if workshop and role:
        store(Membership(
            workshop_id=workshop.id, account_id=account.id, role=role,
            group_id=group.id if group else None,
        ))  # fmt: skip
    return account


def make_strategy(workshop: Workshop, number: int = 1, **overrides: Any) -> Strategy:
    """With its feedback form."""
    strategy = store(Strategy(**{
        "workshop_id": workshop.id, "number": number, "title_th": f"ยุทธศาสตร์ {number}",
        "title_en": f"Strategy {number}", "description_th": "รายละเอียด",
        "description_en": "Description", **overrides,
    }))  # fmt: skip
    store(FeedbackForm(workshop_id=workshop.id, number=number, strategy_id=strategy.id))
    return strategy


def form_of(workshop: Workshop, number: int) -> FeedbackForm:
    found = _session.scalar(
        sa.select(FeedbackForm).where(
            FeedbackForm.workshop_id == workshop.id, FeedbackForm.number == number
        )
    )
    return found or store(FeedbackForm(workshop_id=workshop.id, number=number, strategy_id=None))


def open_form(
    workshop: Workshop, number: int, group: FocusGroup, *, is_open: bool = True
) -> FormOpening:
    form = form_of(workshop, number)
    return store(FormOpening(
        workshop_id=workshop.id, form_id=form.id, group_id=group.id, is_open=is_open
    ))  # fmt: skip


def make_question(
    workshop: Workshop,
    number: int = 1,
    kind: QuestionKind = QuestionKind.SCALE,
    *,
    group: FocusGroup | None = None,
    **overrides: Any,
) -> Question:
    """A question on the form `number` (0 is the overall one) with its first version."""
    form = form_of(workshop, number)
    position = next(_numbers)
    question = store(Question(
        workshop_id=workshop.id, form_id=form.id, position=position,
        group_id=group.id if group else None,
    ))  # fmt: skip
    choices = [{"key": k, "th": f"ตัวเลือก {k}", "en": f"Choice {k}"} for k in "abcd"]
    options = SCALE_WORDS if kind is QuestionKind.SCALE else choices
    text = kind in (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT)
    store(QuestionVersion(**{
        "workshop_id": workshop.id, "question_id": question.id, "kind": kind,
        "text_th": "ตอบโจทย์เพียงใด", "text_en": "How well does it fit", "required": not text,
        "options": [] if text else options, **overrides,
    }))  # fmt: skip
    return question


def place(
    workshop: Workshop,
    placements: dict[Person, FocusGroup],
    *,
    state: PlanState = PlanState.PUBLISHED,
) -> Plan:
    """A plan that seats these people."""
    plan = store(Plan(
        workshop_id=workshop.id, number=next(_numbers), state=state, status=SolveStatus.OPTIMAL,
        created_at=MOMENT, published_at=MOMENT if state is PlanState.PUBLISHED else None,
        effective_on=workshop.date,
    ))  # fmt: skip
    _session.add_all(
        Placement(
            workshop_id=workshop.id, plan_id=plan.id, person_id=person.id, group_id=group.id,
            reason_th="หน่วยงานอยู่ในกลุ่มนี้", reason_en="Your agency's role is in this group",
        )
        for person, group in placements.items()
    )  # fmt: skip
    _session.commit()
    return plan


def answer(
    workshop: Workshop,
    number: int,
    group: FocusGroup,
    people: list[dict[Question, Any]],
    *,
    released: bool = True,
    source: Source = Source.PHONE,
    persons: list[Person] | None = None,
    may_quote: bool = False,
) -> list[Response]:
    """One response per entry on the form `number`; with `released`, outputs may use them all.

    people: each person's answers by question.  persons: who they are, where answers carry names.
    """
    form = form_of(workshop, number)
    asked = {question for answers in people for question in answers}
    newest = {question: str(_newest(question)) for question in asked}
    made = [
        Response(
            id=secrets.token_bytes(16), workshop_id=workshop.id, form_id=form.id,
            group_id=group.id, author=secrets.token_bytes(32), revision=1,
            released=1 if released else 0, person_id=persons[index].id if persons else None,
        )
        for index in range(len(people))
    ]  # fmt: skip
    _session.add_all(made)
    _session.flush()
    _session.add_all(
        ResponseRevision(
            id=secrets.token_bytes(16), workshop_id=workshop.id, response_id=response.id, number=1,
            submission_hash=secrets.token_bytes(32), content_hash=secrets.token_bytes(32),
            form_version=form.version, source=source, may_quote=may_quote,
            content={newest[question]: value for question, value in answers.items()},
            keyed_by="keyer@example.go.th" if source is Source.PAPER else "",
        )
        for response, answers in zip(made, people, strict=True)
    )  # fmt: skip
    _session.commit()
    return made


def _newest(question: Question) -> int:
    """The id of a question's newest wording."""
    return _session.scalars(
        sa.select(QuestionVersion.id)
        .where(QuestionVersion.question_id == question.id)
        .order_by(QuestionVersion.number.desc())
    ).first()


def make_statement(
    workshop: Workshop, text: str = "One portal for all", **overrides: Any
) -> Statement:
    """A statement that is approved and not open yet."""
    number = next(_numbers)
    statement = store(Statement(**{
        "workshop_id": workshop.id, "number": number, "position": number,
        "state": StatementState.APPROVED, **overrides,
    }))  # fmt: skip
    form = store(FeedbackForm(workshop_id=workshop.id, number=-number, strategy_id=None))
    store(StatementWording(
        workshop_id=workshop.id, form_id=form.id, statement_id=statement.id, number=1
    ))  # fmt: skip
    question = store(Question(workshop_id=workshop.id, form_id=form.id))
    options = [{"key": vote.value, "th": vote.value, "en": vote.value} for vote in Vote]
    store(QuestionVersion(
        workshop_id=workshop.id, question_id=question.id, kind=QuestionKind.SINGLE,
        text_th=text, text_en=text, required=True, options=options,
    ))  # fmt: skip
    return statement


def reword(question: Question, **changes: Any) -> QuestionVersion:
    """A new version of a question, which differs from the newest in `changes` alone."""
    old = _session.get(QuestionVersion, _newest(question))
    kept = {
        column.key: getattr(old, column.key)
        for column in sa.inspect(QuestionVersion).columns
        if column.key != "id"
    }
    question.version = old.number + 1
    _session.get(FeedbackForm, question.form_id).version += 1
    return store(QuestionVersion(**{**kept, "number": old.number + 1, **changes}))

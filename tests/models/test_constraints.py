"""Each constraint refuses what it should, on SQLite and on PostgreSQL.

One valid row per table is stored; then each constraint is broken in one way and the database must
name it. A constraint without a case fails the test.
"""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from workshop.models import Base

MOMENT = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
EARLIER = MOMENT - dt.timedelta(days=1)

VALID: dict[str, dict[str, Any]] = {
    "response_revision": {"source": "phone", "keyed_by": ""},
    "workshop": {
        "disclosure_k": 5,
        "offer_hours": 24,
        "slug": "ws",
        "ends": dt.time(16),
        "starts": dt.time(8),
        "registration_opens_at": EARLIER,
        "default_language": "th",
    },
    "focus_group": {"code": "policy", "letter": "A", "seats_min": 1, "seats_max": 5},
    "agency_role": {"code": "policy"},
    "agenda_item": {"starts": dt.time(8), "ends": dt.time(9)},
    "account": {"email": "a@example.go.th", "language": "th"},
    "membership": {"role": "facilitator", "group_id": 1},
    "one_time_link": {"expires_at": MOMENT + dt.timedelta(days=1)},
    "person": {"email": "a@example.go.th", "language": "th", "status": "confirmed"},
    "invitee": {
        "email": "a@example.go.th",
        "language": "th",
        "replied_at": MOMENT,
        "decline_reason": "",
    },
    "feedback_form": {"number": 1},
    "plan": {"state": "published", "published_at": MOMENT},
    "solve_run": {"state": "running", "finished_at": None},
    "table_seat": {"round": 2},
    "installation": {"id": 1},
    "message_template": {"language": "th"},
    "mailing": {"state": "planned", "days_after": -1, "at_time": dt.time(9)},
    "submission": {"change_id": None},
    "seat_pair": {"second_id": 7},
    "screen": {
        "view": "blank",
        "form_number": None,
        "question": None,
        "group_id": None,
        "ends_at": None,
    },
    "report_back": {"approved_at": MOMENT},
    "split_rules": {"first_order": "PBSD", "rerun_order": "PDBS"},
    "seat_offer": {"change_id": None, "expires_at": MOMENT + dt.timedelta(days=1)},
}

BROKEN: dict[str, dict[str, Any]] = {
    "ck_workshop_slug_is_usable": {"slug": "new"},
    "ck_workshop_has_a_title": {"title_th": "", "title_en": ""},
    "ck_workshop_ends_after_start": {"starts": dt.time(16), "ends": dt.time(8)},
    "ck_workshop_capacity_is_positive": {"capacity": 0},
    "ck_workshop_offer_hours_are_in_range": {"offer_hours": 0},
    "ck_workshop_k_hides_a_person": {"disclosure_k": 1},
    "ck_workshop_language_is_known": {"default_language": "fr"},
    "ck_workshop_registration_closes_after_opening": {
        "registration_opens_at": MOMENT,
        "registration_closes_at": EARLIER,
    },
    "ck_privacy_notice_number_is_positive": {"number": 0},
    "ck_document_has_a_title": {"title_th": "", "title_en": ""},
    "ck_document_is_not_empty": {"size": 0},
    "ck_agenda_item_ends_after_start": {"starts": dt.time(9), "ends": dt.time(8)},
    "ck_agenda_item_has_a_title": {"title_th": "", "title_en": ""},
    "ck_strategy_number_is_positive": {"number": 0},
    "ck_strategy_has_a_title": {"title_th": "", "title_en": ""},
    "ck_focus_group_seats_min_is_not_negative": {"seats_min": -1},
    "ck_focus_group_seats_max_holds_min": {"seats_min": 6, "seats_max": 5},
    "ck_focus_group_code_is_usable": {"code": "Policy"},
    "ck_focus_group_one_letter_or_two": {"letter": "a"},
    "ck_focus_group_has_a_name": {"name_th": "", "name_en": ""},
    "ck_agency_role_code_is_usable": {"code": ""},
    "ck_agency_role_has_a_name": {"name_th": "", "name_en": ""},
    "ck_agency_has_a_name": {"name_th": "", "name_en": ""},
    "ck_agency_alias_has_a_name": {"name": ""},
    "ck_list_layout_has_a_signature": {"signature": ""},
    "ck_seniority_rule_pattern_is_not_empty": {"pattern": ""},
    "ck_person_has_a_full_name": {"last_name": ""},
    "ck_person_email_is_lower_case": {"email": "A@example.go.th"},
    "ck_person_language_is_known": {"language": "fr"},
    "ck_person_link_version_is_positive": {"link_version": 0},
    "ck_person_checked_in_is_confirmed": {"status": "cancelled", "checked_in_at": MOMENT},
    "ck_consent_has_a_purpose": {"purpose": ""},
    "ck_consent_withdrawn_after_given": {"given_at": MOMENT, "withdrawn_at": EARLIER},
    "ck_invitee_addresses_somebody": {
        "first_name": "",
        "last_name": "",
        "position": "",
        "agency_name": "",
    },
    "ck_invitee_has_a_whole_name": {"last_name": ""},
    "ck_invitee_email_is_lower_case": {"email": "A@example.go.th"},
    "ck_invitee_language_is_known": {"language": "fr"},
    "ck_invitee_link_version_is_positive": {"link_version": 0},
    "ck_invitee_sent_in_one_way": {"sent_at": MOMENT, "sent_by": None},
    "ck_invitee_reminded_after_sent": {
        "sent_at": MOMENT,
        "sent_by": "mail",
        "reminded_at": EARLIER,
    },
    "ck_invitee_replied_at_one_time": {"replied_at": None},
    "ck_invitee_replied_or_declined": {"declined_at": MOMENT},
    "ck_invitee_substitute_replied": {
        "person_id": None,
        "replied_at": None,
        "is_substitute": True,
    },
    "ck_invitee_reason_declines": {"decline_reason": "away"},
    "ck_staged_invitees_has_a_filename": {"filename": ""},
    "ck_submission_led_to_one_record": {"person_id": None, "change_id": None},
    "ck_proposed_change_applied_after_creation": {"created_at": MOMENT, "applied_at": EARLIER},
    "ck_proposed_change_discarded_after_creation": {
        "created_at": MOMENT,
        "discarded_at": EARLIER,
    },
    "ck_seat_offer_is_for_one": {"person_id": None, "change_id": None},
    "ck_seat_offer_expires_after_it_was_made": {"made_at": MOMENT, "expires_at": EARLIER},
    "ck_seat_offer_settled_has_a_time": {"state": "accepted", "settled_at": None},
    "ck_seat_offer_settled_after_it_was_made": {
        "state": "accepted",
        "made_at": MOMENT,
        "settled_at": EARLIER,
    },
    "ck_queue_turn_has_a_reason": {"reason": ""},
    "ck_queue_turn_used_after_it_was_made": {"made_at": MOMENT, "used_at": EARLIER},
    "ck_consent_text_number_is_positive": {"number": 0},
    "ck_consent_text_has_a_purpose": {"purpose": ""},
    "ck_consent_text_has_a_text": {"text_th": "", "text_en": ""},
    "ck_privacy_register_retention_is_in_range": {"retention_days": 0},
    "ck_staged_import_has_a_filename": {"filename": ""},
    "ck_plan_number_is_positive": {"number": 0, "state": "draft"},
    "ck_plan_published_has_a_time": {"state": "published", "published_at": None},
    "ck_seat_pair_names_two_people": {"first_id": 7, "second_id": 1},
    "ck_attribute_has_a_name": {"name_th": "", "name_en": ""},
    "ck_attribute_has_a_heading": {"heading_key": ""},
    "ck_attribute_weight_is_in_range": {"weight": 6},
    "ck_attribute_version_is_positive": {"version": 0},
    "ck_attribute_value_has_a_value": {"value": ""},
    "ck_split_rules_ministry_weight_is_in_range": {"ministry_weight": 6},
    "ck_split_rules_seniority_weight_is_in_range": {"seniority_weight": -1},
    "ck_split_rules_language_weight_is_in_range": {"language_weight": 6},
    "ck_split_rules_roles_weight_is_in_range": {"roles_weight": -1},
    "ck_split_rules_gender_weight_is_in_range": {"gender_weight": 6},
    "ck_split_rules_first_order_names_each_goal": {"first_order": "PPBS"},
    "ck_split_rules_rerun_order_names_each_goal": {"rerun_order": "PBS"},
    "ck_split_rules_version_is_positive": {"version": 0},
    "ck_screen_counts_are_of_a_form": {"view": "progress"},
    "ck_screen_figure_has_a_question": {"view": "figures", "form_number": 1},
    "ck_screen_countdown_has_an_end": {"view": "countdown"},
    "ck_screen_report_back_is_of_a_group": {"view": "report_back", "form_number": 1},
    "ck_solve_run_finished_has_a_time": {"finished_at": MOMENT},
    "ck_placement_table_number_is_positive": {"table_number": 0},
    "ck_table_deal_tables_are_counted": {"tables": 0},
    "ck_table_deal_rounds_are_in_range": {"rounds": 13},
    "ck_table_seat_round_comes_after_the_first": {"round": 1},
    "ck_table_seat_table_number_is_positive": {"table_number": 0},
    "ck_feedback_form_every_strategy_has_a_number": {"number": 7, "strategy_id": None},
    "ck_statement_number_is_positive": {"number": 0},
    "ck_statement_version_is_positive": {"version": 0},
    "ck_statement_wording_number_is_positive": {"number": 0},
    "ck_form_opening_closings_are_counted": {"closings": -1},
    "ck_form_opening_only_open_ones_close": {"is_open": False, "closes_at": MOMENT},
    "ck_question_version_number_is_positive": {"number": 0},
    "ck_question_version_has_a_text": {"text_th": "", "text_en": ""},
    "ck_response_revision_is_positive": {"revision": 0, "released": 0},
    "ck_response_released_exists": {"revision": 1, "released": 2},
    "ck_response_revision_number_is_positive": {"number": 0},
    "ck_response_revision_form_version_is_positive": {"form_version": 0},
    "ck_response_revision_only_paper_is_keyed_in": {"source": "paper"},
    "ck_account_email_is_lower_case": {"email": "A@example.go.th"},
    "ck_account_language_is_known": {"language": "fr"},
    "ck_account_second_factor_has_a_secret": {"second_since": MOMENT, "second_secret": None},
    "ck_membership_only_group_roles_have_a_group": {"role": "organiser"},
    "ck_one_time_link_expires_after_creation": {"expires_at": EARLIER},
    "ck_one_time_link_used_after_creation": {"used_at": EARLIER},
    "ck_message_has_a_recipient": {"recipient": ""},
    "ck_message_attempts_are_counted": {"attempts": -1},
    "ck_message_sending_is_claimed": {"state": "sending", "claim": ""},
    "ck_message_template_language_is_known": {"language": "fr"},
    "ck_message_template_has_a_text": {"body": ""},
    "ck_mailing_day_and_time_together": {"at_time": None},
    "ck_mailing_planned_has_a_time": {"days_after": None, "at_time": None},
    "ck_mailing_people_are_counted": {"skipped": -1},
    "ck_address_flag_address_is_lower_case": {"address": "A@example.go.th"},
    "ck_audit_entry_says_what": {"what": ""},
    "ck_installation_one_row": {"id": 2},
    "ck_note_has_a_text": {"text": ""},
    "ck_note_version_is_positive": {"version": 0},
    "ck_report_back_version_is_positive": {"version": 0},
    "ck_report_back_approved_for_a_release": {"approved_at": None, "approved_for": "1"},
    "ck_theme_has_a_name": {"name": ""},
    "ck_theme_version_is_positive": {"version": 0},
    "ck_comment_mark_hidden_has_a_reason": {"hidden_because": ""},
    "ck_arrival_has_a_scan_id": {"scan_id": ""},
    "ck_arrival_scanned_before_it_was_received": {"at": MOMENT, "received_at": EARLIER},
}

BESIDE: dict[tuple[str, str], dict[str, Any]] = {
    ("submission", "change_id"): {"person_id": None},  # one of the two, never both
    ("seat_offer", "change_id"): {"person_id": None},
    ("seat_pair", "first_id"): {"second_id": 1_000_000},  # the two stay in order
}

MORE: dict[str, dict[str, Any]] = {"person": {"id": 7, "short_code": "second"}}
"""A second row of tables that another table refers to twice."""

TABLES = {table.name: table for table in Base.metadata.sorted_tables}


def _value(column: sa.Column[Any], stored: dict[str, dict[str, Any]]) -> Any:
    """A valid value: what the column points to, or something of its type."""
    for key in column.foreign_keys:
        if key.column.table.name in stored:
            return stored[key.column.table.name][key.column.name]
    if column.nullable:
        return None
    return _of_type(column.type)


def _of_type(kind: Any) -> Any:
    if isinstance(kind, sa.Enum):
        return kind.enums[0]
    samples: list[tuple[type, Any]] = [
        (sa.JSON, {}), (sa.Boolean, False), (sa.Date, dt.date(2026, 6, 1)), (sa.Time, dt.time(8)),
        (sa.types.TypeDecorator, MOMENT), (sa.LargeBinary, b"x" * 16), (sa.Integer, 1),
    ]  # fmt: skip
    return next((value for known, value in samples if isinstance(kind, known)), "x")


def _valid_rows() -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for name, table in TABLES.items():
        row = {column.name: _value(column, rows) for column in table.columns}
        rows[name] = {**row, **VALID.get(name, {})}
    return rows


def _stored(engine: sa.Engine) -> dict[str, dict[str, Any]]:
    rows = _valid_rows()
    with engine.begin() as connection:
        for name, table in TABLES.items():
            connection.execute(table.insert(), rows[name])
            if name in MORE:
                connection.execute(table.insert(), {**rows[name], **MORE[name]})
    return rows


def _table_of(constraint: str) -> sa.Table:
    return max(
        (t for t in TABLES.values() if constraint.split("_", 1)[1].startswith(t.name)),
        key=lambda t: len(t.name) if any(c.name == constraint for c in t.constraints) else -1,
    )


CHECKS = sorted(
    str(constraint.name)
    for table in TABLES.values()
    for constraint in table.constraints
    if isinstance(constraint, sa.CheckConstraint)
)
ENUMS = sorted(
    (table.name, column.name)
    for table in TABLES.values()
    for column in table.columns
    if isinstance(column.type, sa.Enum)
)
CLOSED_SETS = {f"ck_{table}_{TABLES[table].columns[column].type.name}" for table, column in ENUMS}


def test_every_check_has_a_case():
    assert set(CHECKS) - CLOSED_SETS == set(BROKEN)


def test_each_check_refuses_what_it_should(engine):
    rows = _stored(engine)
    for name, change in BROKEN.items():
        table = _table_of(name)
        keys = [column == rows[table.name][column.name] for column in table.primary_key]
        with engine.connect() as connection, pytest.raises(IntegrityError) as refused:
            connection.execute(table.update().where(*keys).values(**change))
        assert name in str(refused.value), name


def test_closed_sets_refuse_other_values(engine):
    _stored(engine)
    for table, column in ENUMS:
        with engine.connect() as connection, pytest.raises(IntegrityError):
            connection.execute(sa.text(f'UPDATE "{table}" SET "{column}" = \'strange\''))  # noqa: S608


def test_unique_things_are_stored_once(engine):
    rows = _stored(engine)
    for table in TABLES.values():
        for columns in _unique_sets(table):
            if any(rows[table.name][column] is None for column in columns):
                continue
            copy = _another(table, rows[table.name], keep=columns)
            with engine.connect() as connection, pytest.raises(IntegrityError) as refused:
                connection.execute(table.insert(), copy)
            said = str(refused.value).lower()
            assert "unique" in said or "duplicate" in said, (table.name, columns, said)


def _unique_sets(table: sa.Table) -> list[tuple[str, ...]]:
    sets = [
        tuple(column.name for column in constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, (sa.UniqueConstraint, sa.PrimaryKeyConstraint))
    ]
    return sets + [tuple(c.name for c in index.columns) for index in table.indexes if index.unique]


def _another(table: sa.Table, row: dict[str, Any], *, keep: tuple[str, ...]) -> dict[str, Any]:
    """A second row that differs wherever it may, but not in `keep`."""
    other = dict(row)
    for column in table.columns:
        if column.name in keep or column.foreign_keys or isinstance(column.type, sa.Enum):
            continue
        if isinstance(column.type, sa.LargeBinary):
            other[column.name] = b"y" * 16
        elif isinstance(column.type, sa.String) and row[column.name] == "x":
            other[column.name] = "y"
        elif column.primary_key:
            other[column.name] = row[column.name] + 1
    return other


def test_references_must_exist(engine):
    rows = _stored(engine)
    for table in TABLES.values():
        keys = [column == rows[table.name][column.name] for column in table.primary_key]
        for constraint in table.foreign_key_constraints:
            last = list(constraint.columns)[-1]
            missing = b"z" * 16 if isinstance(last.type, sa.LargeBinary) else 999_999
            change = {last.name: missing, **BESIDE.get((table.name, last.name), {})}
            with engine.connect() as connection, pytest.raises(IntegrityError) as refused:
                connection.execute(table.update().where(*keys).values(change))
            assert "foreign key" in str(refused.value).lower(), (table.name, last.name)

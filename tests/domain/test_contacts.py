"""Telephone numbers and e-mail addresses, as people type them."""

import re

import pytest
from email_validator import validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop.domain import contacts
from workshop.domain.contacts import phone_key, read_email, read_phone, spaced_phone
from workshop.domain.messages import Say


@pytest.mark.parametrize(
    ("typed", "stored", "notes"),
    [
        ("0822527365", "0822527365", []),
        ("087-479-1256", "0874791256", []),
        ("822527365", "0822527365", [Say.PHONE_ZERO_ADDED]),
        ("822527365.0", "0822527365", [Say.PHONE_ZERO_ADDED]),
        ("21234567", "021234567", [Say.PHONE_ZERO_ADDED]),
        ("๐๘๕๖๒๗๖๖๗๙", "0856276679", [Say.PHONE_THAI_DIGITS]),
        ("0896230742 ต่อ 12", "0896230742 x12", [Say.PHONE_EXTENSION]),
        ("02-123-4567 ext. 5", "021234567 x5", [Say.PHONE_EXTENSION]),
        ("+66 82 252 7365", "0822527365", []),
        ("(66) 2 123 4567", "021234567", []),
        ("+44 20 7946 0958", "+442079460958", []),
        ("โทร. 081-2345678", "0812345678", []),
        ("081-234-5678, 02-123-4567", "0812345678", [Say.PHONE_FIRST_OF_SEVERAL]),
        ("02-123-4567-9", "021234567", [Say.PHONE_FIRST_OF_SEVERAL]),
        ("02-123-4567 ต่อ 1-3", "021234567 x1-3", [Say.PHONE_EXTENSION]),
        ("02-123-4567 ต่อ 12, 13", "021234567 x12,13", [Say.PHONE_EXTENSION]),
        ("021234567 x1-3", "021234567 x1-3", [Say.PHONE_EXTENSION]),
        ("2020-01-02", "", [Say.PHONE_UNREADABLE]),
        ("12345", "", [Say.PHONE_UNREADABLE]),
        ("100 คน", "", [Say.PHONE_UNREADABLE]),
        ("", "", []),
    ],
)
def test_a_number_is_read_however_it_was_typed(typed, stored, notes):
    reading = read_phone(typed)
    assert reading.value == stored
    assert [note.key for note in reading.notes] == notes


def test_the_same_number_is_recognised_with_and_without_extension():
    assert phone_key("0896230742 x12") == phone_key("089-623-0742") == "0896230742"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("0822527365", "082 252 7365"),
        ("021234567 x5", "02 123 4567"),
        ("+442079460958", "+442079460958"),
    ],
)
def test_a_number_is_shown_in_the_usual_groups(stored, shown):
    assert spaced_phone(stored) == shown


@pytest.mark.parametrize(
    ("typed", "stored", "notes"),
    [
        ("a@example.com", "a@example.com", []),
        ("A@EXAMPLE.GO.TH", "a@example.go.th", [Say.EMAIL_LOWERED]),
        ("person048 at example.com", "person048@example.com", [Say.EMAIL_REPAIRED]),
        ("PERSON065 at EXAMPLE.GO.TH", "person065@example.go.th", [Say.EMAIL_REPAIRED]),
        ("x[at]example[dot]com", "x@example.com", [Say.EMAIL_REPAIRED]),
        ("x @ example.com", "x@example.com", [Say.EMAIL_REPAIRED]),
        ("x@example,com", "x@example.com", [Say.EMAIL_REPAIRED]),
        ("Somchai <s@x.go.th>", "s@x.go.th", [Say.EMAIL_REPAIRED]),
        ("a@b.com; c@d.com", "a@b.com", [Say.EMAIL_FIRST_OF_SEVERAL]),
        ("pat at home at example.com", "", [Say.EMAIL_UNREADABLE]),
        ("ไม่ทราบ", "", [Say.EMAIL_UNREADABLE]),
        ("x@localhost", "", [Say.EMAIL_UNREADABLE]),
        ("", "", []),
    ],
)
def test_an_address_is_repaired_where_that_is_safe(typed, stored, notes):
    reading = read_email(typed)
    assert reading.value == stored
    assert [note.key for note in reading.notes] == notes


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    phone, email = read_phone(text), read_email(text)
    assert len(phone.value) <= 40
    assert len(email.value) <= 254
    assert email.value == email.value.lower()
    assert read_phone(phone.value).value == phone.value
    assert read_email(email.value).value == email.value


WORDS = st.from_regex(re.compile("[a-z0-9]{1,6}"), fullmatch=True)


@settings(max_examples=60)
@given(
    st.lists(WORDS, min_size=1, max_size=3), st.lists(WORDS, min_size=1, max_size=3),
    st.sampled_from(["..", "_-", "-."]), st.sampled_from(["go.th", "or.th", "co.th", "com"]),
)  # fmt: skip
def test_an_ordinary_address_that_is_not_looked_at_thoroughly_is_valid(own, host, marks, end):
    address = f"{marks[0].join(own)}@{marks[1].join(host)}.{end}"
    assert contacts._USUAL.fullmatch(address) or len(address) < 6
    checked = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    assert checked.normalized.lower() == address == read_email(address).value


@settings(max_examples=60)
@given(st.from_regex(re.compile("[0-9]{8,10}"), fullmatch=True))
def test_bare_digits_mean_the_same_as_digits_with_dashes(digits):
    spaced = read_phone(f"{digits[:2]}-{digits[2:]}")
    bare = read_phone(digits)
    assert bare.value == spaced.value
    if bare.value:
        assert [note.key for note in bare.notes] == [note.key for note in spaced.notes]

"""What people type and choose becomes an answer, or is refused for a reason that can be named."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain.answers import (
    LONG_TEXT_LIMIT,
    SHORT_TEXT_LIMIT,
    SKIP,
    AnswerError,
    Asked,
    Fault,
    as_text,
    canonical,
    content_hash,
    order_shown,
    places_given,
    read,
)
from workshop.domain.terms import QuestionKind

OPTIONS = ("data", "help", "network", "login")
any_text = st.text(st.characters(codec=None), max_size=400)  # lone surrogates included


def asked(kind, *, required=False, options=OPTIONS):
    return Asked(QuestionKind(kind), required, options)


def fault_of(question, posted):
    with pytest.raises(AnswerError) as refused:
        read(question, posted)
    return refused.value.fault


@pytest.mark.parametrize(
    ("kind", "posted", "stored"),
    [
        ("scale", ["4"], 4),
        ("scale", ["na"], "na"),
        ("scale", ["dk"], "dk"),
        ("scale", [""], None),
        ("single", ["help"], "help"),
        ("single", ["", "help"], "help"),
        ("multiple", ["login", "data", "data"], ["data", "login"]),
        ("multiple", [], None),
        ("ranking", ["login", "data", "network", "help"], ["login", "data", "network", "help"]),
        (
            "ranking",
            ["2:data", "1:login", "4:help", "3:network"],
            ["login", "data", "network", "help"],
        ),
        ("ranking", [*OPTIONS, SKIP], None),
        ("ranking", ["", "", "", ""], None),
        ("ranking", ["", "", "", "", SKIP], None),
        ("scale", [SKIP], None),
        ("single", [SKIP], None),
        ("short_text", ["  ชื่อ\u200b "], "  ชื่อ\u200b "),
        ("long_text", ["หนึ่ง\r\nสอง\rสาม"], "หนึ่ง\nสอง\nสาม"),
        ("long_text", [" \r\n\t"], None),
        ("long_text", [], None),
    ],
)
def test_what_was_posted_becomes_a_value(kind, posted, stored):
    assert read(asked(kind), posted) == stored


@pytest.mark.parametrize(
    ("kind", "posted", "fault"),
    [
        ("scale", ["6"], Fault.NOT_ON_SCALE),
        ("scale", ["0"], Fault.NOT_ON_SCALE),
        ("scale", [" 4"], Fault.NOT_ON_SCALE),
        ("scale", ["๔"], Fault.NOT_ON_SCALE),
        ("scale", ["1", "2"], Fault.NOT_ON_SCALE),
        ("single", ["other"], Fault.NOT_AN_OPTION),
        ("single", ["data", "help"], Fault.NOT_AN_OPTION),
        ("multiple", ["data", "other"], Fault.NOT_AN_OPTION),
        ("ranking", ["data", "help"], Fault.INCOMPLETE),
        ("ranking", ["data", "data", "help", "login"], Fault.INCOMPLETE),
        ("ranking", ["1:data", "1:help", "2:login", "3:network"], Fault.INCOMPLETE),
        ("ranking", ["1:data", "2:help", "3:login", ""], Fault.INCOMPLETE),
        ("ranking", ["", "2:help", "", ""], Fault.INCOMPLETE),
        ("ranking", ["1:data", "2:help", "3:login", "5:network"], Fault.INCOMPLETE),
        ("ranking", ["1:data", "2:data", "3:login", "4:network"], Fault.INCOMPLETE),
        ("ranking", ["²:data", "2:help", "3:login", "4:network"], Fault.NOT_AN_OPTION),
        ("ranking", ["data", "help", "network", "other"], Fault.NOT_AN_OPTION),
        ("short_text", ["ก" * (SHORT_TEXT_LIMIT + 1)], Fault.TOO_LONG),
        ("long_text", ["ก" * (LONG_TEXT_LIMIT + 1)], Fault.TOO_LONG),
        ("long_text", ["x" * 1_000_000], Fault.TOO_LONG),
    ],
)
def test_what_is_no_answer_is_refused_with_its_reason(kind, posted, fault):
    assert fault_of(asked(kind), posted) is fault


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_only_a_required_question_must_be_answered(kind):
    assert read(asked(kind), []) is None
    assert fault_of(asked(kind, required=True), []) is Fault.MISSING


def test_an_untouched_ranking_is_not_an_answer():
    untouched = [""] * len(OPTIONS)
    assert read(asked("ranking"), untouched) is None
    assert fault_of(asked("ranking", required=True), untouched) is Fault.MISSING


def test_a_required_ranking_cannot_be_skipped():
    assert fault_of(asked("ranking", required=True), [*OPTIONS, SKIP]) is Fault.NOT_AN_OPTION


def test_a_text_of_exactly_the_limit_is_kept_whole_in_thai_and_emoji():
    for sign in ("ก", "👍", "é"):
        assert read(asked("long_text"), [sign * LONG_TEXT_LIMIT]) == sign * LONG_TEXT_LIMIT


def test_the_refusal_says_how_long_the_text_is():
    with pytest.raises(AnswerError) as refused:
        read(asked("short_text"), ["ก" * 301])
    assert (refused.value.length, refused.value.limit) == (301, 300)


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x")',
        "{{ 7*7 }}",
        "<script>alert(1)</script>",
        "\u202eกลับทิศ",
        "ที่ ปั๊ม กู้ ฐุ ญู",
        "👩‍👩‍👧 🇹🇭",
        "%s %(x)s {0}",
        "ก็็็็็็็",
    ],
)
def test_snippets_marks_and_overrides_are_kept_as_text(text):
    assert read(asked("long_text"), [text]) == text


@given(any_text)
def test_a_text_loses_only_nulls_and_halves_of_surrogates(raw):
    text = as_text(raw)
    text.encode("utf-8")
    assert "\x00" not in text
    assert "\r" not in text
    assert unicodedata.is_normalized("NFC", text)
    assert as_text(text) == text
    if raw.isprintable():
        assert text == unicodedata.normalize("NFC", raw)


@given(st.sampled_from(list(QuestionKind)), st.booleans(), st.lists(any_text, max_size=6))
def test_whatever_is_posted_is_either_read_or_refused(kind, required, posted):
    question = Asked(kind, required, OPTIONS)
    try:
        answer = read(question, posted)
    except AnswerError:
        return
    assert answer is None or canonical({"1": answer})
    assert not (required and answer is None)


@given(st.permutations(OPTIONS))
def test_every_complete_ranking_is_kept_in_its_order(order):
    assert read(asked("ranking", required=True), order) == list(order)


@given(st.lists(st.sampled_from([*OPTIONS, "other", ""]), max_size=6))
def test_a_ranking_always_shows_every_option_once(posted):
    shown = order_shown(OPTIONS, posted)
    assert sorted(shown) == sorted(OPTIONS)


def test_two_rows_on_one_place_are_shown_beside_each_other():
    posted = ["2:data", "1:help", "2:login", "4:network"]
    assert order_shown(OPTIONS, posted) == ["help", "data", "login", "network"]


def test_only_rows_that_were_given_a_place_have_one():
    assert places_given(OPTIONS, []) == places_given(OPTIONS, ["", "", "", "", SKIP]) == {}
    posted = ["2:data", "", "2:login", "4:network", "1:other"]
    assert places_given(OPTIONS, posted) == {"data": 2, "login": 2, "network": 4}
    assert places_given(OPTIONS, ["help", "data"]) == {"help": 1, "data": 2}


answers = st.one_of(
    st.integers(1, 5),
    st.sampled_from(["na", "1", "ก", '"', ""]),
    st.lists(st.sampled_from(OPTIONS), unique=True),
)
contents = st.dictionaries(st.integers(1, 9).map(str), answers, max_size=5)


@given(contents, contents)
def test_the_hash_tells_contents_apart_and_ignores_the_order_of_questions(one, other):
    reversed_one = dict(reversed(one.items()))
    assert content_hash(one) == content_hash(reversed_one)
    assert (content_hash(one) == content_hash(other)) == (canonical(one) == canonical(other))
    assert (canonical(one) == canonical(other)) == (one == other)
    assert len(content_hash(one)) == 32


@pytest.mark.parametrize("typed", ["\u200b", " \u200d\n\u2066", "\u00a0", "\ufeff"])
def test_a_text_of_which_nothing_can_be_seen_is_none(typed):
    assert read(asked("long_text"), [typed]) is None


@pytest.mark.parametrize("typed", ["\u200bก", "-", "🤔", "\U0001fae8", "\u0e48"])
def test_whatever_can_be_seen_is_a_text(typed):
    assert read(asked("long_text"), [typed]) == typed

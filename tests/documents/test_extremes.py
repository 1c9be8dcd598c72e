"""Words as long as their fields allow, without a space: nothing is cut or leaves its place."""

import pypdfium2
import pytest

from tests import factories
from tests.documents.reading import Box, by_pdfium, by_poppler, words_at
from workshop.domain.terms import QuestionKind

pytestmark = pytest.mark.slow

WIDE = {"th": "ฌ", "en": "W"}
"""The widest letter of each writing; in none is there a place to break a line."""
SIGN_IN = (16, 24, 76, 146, 194)
BY_AGENCY = (16, 24, 76, 136, 146, 194)
FOLD_SAID = 18
"""Left of it the words stand on the fold that say where it is."""
PAPERS = (
    ("badges", {}, Box(15, 38.5, 195, 258.5), (15, 105, 195), (38.5, 93.5)),
    ("badges", {"size": "large"}, Box(0, 0, 297, 210), (0, 148.5, 297), (0, 105)),
    ("sign-in", {}, Box(16, 13, 194, 290), SIGN_IN, ()),
    ("sign-in", {"by": "agency"}, Box(16, 13, 194, 290), BY_AGENCY, ()),
    ("rosters", {"reasons": "with"}, Box(17, 14, 193, 290), (), ()),
    ("tent-cards", {}, Box(10, 4, 193, 293), (), (74.25, 148.5, 222.75)),
    ("certificates", {"signer": "W" * 120, "signer_position": "ฌ" * 120},
     Box(29.5, 24, 179, 192), (), ()),
    ("paper-forms", {}, Box(17.5, 12, 192.5, 291), (), ()),
    ("letters", {}, Box(26.5, 22, 186.5, 281), (), ()),
)  # fmt: skip
"""What is printed, the part of the page its words keep to, and the lines that no word crosses."""


def long(length: int) -> dict[str, str]:
    """The two languages of a text of this length."""
    return {language: letter * length for language, letter in WIDE.items()}


def both(name: str, length: int) -> dict[str, str]:
    return {f"{name}_{language}": text for language, text in long(length).items()}


@pytest.fixture
def extremes(workshop, session):
    """Two people and an invitee, one of each language, with everything as long as it may be."""
    for name, length in (("title", 200), ("short_title", 80), ("venue", 300),
                         ("contact_name", 120), ("summary", 600)):  # fmt: skip
        for field, text in both(name, length).items():
            setattr(workshop, field, text)
    placed = {}
    for code, language in (("one", "th"), ("two", "en")):
        group = factories.make_group(
            workshop, code, **both("name", 120), **both("short_name", 60), **both("room", 120),
            floor="9" * 20,
        )  # fmt: skip
        letter = WIDE[language]
        person = factories.make_person(
            workshop, prefix=letter * 60, first_name=letter * 120, last_name=letter * 120,
            agency_name=letter * 200, position=letter * 200, language=language,
        )  # fmt: skip
        placed[person] = group
        factories.make_invitee(
            workshop, prefix=letter * 60, first_name=letter * 120, last_name=letter * 120,
            agency_name=letter * 200, position=letter * 200, language=language,
        )  # fmt: skip
    factories.place(workshop, placed)
    factories.make_strategy(workshop, 1, **both("title", 200), **both("description", 600))
    for kind in QuestionKind:
        factories.make_question(workshop, 1, kind, **both("text", 500), **both("hint", 300))
    options = [{"key": f"o{number}", **long(200)} for number in range(30)]
    factories.make_question(workshop, 1, QuestionKind.RANKING, options=options)
    words = [{"key": str(point), **long(200)} for point in range(1, 6)]
    factories.make_question(workshop, 1, QuestionKind.SCALE, options=words)
    session.commit()


def pages(document: bytes) -> int:
    with pypdfium2.PdfDocument(document) as pdf:
        return len(pdf)


@pytest.mark.usefixtures("extremes")
def test_the_longest_words_stay_whole_and_in_their_place(printed):
    for name, options, frame, columns, rows in PAPERS:
        document = printed(name, **options)
        for page in range(pages(document)):
            found = words_at(document, page)
            assert found
            for one in found:
                where = (name, options, page, one)
                assert frame.left - 0.6 < one.left <= one.right < frame.right + 0.6, where
                assert frame.top <= one.top <= one.bottom <= frame.bottom, where
                if name != "sign-in" or in_rows(one):
                    assert not any(one.left < edge - 0.1 < one.right - 0.2 for edge in columns), (
                        where
                    )
                if name != "tent-cards" or one.left > FOLD_SAID:
                    assert not any(one.top < edge < one.bottom for edge in rows), where
        for read in (by_pdfium, by_poppler):
            whole = "".join("".join(read(document)).split())
            assert "\u200b" not in whole, (name, read)
            for letter in WIDE.values():
                assert letter * 100 in whole, (name, read)
                assert name != "paper-forms" or whole.count(letter) > 30 * 200


def in_rows(one: Box) -> bool:
    """In a cell: below the heads of the columns, above the foot, and no heading of an agency."""
    return 75 < one.top < 275 and not SIGN_IN[0] + 2 < one.left < SIGN_IN[1]

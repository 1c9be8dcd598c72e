"""Every sentence exists in Thai, with the same placeholders; catalogues never contradict."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import flask_wtf
import pytest
import wtforms
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from workshop.i18n import translations

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "workshop" / "translations" / "th"
PLACEHOLDER = re.compile(r"%\((\w+)\)")
DEMONSTRATION = ROOT / "workshop" / "demonstration"
UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")  # as JSON and Python write it
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2)}
EXTENSIONS = "jinja2.ext.i18n,jinja2.ext.do"


@cache
def extracted() -> dict[str | tuple[str, ...], str]:
    found = {}
    for folder, methods in (
        (ROOT / "workshop", [("**.py", "python")]),
        (ROOT / "templates", [("**.html", "jinja2"), ("**.txt", "jinja2")]),
    ):
        plain = {"trimmed": "false", "silent": "false", "extensions": EXTENSIONS}
        options = {pattern: plain for pattern, _ in methods}
        for file, line, message, _comments, _context in extract_from_dir(
            folder, methods, options, keywords=KEYWORDS, directory_filter=lambda _folder: True
        ):
            found[message] = f"{folder.name}/{file}:{line}"
    return found


def catalogue() -> dict[str, dict[str, tuple[str, ...]]]:
    """Message id (the singular) -> file -> translations."""
    known: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for file in sorted(CATALOGUES.glob("*.po")):
        with file.open("rb") as opened:
            for message in read_po(opened, locale="th"):
                if message.id:
                    key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
                    text = message.string
                    known[key][file.name] = (
                        tuple(text) if isinstance(text, (tuple, list)) else (text,)
                    )
    return known


@pytest.fixture(scope="module")
def known():
    return catalogue()


def test_no_sentence_lacks_its_thai(known):
    missing = [
        f"{where}: {message!r}"
        for message, where in extracted().items()
        for key in [message[0] if isinstance(message, tuple) else message]
        if key and key not in known
    ]
    empty = [key for key, files in known.items() for texts in files.values() if not all(texts)]
    assert not missing, "\n".join(sorted(missing))
    assert not empty, "\n".join(sorted(empty))


def test_a_sentence_has_one_translation(known):
    torn = [f"{key!r}: {files}" for key, files in known.items() if len(set(files.values())) > 1]
    assert not torn, "\n".join(torn)


def test_placeholders_survive_translation(known):
    lost = [
        f"{key!r} in {file}"
        for key, files in known.items()
        for file, texts in files.items()
        for text in texts
        if not set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(key)) | {"num"}
    ]
    assert not lost, "\n".join(lost)


def test_no_translation_is_left_over(known):
    used = {m[0] if isinstance(m, tuple) else m for m in extracted()}
    shared = {key for key, files in known.items() if set(files) == {"wtforms.po"}}
    left = sorted(set(known) - used - shared)
    assert not left, "\n".join(left)


def test_no_stored_text_holds_characters_that_searching_cannot_see():
    """Between the letters of a word they hide it from searches in pages, mails and PDFs."""
    told = {*CATALOGUES.glob("*.po"), *DEMONSTRATION.glob("*.py"), *DEMONSTRATION.glob("data/*")}
    told |= {file for file in (ROOT / "workshop").rglob("*.json") if "vendor" not in file.parts}
    found = [
        f"{file.name}:{number}"
        for file in sorted(told)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if UNSEEN.search(ESCAPED.sub(lambda one: chr(int(one[1], 16)), line))
    ]
    assert len(told) > 40
    assert not found, "\n".join(found)
    assert translations("th").ugettext("Role of the agency") == "บทบาทของหน่วยงาน"


def test_what_form_fields_say_of_their_own_exists_in_thai(known):
    said = {
        message[0] if isinstance(message, tuple) else message
        for package in (flask_wtf, wtforms)
        for _file, _line, message, _comments, _context in extract_from_dir(
            Path(package.__file__).parent, [("**.py", "python")]
        )
    }
    assert "Not a valid date value." in said
    assert not said - known.keys()

"""The sentences for what the domain has to say about a list of people."""

from typing import Any

from workshop.domain.contacts import phone_extension, spaced_phone
from workshop.domain.intake.attributes import heading_of
from workshop.domain.intake.matching import Kind
from workshop.domain.messages import Message, Say
from workshop.domain.terms import PersonStatus, Seniority
from workshop.forms import Choices
from workshop.i18n import _, _l, language
from workshop.models import Person
from workshop.registration.details import full_name

CLOSED = _l(
    "The workshop is closed for good: only counts of answers remain, nobody who has not answered."
)

SENTENCES: dict[Say, Any] = {
    Say.PREFIX_SPLIT: _l("Read as prefix %(prefix)s and name %(name)s."),
    Say.PHONE_ZERO_ADDED: _l("The leading zero was missing; read as %(phone)s."),
    Say.PHONE_THAI_DIGITS: _l("Thai digits; read as %(phone)s."),
    Say.PHONE_EXTENSION: _l("Read as %(phone)s, extension %(extension)s."),
    Say.PHONE_FIRST_OF_SEVERAL: _l("Several numbers in “%(typed)s”; %(phone)s is kept."),
    Say.PHONE_UNREADABLE: _l("“%(typed)s” is no phone number; left out."),
    Say.EMAIL_LOWERED: _l("Capital letters in the address; read as %(email)s."),
    Say.EMAIL_REPAIRED: _l("“%(typed)s” was read as %(email)s. Check it."),
    Say.EMAIL_FIRST_OF_SEVERAL: _l("Several addresses in “%(typed)s”; %(email)s is kept."),
    Say.EMAIL_UNREADABLE: _l("“%(typed)s” is no email address; left out."),
    Say.AGENCY_RECOGNISED: _l("“%(typed)s” is %(agency)s."),
    Say.AGENCY_BY_MINISTRY: _l("“%(typed)s” is %(agency)s, going by the ministry."),
    Say.AGENCY_AMBIGUOUS: _l(
        "“%(typed)s” may be %(options)s. Kept as written; choose the agency on the person's page."
    ),
    Say.AGENCY_UNKNOWN: _l("“%(typed)s” is not in the list of agencies. Kept as written."),
    Say.AGENCY_SUGGESTED: _l(
        "“%(typed)s” is not in the list of agencies. Kept as written; is it %(options)s?"
    ),
    Say.MINISTRY_DIFFERS: _l("The ministry “%(typed)s” is not that of %(agency)s."),
    Say.MINISTRY_PARTED: _l("Read as agency %(agency)s of %(ministry)s."),
    Say.DATE_UNREADABLE: _l("“%(typed)s” is no date; left out."),
    Say.DATE_IN_FUTURE: _l("The date of reply “%(typed)s” is still to come; left out."),
    Say.ROLE_UNKNOWN: _l("“%(typed)s” is no role of this workshop; left out."),
    Say.QUOTE_UNCLOSED: _l(
        'A double quote (") in this row does not close. Correct or remove it in the file.'
    ),
    Say.CHARACTERS_UNREAD: _l(
        "Some characters of this row could not be read. Write them again in the file and save it"
        " as UTF-8."
    ),
    Say.NO_FIRST_NAME: _l("There is no first name. Add it in the file."),
    Say.NO_LAST_NAME: _l("There is no last name. Add it in the file."),
    Say.NO_CONTACT: _l("There is neither an email address nor a phone number."),
    Say.NO_AGENCY: _l("There is no agency."),
    Say.TOO_LONG: _l("%(field)s is longer than %(limit)s characters. Shorten it in the file."),
    Say.PILED_MARKS: _l(
        "Too many marks stand on one letter of %(field)s. Type the word again in the file."
    ),
    Say.SAME_AS_ROW: _l("The same person as in row %(row)s."),
    Say.DIFFERS_FROM_ROW: _l("%(field)s differs from row %(row)s, which counts."),
    Say.IS_CANCELLED: _l("This person has cancelled. Restore them on their page if they come."),
    Say.AGENCY_KEPT: _l("“%(typed)s” names no agency of the list for certain; %(agency)s stays."),
}
"""About a row, one sentence each."""

QUESTIONS: dict[tuple[Say, bool], Any] = {
    (Say.SAME_NAME_ONLY, True): _l(
        "Same name as row %(row)s (%(agency)s), nothing else alike. Add the agency, email or"
        " phone they share, or add this person by hand."
    ),
    (Say.SAME_NAME_ONLY, False): _l(
        "Same name as somebody on the list (%(agency)s), nothing else alike. Add the agency,"
        " email or phone they share, or add this person by hand."
    ),
    (Say.SAME_NAME_SEVERAL, True): _l(
        "Several people have this name, among them row %(row)s. Add an email or phone that tells"
        " them apart."
    ),
    (Say.SAME_NAME_SEVERAL, False): _l(
        "Several people on the list have this name. Add an email or phone that tells them apart."
    ),
}
"""The same name: whether the other one stands in the file (True) or on the list."""

REFUSALS: dict[Say, Any] = {
    Say.FILE_EMPTY: _l("The file is empty. Choose the list you received."),
    Say.FILE_TOO_LARGE: _l("The file is too large. Keep it under %(limit)s MB."),
    Say.FILE_UNPACKS: _l(
        "The file is small but unpacks to far more than is read (%(limit)s MB). Save the list as a"
        " new .xlsx or .csv and choose that."
    ),
    Say.FILE_TOO_HEAVY: _l(
        "The file takes too much memory or time to open. Copy the list of people into a new file"
        " and choose that."
    ),
    Say.FILE_UNREADABLE: _l("The file cannot be opened. Save it again as .xlsx or .csv."),
    Say.FILE_LOCKED: _l("The file has a password. Save it without one and choose it again."),
    Say.FILE_HAS_MACROS: _l("The file holds macros. Save it as .xlsx without macros."),
    Say.FILE_KIND: _l("This is no list of people. Save it as .xlsx, .xls or .csv."),
    Say.TOO_MANY_ROWS: _l("The list is longer than %(limit)s rows. Divide it into several files."),
    Say.NO_HEADER: _l(
        "There is no list in it. Put one person in each row, with a column for the name and one for"
        " the agency."
    ),
    Say.NO_NAME_COLUMN: _l("No column holds names. Write “First name” and “Last name” above them."),
    Say.NO_PEOPLE: _l("There is nobody below the headings. Choose the list with the names."),
}
"""About a whole file, which is then not taken."""

BILINGUAL = ("agency", "options")
"""What a sentence names in two languages: the English beside it ends in _en."""

FIELDS: dict[str, Any] = {
    "prefix": _l("Prefix"), "first_name": _l("First name"), "last_name": _l("Last name"),
    "position": _l("Position"), "agency": _l("Agency"), "ministry": _l("Ministry"),
    "roles": _l("Roles"), "email": _l("Email address"), "phone": _l("Phone"),
    "dietary": _l("Food"), "access_needs": _l("Access needs"), "language": _l("Language"),
}  # fmt: skip

LANGUAGE_NAMES: dict[str, Any] = {one.value: one.label for one in Choices.LANGUAGE}

KINDS: dict[Kind, Any] = {
    Kind.NEW: _l("New"), Kind.CHANGED: _l("Changed"), Kind.SAME: _l("Same"),
    Kind.PROBLEM: _l("Problem"),
}  # fmt: skip

STATUSES: dict[PersonStatus, Any] = {
    PersonStatus.CONFIRMED: _l("Has a seat"),
    PersonStatus.WAITLISTED: _l("Waiting list"),
    PersonStatus.CANCELLED: _l("Cancelled"),
}

SENIORITIES: dict[Seniority, Any] = {
    Seniority.EXECUTIVE: _l("Executive"), Seniority.HEAD: _l("Head"),
    Seniority.OFFICER: _l("Officer"), Seniority.UNKNOWN: _l("Not known"),
}  # fmt: skip


def sentence(message: Message) -> str:
    """In the reader's language; long values are cut."""
    words = {name: _word(name, value) for name, value in message.parameters.items()}
    if language() == "en":
        words |= {name: words[f"{name}_en"] for name in BILINGUAL if words.get(f"{name}_en")}
    if message.key in (Say.SAME_NAME_ONLY, Say.SAME_NAME_SEVERAL):
        return str(QUESTIONS[message.key, bool(words["row"])]) % words
    return str({**SENTENCES, **REFUSALS}[message.key]) % words


def field_word(name: str) -> str:
    """What a field of a row is called; attributes are called as the file heads them."""
    return heading_of(name) or str(FIELDS[name])


def telephone(stored: str) -> str:
    """A stored number as people read it, its extension in their language."""
    extension = phone_extension(stored)
    if not extension:
        return spaced_phone(stored)
    return str(_("%(phone)s ext. %(extension)s", phone=spaced_phone(stored), extension=extension))


def _word(name: str, value: Any) -> Any:
    if name == "field":
        return field_word(value)
    if name == "phone":
        return telephone(value)
    return f"{value[:119]}…" if isinstance(value, str) and len(value) > 120 else value


def name_parts(person: Person) -> tuple[str, str]:
    """The name in two parts that each stay whole on a line: prefix with first name, last name."""
    return full_name(person).removesuffix(f" {person.last_name}"), person.last_name

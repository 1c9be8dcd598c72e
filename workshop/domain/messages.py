"""What the domain has to say to a person: a key and its parameters, put into words at the edge."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Say(StrEnum):
    """Everything an uploaded list can cause us to say; the edge has one sentence for each."""

    # about one value
    PREFIX_SPLIT = "prefix_split"
    PHONE_ZERO_ADDED = "phone_zero_added"
    PHONE_THAI_DIGITS = "phone_thai_digits"
    PHONE_EXTENSION = "phone_extension"
    PHONE_FIRST_OF_SEVERAL = "phone_first_of_several"
    PHONE_UNREADABLE = "phone_unreadable"
    EMAIL_LOWERED = "email_lowered"
    EMAIL_REPAIRED = "email_repaired"
    EMAIL_FIRST_OF_SEVERAL = "email_first_of_several"
    EMAIL_UNREADABLE = "email_unreadable"
    AGENCY_RECOGNISED = "agency_recognised"
    AGENCY_BY_MINISTRY = "agency_by_ministry"
    AGENCY_AMBIGUOUS = "agency_ambiguous"
    AGENCY_UNKNOWN = "agency_unknown"
    AGENCY_SUGGESTED = "agency_suggested"
    MINISTRY_DIFFERS = "ministry_differs"
    MINISTRY_PARTED = "ministry_parted"
    ROLE_UNKNOWN = "role_unknown"
    DATE_UNREADABLE = "date_unreadable"
    DATE_IN_FUTURE = "date_in_future"
    # about one row
    QUOTE_UNCLOSED = "quote_unclosed"
    CHARACTERS_UNREAD = "characters_unread"
    NO_FIRST_NAME = "no_first_name"
    NO_LAST_NAME = "no_last_name"
    NO_CONTACT = "no_contact"
    NO_AGENCY = "no_agency"
    TOO_LONG = "too_long"
    PILED_MARKS = "piled_marks"
    SAME_NAME_ONLY = "same_name_only"
    SAME_NAME_SEVERAL = "same_name_several"
    SAME_AS_ROW = "same_as_row"
    DIFFERS_FROM_ROW = "differs_from_row"
    IS_CANCELLED = "is_cancelled"
    AGENCY_KEPT = "agency_kept"
    NOT_A_PERSON = "not_a_person"
    # about the whole file
    FILE_EMPTY = "file_empty"
    FILE_TOO_LARGE = "file_too_large"
    FILE_UNPACKS = "file_unpacks"
    FILE_UNREADABLE = "file_unreadable"
    FILE_TOO_HEAVY = "file_too_heavy"
    FILE_LOCKED = "file_locked"
    FILE_HAS_MACROS = "file_has_macros"
    FILE_KIND = "file_kind"
    TOO_MANY_ROWS = "too_many_rows"
    NO_HEADER = "no_header"
    NO_NAME_COLUMN = "no_name_column"
    NO_PEOPLE = "no_people"


@dataclass(frozen=True, slots=True)
class Message:
    """`key` names the sentence, `parameters` what stands in it: text or numbers only."""

    key: Say
    parameters: dict[str, Any] = field(default_factory=dict)


def say(key: Say, **parameters: str | int) -> Message:
    return Message(key, parameters)

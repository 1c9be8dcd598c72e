"""The field's terms as closed sets, stored by value and shared by every layer."""

from enum import StrEnum


class WorkshopState(StrEnum):
    """What an organiser has set; dates alone open or close nothing."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class AnswerMode(StrEnum):
    """Whether answers carry the name of who gave them; fixed at a workshop's first answer."""

    BY_GROUP = "by_group"
    NAMED = "named"


class PersonStatus(StrEnum):
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    CANCELLED = "cancelled"


class OfferState(StrEnum):
    """What became of a seat that was offered to somebody on the waiting list."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Purpose(StrEnum):
    """What people agree to, each with a word of their own."""

    REGISTRATION = "registration"
    PHOTOGRAPHS = "photographs"


class Seniority(StrEnum):
    """Worked out from the position by the workshop's seniority table."""

    EXECUTIVE = "executive"
    HEAD = "head"
    OFFICER = "officer"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """What a member of a workshop's team may do."""

    ORGANISER = "organiser"
    FACILITATOR = "facilitator"
    NOTE_TAKER = "note_taker"
    DOOR = "door"


class QuestionKind(StrEnum):
    SCALE = "scale"
    SINGLE = "single"
    MULTIPLE = "multiple"
    RANKING = "ranking"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"


class Source(StrEnum):
    """How an answer came in."""

    PHONE = "phone"
    PAPER = "paper"


class PersonSource(StrEnum):
    """How somebody came onto the list."""

    SELF = "self"
    IMPORT = "import"
    ORGANISER = "organiser"


class InviteeSource(StrEnum):
    """How somebody came onto the list of those invited."""

    IMPORT = "import"
    TYPED = "typed"


class InvitedBy(StrEnum):
    """How an invitation went out."""

    MAIL = "mail"
    LETTER = "letter"


class InvitationState(StrEnum):
    """What has come of an invitation; worked out from its record, never stored."""

    NOT_SENT = "not_sent"
    SILENT = "silent"
    COMING = "coming"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PlanState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class SolveStatus(StrEnum):
    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    TIME_LIMIT = "time_limit"


class RunKind(StrEnum):
    """What is worked out beside the server."""

    SPLIT = "split"
    CURVE = "curve"
    """Moves beyond the fewest, against the balance that they gain."""
    ABSENCES = "absences"
    """The same for those who are there on the day."""
    TABLES = "tables"
    """The tables of one group."""


class RunState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class LinkPurpose(StrEnum):
    """What a one-time link lets its holder do."""

    SETUP = "setup"
    INVITATION = "invitation"
    RESET = "reset"


class AttemptKind(StrEnum):
    """What somebody guessed wrong, or asked for too often."""

    PASSWORD = "password"  # noqa: S105  the name of a kind of attempt, not a secret
    CODE = "code"
    LINK = "link"
    SECOND = "second"


class MessageState(StrEnum):
    """What became of a mail. PERHAPS_SENT: handed over, and nobody noted what the server said."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    PERHAPS_SENT = "perhaps_sent"
    BOUNCED = "bounced"
    WITHDRAWN = "withdrawn"


class LetterKind(StrEnum):
    """The letters a workshop may put in its own words."""

    INVITATION = "invitation"
    INVITATION_REMINDER = "invitation_reminder"
    REGISTERED = "registered"
    WAITLISTED = "waitlisted"
    OFFER = "offer"
    PROMOTED = "promoted"
    PLACED = "placed"
    MOVED = "moved"
    REMINDER = "reminder"
    THANKS = "thanks"
    CANCELLED = "cancelled"
    LINKS = "links"


class MailingState(StrEnum):
    """MISSED: its time came while nothing ran, and it makes no sense any more."""

    PLANNED = "planned"
    SENT = "sent"
    CANCELLED = "cancelled"
    MISSED = "missed"


class FlagSource(StrEnum):
    """How one learned that an address does not work."""

    HAND_OVER = "hand_over"
    REPORT = "report"
    BY_HAND = "by_hand"


class ArrivalKind(StrEnum):
    """What was scanned at the door."""

    IN = "in"
    UNDO = "undo"


class PairKind(StrEnum):
    """How two people are to be seated."""

    TOGETHER = "together"
    APART = "apart"


class NoteKind(StrEnum):
    """What a point made in the room is."""

    STRENGTH = "strength"
    CONCERN = "concern"
    SUGGESTION = "suggestion"


class StatementState(StrEnum):
    """What an organiser decided about a statement; withdrawn, it stands on no output."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Vote(StrEnum):
    """What somebody thinks of a statement."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"  # noqa: S105  no opinion, not a secret


class ScreenView(StrEnum):
    """What the projector may show, one thing at a time."""

    WELCOME = "welcome"
    NOW = "now"
    COUNTDOWN = "countdown"
    PROGRESS = "progress"
    FIGURES = "figures"
    SHARED = "shared"
    """Statements that all groups agree with."""
    DIVIDES = "divides"
    """Statements that divide the groups."""
    REPORT_BACK = "report_back"
    """What a group tells about one strategy."""
    BLANK = "blank"


class AgendaKind(StrEnum):
    PLENARY = "plenary"
    GROUPS = "groups"
    BREAK = "break"


LANGUAGES = ("th", "en")
NOT_RELEVANT = "na"
DONT_KNOW = "dk"
"""Answers beside a scale, on none of its points."""
OVERALL = 0

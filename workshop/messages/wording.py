"""Letters, states and sources in words."""

from workshop.domain.terms import FlagSource, LetterKind, MailingState, MessageState
from workshop.i18n import _l

NAMES = {"th": "ไทย", "en": "English"}
"""Languages in their own words."""

STATES = {
    MessageState.WAITING: _l("Waiting"),
    MessageState.SENDING: _l("Being sent"),
    MessageState.SENT: _l("Sent"),
    MessageState.FAILED: _l("Failed"),
    MessageState.PERHAPS_SENT: _l("Perhaps sent"),
    MessageState.BOUNCED: _l("Came back"),
    MessageState.WITHDRAWN: _l("Withdrawn"),
}
LOOKS = {
    MessageState.SENT: "done",
    MessageState.FAILED: "bad",
    MessageState.BOUNCED: "bad",
    MessageState.PERHAPS_SENT: "hollow",
    MessageState.SENDING: "now",
}
"""How the tag of a state looks; the others are quiet."""

LETTERS = {
    LetterKind.INVITATION: _l("Invitation"),
    LetterKind.INVITATION_REMINDER: _l("Reminder to reply"),
    LetterKind.REGISTERED: _l("Confirmation"),
    LetterKind.WAITLISTED: _l("On the waiting list"),
    LetterKind.OFFER: _l("Offer of a seat"),
    LetterKind.PROMOTED: _l("Seat from the waiting list"),
    LetterKind.PLACED: _l("Group and room"),
    LetterKind.MOVED: _l("Change of group"),
    LetterKind.REMINDER: _l("Reminder of the day"),
    LetterKind.THANKS: _l("Thanks, with the report"),
    LetterKind.CANCELLED: _l("Registration cancelled"),
    LetterKind.LINKS: _l("Personal link again"),
}
OCCASIONS = {
    LetterKind.INVITATION: _l("when you send invitations"),
    LetterKind.INVITATION_REMINDER: _l("when you remind those who have not replied"),
    LetterKind.REGISTERED: _l("when somebody registers; with QR code and calendar entry"),
    LetterKind.WAITLISTED: _l("when somebody registers and all seats are taken"),
    LetterKind.OFFER: _l("when a seat becomes free for somebody who waits"),
    LetterKind.PROMOTED: _l("when somebody who waited gets the seat; with QR code"),
    LetterKind.PLACED: _l("when a plan is published; with QR code"),
    LetterKind.MOVED: _l("when a new plan puts somebody into another group"),
    LetterKind.REMINDER: _l("when you send it, or at a time you plan; with QR code"),
    LetterKind.THANKS: _l("when you send it, or at a time you plan"),
    LetterKind.CANCELLED: _l(
        "when somebody cancels; whoever is cancelled by an organiser gets the usual words"
    ),
    LetterKind.LINKS: _l("when somebody asks for the link again"),
}
"""When a letter goes out."""

MAILINGS = {
    MailingState.PLANNED: _l("Planned"),
    MailingState.SENT: _l("Sent"),
    MailingState.CANCELLED: _l("Cancelled"),
    MailingState.MISSED: _l("Not sent"),
}
SOURCES = {
    FlagSource.HAND_OVER: _l("refused by the mail server"),
    FlagSource.REPORT: _l("reported by a bounce mail"),
    FlagSource.BY_HAND: _l("marked by hand"),
}
PLACEHOLDERS = {
    "name": _l("name of the person"),
    "agency": _l("agency"),
    "title": _l("title of the workshop"),
    "when": _l("day and times"),
    "where": _l("venue"),
    "map": _l("link to the map"),
    "contact": _l("contact of the workshop"),
    "page": _l("the workshop’s public page"),
    "link": _l("the personal link"),
    "code": _l("the code for the door"),
    "until": _l("until when the seat is held"),
    "letter": _l("letter of the group"),
    "group": _l("name of the group"),
    "room": _l("room of the group"),
    "table": _l("number of the table"),
    "reason": _l("why this group"),
    "former": _l("letter and name of the group before"),
    "lost_table": _l("the table told before, where it does not hold any more"),
    "note": _l("the note of the publication"),
    "report": _l("link to the report"),
    "album": _l("link to the photographs"),
    "links": _l("names, links and codes of everybody with this address"),
}

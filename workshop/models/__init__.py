"""One schema, one migration history, many small files."""

from workshop.models.agencies import (
    Agency,
    AgencyAlias,
    AgencyRole,
    AgencyRoleLink,
    SeniorityRule,
)
from workshop.models.agreement import Statement, StatementWording
from workshop.models.arrival import Arrival, Substitution
from workshop.models.assignment import Placement, Plan, PlanMove, SolveRun
from workshop.models.attributes import Attribute, AttributeValue
from workshop.models.base import Base
from workshop.models.feedback import (
    FeedbackForm,
    FormOpening,
    Question,
    QuestionVersion,
    Response,
    ResponseRevision,
)
from workshop.models.invitations import Invitee, StagedInvitees
from workshop.models.messages import AddressFlag, Mailing, Message, MessageTemplate
from workshop.models.notes import (
    CommentMark,
    CommentTheme,
    DeskVersion,
    Note,
    NoteTheme,
    Theme,
)
from workshop.models.people import (
    Consent,
    ListLayout,
    Person,
    PersonRole,
    ProposedChange,
    QueueTurn,
    SeatOffer,
    StagedImport,
    Submission,
)
from workshop.models.privacy import ConsentText, PrivacyRegister
from workshop.models.records import (
    Account,
    Attempt,
    AuditEntry,
    Installation,
    Membership,
    OneTimeLink,
)
from workshop.models.report_back import ReportBack
from workshop.models.rules import SeatPair, SplitRules
from workshop.models.screen import Screen
from workshop.models.tables import TableDeal, TableSeat
from workshop.models.workshop import (
    AgendaItem,
    Document,
    FocusGroup,
    GroupRole,
    PrivacyNotice,
    Strategy,
    Workshop,
)

__all__ = [
    "Account", "AddressFlag", "Agency", "AgencyAlias", "AgencyRole", "AgencyRoleLink", "AgendaItem",
    "Arrival", "Attempt", "Attribute", "AttributeValue", "AuditEntry", "Base", "CommentMark",
    "CommentTheme", "Consent", "ConsentText", "DeskVersion", "Document", "FeedbackForm",
    "FocusGroup", "FormOpening", "GroupRole", "Installation", "Invitee", "ListLayout", "Mailing",
    "Membership", "Message", "MessageTemplate", "Note", "NoteTheme", "OneTimeLink", "Person",
    "PersonRole", "Placement", "Plan", "PlanMove", "PrivacyNotice", "PrivacyRegister",
    "ProposedChange", "Question", "QuestionVersion", "QueueTurn", "ReportBack", "Response",
    "ResponseRevision", "Screen", "SeatOffer", "SeatPair", "SeniorityRule", "SolveRun",
    "SplitRules", "StagedImport", "StagedInvitees", "Statement", "StatementWording", "Strategy",
    "Submission", "Substitution", "TableDeal", "TableSeat", "Theme", "Workshop",
]  # fmt: skip

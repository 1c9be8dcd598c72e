"""One schema, one migration history, many small files."""

from workshop.models.agencies import Agency, AgencyRole, AgencyRoleLink, SeniorityRule
from workshop.models.arrival import Arrival, Substitution
from workshop.models.assignment import Placement, Plan, PlanMove
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
from workshop.models.people import (
    Consent,
    Person,
    PersonRole,
    ProposedChange,
    StagedImport,
    Submission,
)
from workshop.models.records import (
    Account,
    Attempt,
    AuditEntry,
    Installation,
    Membership,
    Message,
    OneTimeLink,
)
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
    "Account", "Agency", "AgencyRole", "AgencyRoleLink", "AgendaItem", "Arrival", "Attempt",
    "AuditEntry", "Base", "Consent", "Document", "FeedbackForm", "FocusGroup", "FormOpening",
    "GroupRole", "Installation", "Invitee", "Membership", "Message", "OneTimeLink", "Person",
    "PersonRole", "Placement", "Plan", "PlanMove", "PrivacyNotice", "ProposedChange", "Question",
    "QuestionVersion", "Response", "ResponseRevision", "SeniorityRule", "StagedImport",
    "StagedInvitees", "Strategy", "Submission", "Substitution", "Workshop",
]  # fmt: skip

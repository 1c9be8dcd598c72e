"""Which invited agencies will be there: counted agency by agency and ministry by ministry."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workshop.domain.terms import InvitationState

COMING = InvitationState.COMING
WAITING = InvitationState.WAITING
NOT_COMING = (InvitationState.DECLINED, InvitationState.CANCELLED)
OPEN = (InvitationState.SILENT, InvitationState.NOT_SENT)


class Presence(StrEnum):
    """Whether an agency will be there; the first that fits counts."""

    PRESENT = "present"  # somebody has a seat
    WAITING = "waiting"  # nobody has a seat, somebody is on the waiting list
    SILENT = "silent"  # nobody comes yet, and somebody has not reacted
    ABSENT = "absent"  # everybody asked has declined or cancelled


@dataclass(frozen=True)
class Asked:
    """Invitations as coverage sees them, `count` alike; `key` is what tells agencies apart."""

    key: str
    agency: str
    ministry: str
    state: InvitationState
    count: int = 1


@dataclass
class AgencyCoverage:
    """One invited agency. `others` came without an invitation of their own."""

    name: str
    ministry: str
    states: Counter[InvitationState] = field(default_factory=Counter)
    others: int = 0

    @property
    def coming(self) -> int:
        """People of the agency who have a seat."""
        return self.states[COMING] + self.others

    @property
    def waiting(self) -> int:
        return self.states[WAITING]

    @property
    def declined(self) -> int:
        return sum(self.states[one] for one in NOT_COMING)

    @property
    def silent(self) -> int:
        """Invitations nobody has reacted to, those not yet sent among them."""
        return sum(self.states[one] for one in OPEN)

    @property
    def asked(self) -> int:
        return self.states.total()

    @property
    def presence(self) -> Presence:
        if self.coming:
            return Presence.PRESENT
        if self.waiting:
            return Presence.WAITING
        return Presence.SILENT if self.silent else Presence.ABSENT


@dataclass(frozen=True)
class MinistryCoverage:
    """The invited agencies of one ministry; the name is empty for those without one."""

    name: str
    agencies: list[AgencyCoverage]

    def those(self, presence: Presence | None) -> list[AgencyCoverage]:
        """The agencies of which this is true; all without a word."""
        return [one for one in self.agencies if presence in (None, one.presence)]

    def count(self, presence: Presence) -> int:
        return sum(agency.presence is presence for agency in self.agencies)


def cover(asked: Iterable[Asked], others: Mapping[str, int]) -> list[MinistryCoverage]:
    """By ministry in the order they are first met, agencies likewise; no ministry comes last.

    others: by agency key, people with a seat whom no invitation led there. Withdrawn invitations
    count for nothing: an agency with no other is not listed.
    """
    agencies: dict[str, AgencyCoverage] = {}
    for one in asked:
        if one.state is InvitationState.WITHDRAWN:
            continue
        agency = agencies.setdefault(one.key, AgencyCoverage(one.agency, one.ministry))
        agency.ministry = agency.ministry or one.ministry
        agency.states[one.state] += one.count
    for key, agency in agencies.items():
        agency.others = others.get(key, 0)
    ministries: dict[str, list[AgencyCoverage]] = {}
    for agency in agencies.values():
        ministries.setdefault(agency.ministry, []).append(agency)
    named = [MinistryCoverage(name, found) for name, found in ministries.items() if name]
    rest = ministries.get("", [])
    return [*named, MinistryCoverage("", rest)] if rest else named

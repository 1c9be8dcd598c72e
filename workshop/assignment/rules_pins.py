"""Who pinned or moved which seat."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.models import Account, Placement


def authors_in(rows: Mapping[int, Placement]) -> dict[int, str]:
    """By person, the address of who pinned their seat; left out where nobody noted it."""
    return {key: row.pinned_by for key, row in rows.items() if row.pinned and row.pinned_by}


def names_of(session: Session, authors: Mapping[int, str]) -> dict[int, str]:
    """The same with names of staff instead of addresses; who has no name is left out."""
    if not authors:
        return {}
    known = session.execute(
        sa.select(Account.email, Account.name).where(Account.email.in_(set(authors.values())))
    )
    names = {email: name for email, name in known if name}
    return {key: names[email] for key, email in authors.items() if email in names}

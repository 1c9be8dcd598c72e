"""Until when personal details are kept, as the notice promises."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.models import PrivacyRegister, Workshop

USUAL_DAYS = 90


def erased_by(session: Session, workshop: Workshop) -> dt.date:
    """The day by which details are erased."""
    days = session.scalar(
        sa.select(PrivacyRegister.retention_days).where(PrivacyRegister.workshop_id == workshop.id)
    )
    return day_of(workshop, days or USUAL_DAYS)


def day_of(workshop: Workshop, days: int) -> dt.date:
    """So many days after the workshop's own."""
    return workshop.date + dt.timedelta(days=days)

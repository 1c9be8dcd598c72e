"""A mail server, an installation that sends to it, and mails to send."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.factories import MOMENT
from tests.messages.server import Running, mail_server
from workshop import db, mail
from workshop.models import Message


@pytest.fixture
def database(app: Any) -> db.Database:
    return app.extensions[db.EXTENSION]


@pytest.fixture
def smtp(tmp_path: Any) -> Iterator[Running]:
    with mail_server(tmp_path / "received") as running:
        yield running


@pytest.fixture
def sending(settings: Any, smtp: Running) -> Any:
    """The settings of an installation with that server."""
    return replace(settings, smtp_url=smtp.url, base_url="https://workshop.agency.go.th")


@pytest.fixture
def put(session: Any) -> Any:
    """Puts a mail into the outbox: `put(recipient=…)`."""

    def put_one(**overrides: Any) -> Message:
        message = mail.enqueue(
            session,
            **{
                "workshop_id": None, "kind": "test", "recipient": "pim@example.go.th",
                "subject": "ยืนยันการลงทะเบียน", "body": "ที่ ทั้ง นั้น\n", "language": "th",
                "now": MOMENT, **overrides,
            },
        )  # fmt: skip
        session.commit()
        return message

    return put_one

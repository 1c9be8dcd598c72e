"""How fast mail is handed over to a mail server on this machine.

    python -m tests.bench.mail [--mails N]

Fills the outbox of an empty installation (SQLite, durable as in use) with confirmations that carry
a QR code and a calendar entry, and with plain reminders, and hands each thousand over.
"""

import argparse
import tempfile
import time
from pathlib import Path

from tests.bench.told import tell
from tests.messages.server import mail_server
from workshop import clock, db, mail
from workshop.installation import prepare
from workshop.messages.delivery_service import deliver_due
from workshop.settings import Settings

CALENDAR = b"BEGIN:VCALENDAR\r\n" + b"DESCRIPTION:text\r\n" * 60 + b"END:VCALENDAR\r\n"
LINK = "https://workshop.agency.go.th/me/" + "a" * 34


def fill(database: db.Database, number: int, *, rich: bool) -> None:
    with db.open_session(database) as session, database.writing(session):
        for one in range(number):
            mail.enqueue(
                session, workshop_id=None, kind="bench", recipient=f"p{one}@example.go.th",
                subject="ยืนยันการลงทะเบียน", body=f"ข้อความถึงผู้เข้าร่วม\n{LINK}\n" * 8,
                language="th", now=clock.now(), calendar=CALENDAR if rich else None,
                about=mail.About(qr_link=LINK if rich else ""),
            )  # fmt: skip


def main(number: int) -> None:
    with tempfile.TemporaryDirectory() as name, mail_server(Path(name) / "received") as server:
        data = Path(name) / "data"
        data.mkdir()
        settings = Settings(
            data_dir=data, database_url=f"sqlite:///{data / 'workshop.db'}", secret_key="bench",
            keys_dir=data / "keys", base_url="https://workshop.agency.go.th", smtp_url=server.url,
        )  # fmt: skip
        prepare(settings)
        database = db.Database(settings.database_url)
        print(f"{'mails':32}{'seconds':>10}{'a second':>10}")
        for words, rich in (("plain text", False), ("with QR code and calendar", True)):
            fill(database, number, rich=rich)
            start = time.monotonic()
            sent = deliver_due(database, settings, now=clock.now())
            took = time.monotonic() - start
            print(f"{sent:>5} {words:26}{took:>10.1f}{sent / took:>10.0f}")
            tell(words, f"{sent / took:.0f} a second")
        assert len(set(server.ids())) == 2 * number
        database.engine.dispose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=1000)
    main(parser.parse_args().mails)

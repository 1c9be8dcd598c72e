"""Mails reach a real server: on one connection, whatever single ones are refused for."""

import datetime as dt
import socket
import threading
import time
from dataclasses import replace

import pytest

from tests.factories import MOMENT, make_workshop
from workshop import mail
from workshop.domain.terms import MessageState
from workshop.messages import claims
from workshop.messages.delivery_service import deliver_due
from workshop.models import Message

pytestmark = pytest.mark.slow

LATER = MOMENT + dt.timedelta(hours=1)


def state(session, message):
    session.rollback()
    session.refresh(message)
    return message.state


def test_a_mail_arrives_as_it_was_written(session, database, sending, smtp, put):
    workshop = make_workshop(contact_email="ask@agency.go.th")
    link = "https://workshop.agency.go.th/me/" + "a" * 34
    message = put(
        workshop_id=workshop.id,
        body=f"ที่ ทั้ง นั้น\n.\n..จุดนำหน้า\n{link}\n",
        calendar=b"BEGIN:VCALENDAR",
        about=mail.About(qr_link=link),
    )
    assert deliver_due(database, sending, now=MOMENT) == 1
    assert state(session, message) is MessageState.SENT
    [got] = smtp.mails()
    text, picture, entry = list(got.walk())[1:]
    assert got["Subject"] == "ยืนยันการลงทะเบียน"
    assert got["To"] == "pim@example.go.th"
    assert got["From"] == "workshop@agency.go.th"
    assert got["Reply-To"] == "ask@agency.go.th"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Message-ID"] == message.message_id
    assert got["Message-ID"].endswith("@workshop.agency.go.th>")
    assert text.get_content_type() == "text/plain"
    assert text.get_content().replace("\r\n", "\n") == f"ที่ ทั้ง นั้น\n.\n..จุดนำหน้า\n{link}\n"
    assert picture.get_content().startswith(b"\x89PNG")
    assert picture.get_content_disposition() == "inline"
    assert (entry.get_content_type(), entry.get_param("method")) == ("text/calendar", "PUBLISH")
    assert "a" * 34 not in message.body
    assert not message.qr_link


def test_many_mails_go_through_one_connection(database, sending, smtp, put):
    for number in range(30):
        put(recipient=f"p{number}@example.go.th")
    assert deliver_due(database, sending, now=MOMENT) == 30
    assert len(set(smtp.ids())) == 30
    assert smtp.connections() == 1


def test_a_refused_mail_stops_no_other_and_an_unknown_address_is_marked(
    session, database, sending, smtp, put
):
    workshop = make_workshop()
    gone, policy, later, fine = (
        put(recipient=f"{name}@example.go.th", workshop_id=workshop.id)
        for name in ("gone", "policy", "later", "fine")
    )
    assert deliver_due(database, sending, now=MOMENT) == 1
    assert state(session, gone) is MessageState.FAILED
    assert "No such user" in gone.error
    assert state(session, policy) is MessageState.FAILED
    assert state(session, later) is MessageState.WAITING
    assert (later.attempts, "Try again later" in later.error) == (1, True)
    assert later.due_at > MOMENT
    assert state(session, fine) is MessageState.SENT
    marked = mail.flagged(session, workshop.id, ["gone@example.go.th", "policy@example.go.th"])
    assert marked == {"gone@example.go.th"}
    assert smtp.connections() == 1


def test_waits_grow_and_a_mail_is_given_up_at_last(session, database, sending, put):
    message, moment, waits = put(recipient="later@example.go.th"), MOMENT, []
    for _ in range(claims.MOST_ATTEMPTS):
        deliver_due(database, sending, now=moment)
        assert state(session, message) in (MessageState.WAITING, MessageState.FAILED)
        waits.append(round((message.due_at - moment).total_seconds() / 60))
        moment = message.due_at + dt.timedelta(seconds=1)
    assert waits[:4] == [1, 2, 4, 8]
    assert max(waits[:-1]) == 240
    assert message.state is MessageState.FAILED


def test_an_address_that_is_none_never_leaves(session, database, sending, smtp, put):
    message = put(recipient="ผู้ใช้@example.go.th")
    assert state(session, message) is MessageState.FAILED
    assert deliver_due(database, sending, now=MOMENT) == 0
    assert not smtp.mails()


class Silent:
    """A server that answers every line until the final dot, then nothing; keeps what it read."""

    def __init__(self, *, after_dot: bytes = b"", before_dot: bool = False) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.after_dot, self.before_dot, self.mails = after_dot, before_dot, 0
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.listener.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            with connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        connection.sendall(b"220 hello\r\n")
        lines = connection.makefile("rb")
        for line in lines:
            if line.upper().startswith(b"DATA"):
                connection.sendall(b"354 go on\r\n")
                if self.before_dot:
                    return  # breaks off in the middle
                while (line := lines.readline()) and line != b".\r\n":
                    pass
                self.mails += line == b".\r\n"
                connection.sendall(self.after_dot)
                return
            connection.sendall(b"250 fine\r\n")


def test_a_break_after_the_dot_leaves_the_mail_in_doubt_and_it_is_not_repeated(
    session, database, settings, put
):
    server, message = Silent(), put()
    broken = replace(settings, smtp_url=server.url)
    deliver_due(database, broken, now=MOMENT)
    assert state(session, message) is MessageState.PERHAPS_SENT
    deliver_due(database, broken, now=LATER)
    assert server.mails == 1


def test_a_break_before_the_dot_is_simply_tried_again(session, database, settings, sending, put):
    server, message = Silent(before_dot=True), put()
    deliver_due(database, replace(settings, smtp_url=server.url), now=MOMENT)
    assert state(session, message) is MessageState.WAITING
    assert deliver_due(database, sending, now=LATER) == 1
    assert state(session, message) is MessageState.SENT


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        (b"451 4.0.0 later\r\n", MessageState.WAITING),
        (b"552 5.3.4 too big\r\n", MessageState.FAILED),
    ],
)
def test_a_refusal_after_the_dot_is_no_doubt(session, database, settings, put, answer, meant):
    server, message = Silent(after_dot=answer), put()
    deliver_due(database, replace(settings, smtp_url=server.url), now=MOMENT)
    assert state(session, message) is meant


def test_who_lost_its_claim_does_not_send(session, database, sending, smtp, put, monkeypatch):
    """Taken for dead while it was only slow: the fence before the dot holds it back."""
    message = put()
    real = claims.begin_handing

    def stolen_first(opened, message_id, claim, *, now):
        opened.execute(
            Message.__table__.update().values(claim="another", state="sending", handing_at=None)
        )
        return real(opened, message_id, claim, now=now)

    monkeypatch.setattr(claims, "begin_handing", stolen_first)
    assert deliver_due(database, sending, now=MOMENT) == 0
    time.sleep(0.2)
    assert not smtp.mails()
    assert state(session, message) is MessageState.SENDING
    assert message.claim == "another"


def test_a_claim_of_a_process_that_is_gone_is_settled_at_once(session, database, sending, put):
    """What had not begun waits again; what had begun is perhaps sent."""
    safe, doubtful = put(), put(body="http://localhost/me/" + "b" * 34)
    gone = claims.this_process().rsplit(":", 2)[0] + ":999999:1:token"
    for message, handing in ((safe, None), (doubtful, MOMENT)):
        message.state, message.claim, message.handing_at = MessageState.SENDING, gone, handing
        message.due_at = MOMENT + claims.CLAIM
    session.commit()
    assert deliver_due(database, sending, now=MOMENT) == 1
    assert state(session, safe) is MessageState.SENT
    assert state(session, doubtful) is MessageState.PERHAPS_SENT
    assert doubtful.error == claims.NOT_NOTED
    assert "b" * 34 not in doubtful.body


def test_a_claim_of_another_machine_is_left_until_it_ends(session, database, sending, put):
    message = put()
    message.state, message.claim = MessageState.SENDING, "elsewhere:1:1:token"
    message.due_at = MOMENT + claims.CLAIM
    session.commit()
    assert deliver_due(database, sending, now=MOMENT) == 0
    assert deliver_due(database, sending, now=MOMENT + claims.CLAIM) == 1
    assert state(session, message) is MessageState.SENT


def test_a_stop_ends_the_work_between_two_mails_and_gives_the_rest_back(
    session, database, sending, smtp, put, monkeypatch
):
    for number in range(5):
        put(recipient=f"p{number}@example.go.th")
    stop, real = threading.Event(), claims.settle

    def stop_after_the_first(*args, **kwargs):
        stop.set()
        return real(*args, **kwargs)

    monkeypatch.setattr(claims, "settle", stop_after_the_first)
    assert deliver_due(database, sending, now=MOMENT, stop=stop) == 1
    assert len(smtp.mails()) == 1
    monkeypatch.undo()
    assert deliver_due(database, sending, now=MOMENT + dt.timedelta(seconds=30)) == 4
    assert len(set(smtp.ids())) == 5

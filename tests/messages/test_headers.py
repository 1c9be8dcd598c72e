"""Whatever is put into a mail, its headers are ours alone, and any server can carry it."""

from email import message_from_bytes, policy

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.factories import MOMENT
from workshop import mail
from workshop.models import Message

HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted",
    "Reply-To", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
}  # fmt: skip
BREAKS = ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
wild = st.text(
    st.one_of(
        st.characters(codec=None), st.sampled_from([*'\r\n:<>@",;=?\x00\x1b', "\ud800", "ท", "ี"])
    ),
    max_size=120,
)
smuggled = st.sampled_from(BREAKS).map(
    lambda cut: f"hello{cut}Bcc: everybody@example.com{cut}{cut}x"
)


def composed(recipient: str, subject: str, body: str, reply_to: str) -> bytes:
    message = Message(
        id=1, message_id="<1@workshop.invalid>", kind="test", recipient=recipient,
        subject=mail.one_line(subject), body=mail.several_lines(body), language="th",
        created_at=MOMENT, reply_to=reply_to, calendar=None, qr_link="", details={},
    )  # fmt: skip
    return bytes(mail.compose(message, "workshop@agency.go.th"))


@pytest.mark.slow
@given(subject=wild | smuggled, body=wild | smuggled, reply_to=wild | smuggled)
@example(subject="ก" * 300, body="x" * 5000, reply_to="a@b.th\r\nBcc: x@y.th")
@settings(max_examples=250, deadline=None)
def test_nothing_that_is_typed_adds_a_header(subject, body, reply_to):
    raw = composed("pim@example.go.th", subject, body, reply_to)
    read = message_from_bytes(raw, policy=policy.default)
    assert set(read.keys()) <= HEADERS
    assert len(read.keys()) == len(set(read.keys()))
    assert read["To"] == "pim@example.go.th"
    assert [str(one) for one in read["To"].addresses] == ["pim@example.go.th"]
    head = raw.split(b"\r\n\r\n")[0]
    assert not [line for line in head.lower().split(b"\r\n") if line.startswith(b"bcc")]
    assert not read.defects


@pytest.mark.slow
@given(subject=wild, body=wild | st.text("ก x", min_size=900, max_size=3000))
@settings(max_examples=150, deadline=None)
def test_every_line_fits_and_is_ascii(subject, body):
    raw = composed("pim@example.go.th", subject, body, "")
    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert max(len(line) for line in lines) <= 998
    assert not any(b"\n" in line or b"\r" in line for line in lines)


@pytest.mark.slow
@given(text=st.text("กขที่ญู้ำabc .,-\n", max_size=400))
@settings(max_examples=100, deadline=None)
def test_what_was_written_is_what_is_read(text):
    read = message_from_bytes(
        composed("pim@example.go.th", "ที่ ญู น้ำ", text, ""), policy=policy.default
    )
    assert read["Subject"] == "ที่ ญู น้ำ"
    got = read.get_content().replace("\r\n", "\n")
    assert got == (text if text.endswith("\n") else text + "\n")


@pytest.mark.slow
@given(wild | smuggled | wild.map(lambda text: f"{text}@example.go.th"))
@settings(max_examples=300, deadline=None)
def test_an_address_is_one_plain_word_or_none(text):
    address = mail.ascii_address(text)
    if address is not None:
        assert address.isascii()
        assert address.isprintable()
        assert not set(address) & set(' <>",;:()[]\\\r\n')
        assert address.count("@") == 1


def test_a_domain_in_thai_is_written_for_the_network_and_a_thai_name_is_refused():
    assert mail.ascii_address("pim@กรม.ไทย") == "pim@xn--12c8df.xn--o3cw4h"
    assert mail.ascii_address("พิม@example.go.th") is None
    for odd in (
        "a b@x.th",
        '"a"@x.th',
        "a@b@c.th",
        "a..b@x.th",
        ".a@x.th",
        "a@-x.th",
        "@x.th",
        "a@",
    ):
        assert mail.ascii_address(odd) is None

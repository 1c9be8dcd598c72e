"""Staff set up a second factor on a phone, by keyboard alone, and the report fits there."""

from collections.abc import Callable
from typing import Any

import pyotp
import pytest

from tests.browser.conftest import PHONE, Served
from tests.browser.looks import faults, sideways, sign_in, signed_in
from workshop.demonstration.command import PASSWORD

pytestmark = pytest.mark.browser
WHO = "notes"
OVERFLOWING = """[...document.querySelectorAll('.scroll, .sheet')]
    .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.ariaLabel)"""


def sound(page: Any) -> None:
    assert faults(page) == [], page.url


def type_and_send(page: Any, **fields: str) -> None:
    """Without a mouse: into each field in turn, then the Enter key."""
    for name, text in fields.items():
        page.focus(f"[name='{name.replace('_', '-')}']")
        page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_second_factor_is_set_up_used_and_switched_off_by_keyboard(
    served: Served, new_page: Callable[..., Any], language: str
) -> None:
    page = new_page(PHONE)
    sign_in(page, served.address, f"{WHO}@example.go.th")
    page.goto(f"{served.address}/account?lang={language}")
    sound(page)
    page.focus("a[href$='/account/second-factor']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    sound(page)
    type_and_send(page, password=PASSWORD)
    sound(page)
    secret = "".join(page.inner_text(".key").split())
    assert page.locator("svg.qr").count() == 1
    type_and_send(page, code=pyotp.TOTP(secret).now())
    sound(page)
    codes = page.locator(".recovery li").all_inner_texts()
    assert len(codes) == 10

    other = new_page(PHONE)
    other.goto(f"{served.address}/login?lang={language}")
    type_and_send(other, email=f"{WHO}@example.go.th", password=PASSWORD)
    assert other.url.endswith("/login/code")
    sound(other)
    type_and_send(other, code="000000")
    assert other.locator("#code-error").count() == 1
    sound(other)
    type_and_send(other, code=codes[0].lower())
    assert "/login" not in other.url

    page.goto(f"{served.address}/account/second-factor?lang={language}")
    sound(page)
    type_and_send(page, off_password=PASSWORD, off_code=codes[1])
    assert page.url.endswith("/account")
    assert page.locator(".notice.done").count() == 1


@pytest.mark.parametrize("language", ["th", "en"])
def test_on_a_phone_no_table_of_the_report_scrolls_sideways(
    served: Served, new_page: Callable[..., Any], language: str
) -> None:
    page = signed_in(served, new_page, PHONE)
    page.goto(f"{served.address}/organise/ega-2557/report?lang={language}")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.locator(".unfold").count() > 3
    assert page.evaluate(OVERFLOWING) == []
    assert not sideways(page)

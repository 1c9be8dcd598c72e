"""A facilitator watches while a participant answers, in real Chromium."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Served, listed
from tests.browser.looks import IN_BOTH_LANGUAGES, misfits, signed_in
from tests.browser.test_scripts import fill, opened_form, send

pytestmark = pytest.mark.browser


def group_of(served: Served, link: str) -> str:
    """The code of the group somebody sits in."""
    return next(row["group"] for row in listed(served) if row["link"] == link)


def test_a_facilitators_count_follows_within_three_seconds_without_reload(
    served: Served, new_page: Callable[..., Any]
) -> None:
    phone = new_page(PHONE)
    group = group_of(served, served.personal_link)
    desk = signed_in(served, new_page)
    desk.goto(f"{served.address}/facilitate/ega-2557/{group}/3?lang=en")
    desk.evaluate("window.stays = true")
    before = answered(desk)
    opened_form(phone, served, served.personal_link, 3)
    fill(phone)
    send(phone)
    phone.wait_for_load_state("networkidle")
    desk.wait_for_function(
        "number => document.querySelector('.answered').innerText.includes(`Answered ${number} of`)",
        arg=before + 1,
        timeout=20_000,  # asked for every 2.5 s, but test machines are slow
    )
    assert desk.evaluate("window.stays"), "the page was not loaded again"


def answered(page: Any) -> int:
    found = re.search(r"Answered (\d+) of", page.inner_text(".answered"))
    assert found is not None
    return int(found[1])


@IN_BOTH_LANGUAGES
def test_no_page_of_results_scrolls_sideways(
    served: Served, new_page: Callable[..., Any], size: dict[str, int], language: str
) -> None:
    page = signed_in(served, new_page, size)
    for path in ("facilitate/ega-2557/partner/", "facilitate/ega-2557/partner/2",
                 "facilitate/ega-2557/partner/0", "organise/ega-2557/report"):  # fmt: skip
        page.goto(f"{served.address}/{path}?lang={language}")
        assert not misfits(page), path
        assert page.locator("h1").count() == 1


def test_new_comments_wait_until_they_are_asked_for(
    served: Served, new_page: Callable[..., Any]
) -> None:
    page = signed_in(served, new_page, email="facilitator2@example.go.th")
    page.goto(f"{served.address}/facilitate/ega-2557/partner/2?lang=en")
    shown = page.locator(".comment").count()
    assert shown > 0
    page.evaluate(
        "part => { const url = new URL(part.dataset.live, location);"
        " url.searchParams.set('seen', 0); part.dataset.live = url.href; }",
        page.locator("#live").element_handle(),
    )
    page.wait_for_selector("text=/\\d+ new comment/", timeout=60_000)
    assert page.locator(".comment").count() == shown
    page.click("text=Show them")
    page.wait_for_selector(".comment")

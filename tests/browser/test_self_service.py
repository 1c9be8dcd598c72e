"""What is kept about me, on a phone: read, downloaded, taken back; and the organiser's register."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Served
from tests.browser.looks import IN_BOTH_LANGUAGES, faults, signed_in

pytestmark = pytest.mark.browser


def register(page: Any, served: Served, name: str, *, photographs: bool) -> None:
    page.goto(f"{served.workshop}/register?lang=en")
    page.fill("[name=first_name]", name)
    page.fill("[name=last_name]", "ตั้งรบ")
    page.fill("[name=agency]", "Some office")
    page.fill("[name=email]", f"{uuid.uuid4().hex[:10]}@nso.example")
    assert not page.is_checked("[name=consent]")
    assert not page.is_checked("[name=consent_photos]")
    page.check("[name=consent]")
    if photographs:
        page.check("[name=consent_photos]")
    page.click("form.form button[type=submit]")
    page.wait_for_url("**/me")


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_everything_is_seen_taken_away_and_taken_back(
    served: Served, new_page: Any, tmp_path: Path, javascript: bool
):
    page = new_page(PHONE, "en-GB", java_script_enabled=javascript, accept_downloads=True)
    register(page, served, "Ann", photographs=True)
    page.get_by_role("link", name="What is kept about me").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="Download all of it").click()
    file = tmp_path / "mine.json"
    started.value.save_as(file)
    kept = json.loads(file.read_text("utf-8"))
    assert kept["details"]["first_name"] == "Ann"
    assert [one["purpose"] for one in kept["consents"]] == ["registration", "photographs"]
    page.locator("#consents .sheet").nth(1).get_by_role("button").click()
    assert "Not agreed" in page.locator("#consents .sheet").nth(1).inner_text()
    page.locator("#consents .sheet").nth(0).get_by_role("link", name="Withdraw my consent").click()
    page.get_by_role("button", name="Withdraw, and cancel my registration").click()
    page.goto(f"{served.workshop}/me")
    assert page.locator("h1").inner_text() == "You have withdrawn your consent"
    page.get_by_role("button", name="Register again").click()
    assert page.locator("h1").inner_text() != "You have a seat"  # nothing without a new consent
    page.check("[name=consent]")
    page.get_by_role("button", name="Register again").click()
    assert page.locator("h1").inner_text() == "You have a seat"


def test_the_link_is_sent_again_without_telling_who_is_registered(served: Served, new_page: Any):
    page, said = new_page(PHONE, "en-GB"), []
    for address in ("person001@example.go.th", "nobody@nowhere.example"):
        page.goto(f"{served.workshop}/join?lang=en")
        page.fill("[name=code]", address)
        page.click("main form button[type=submit]")
        page.wait_for_selector(".notice")
        said.append(page.locator(".notice").inner_text())
    assert said[0] == said[1]


@IN_BOTH_LANGUAGES
def test_these_pages_fit_and_axe_finds_nothing(
    served: Served, new_page: Any, size: dict[str, int], language: str
):
    page = signed_in(served, new_page, size)
    page.goto(served.personal_link)
    organise = f"{served.address}/organise/ega-2557/privacy"
    for address in (
        f"{served.workshop}/me/data?lang={language}", f"{served.workshop}/me/withdraw",
        organise, f"{organise}/register", f"{organise}/erase",
    ):  # fmt: skip
        page.goto(address)
        assert faults(page) == [], address

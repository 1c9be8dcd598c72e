"""The board in a real browser: keys, dragging, undo, and the panel that follows."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import LAPTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def board(served, new_page):
    def _open(viewport=LAPTOP, language="en"):
        page = new_page(viewport)
        page.goto(f"{served.address}/login?lang={language}")
        page.fill("[name=email]", "organiser@example.go.th")
        page.fill("[name=password]", "workshop-demo-2557")
        page.click("main button[type=submit]")
        page.goto(f"{served.address}/organise/ega-2557/assignment")
        return page

    return _open


def number_in(page, group):
    return page.locator(f"[data-group={group}] .person").count()


def discard(page):
    page.get_by_role("button", name="Discard").click()
    page.wait_for_selector("text=Plan 1, published")


def test_arrows_choose_m_moves_p_pins_and_undo_takes_it_back(board):
    page = board()
    before = number_in(page, "user")
    first = page.locator("[data-group=policy] .person").first
    first.focus()
    page.keyboard.press("ArrowDown")
    second = page.locator("[data-group=policy] .person").nth(1)
    name = second.locator(".who-row").inner_text()
    page.wait_for_selector(f"[data-panel] h2:has-text('{name.split()[1]}')")
    assert page.evaluate("document.activeElement.id") == second.get_attribute("id")
    page.keyboard.press("m")
    page.wait_for_selector("text=Undo last change")
    chosen = page.locator(".person[aria-current]")
    assert name in chosen.inner_text()
    assert page.evaluate("document.activeElement.id") == chosen.get_attribute("id")
    page.keyboard.press("p")
    page.wait_for_selector("text=pinned by the organiser (1)")
    for _time in range(2):
        page.click("text=Undo last change")
        page.wait_for_load_state()
    assert page.locator("text=Undo last change").count() == 0
    assert number_in(page, "user") == before
    discard(page)


def test_dragging_somebody_to_another_group_moves_them(board):
    page = board()
    before = number_in(page, "partner")
    row = page.locator("[data-group=policy] .person").first
    row.drag_to(page.locator("[data-group=partner] .person").nth(3))
    page.wait_for_selector("text=Undo last change")
    assert number_in(page, "partner") == before + 1
    discard(page)


@pytest.mark.parametrize(("viewport", "language"), [(LAPTOP, "en"), (PHONE, "th")])
def test_the_board_is_accessible_and_fits(board, viewport, language):
    page = board(viewport, language)
    page.locator(".person").nth(2).click()
    page.wait_for_selector("[data-panel] h3")
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    assert not [found["id"] for found in Axe().run(page).response["violations"]]

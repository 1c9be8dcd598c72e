"""What the small scripts add, in real Chromium, and that nothing needs them."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Served
from tests.browser.line import line_to
from tests.browser.looks import faults, signed_in

pytestmark = pytest.mark.browser
KEYS = """new Promise((done) => {
  const opened = indexedDB.open('workshop');
  opened.onsuccess = () => {
    const asked = opened.result.transaction('drafts').objectStore('drafts').getAllKeys();
    asked.onsuccess = () => done(asked.result);
  };
})"""
TEXT = "ที่ ปั๊ม กู้ ฐุ ญู <b>&"


def opened_form(page: Any, served: Served, link: str, number: int) -> Any:
    page.goto(link)
    page.goto(f"{served.workshop}/feedback/{number}?lang=en")
    return page


def fill(page: Any) -> None:
    for scale in page.locator(".scale").all():
        scale.locator("input").nth(3).check()
    confirm(page)
    page.locator("textarea").first.fill(TEXT)


def confirm(page: Any) -> None:
    """Says of every ranking not answered yet that its order is right."""
    for button in page.locator("[data-confirm]:visible").all():
        button.click()


def places(page: Any) -> list[str]:
    """What the rows of rankings would send, empty for a row without a place."""
    return list(page.locator(".rank select").evaluate_all("all => all.map((one) => one.value)"))


def bar(page: Any, state: str) -> str:
    page.wait_for_selector(f"[data-saved][data-state={state}]")
    return str(page.inner_text("[data-saved]"))


def send(page: Any) -> None:
    page.click("form[data-draft] button[type=submit]")


def test_a_form_half_filled_in_survives_a_reload(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = opened_form(new_page(PHONE), served, links[0], 1)
    fill(page)
    page.locator(".move[data-down]:visible").first.click()
    order, given = page.locator(".rank label").all_inner_texts(), places(page)
    assert "Kept on this phone" in bar(page, "kept")
    page.reload()
    assert "Not sent yet" in bar(page, "kept")
    assert page.locator("textarea").first.input_value() == TEXT
    assert page.locator(".rank label").all_inner_texts() == order
    assert places(page) == given
    assert page.locator("[data-given]:visible").count() == 1
    assert page.locator(".scale input:checked").count() == page.locator(".scale").count()


def test_an_answer_sent_without_network_goes_by_itself_when_there_is_one(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = opened_form(new_page(PHONE), served, links[1], 2)
    fill(page)
    page.context.set_offline(True)
    send(page)
    assert "No signal. It will be sent when there is." in bar(page, "waiting")
    page.context.set_offline(False)
    page.wait_for_url(lambda address: "/feedback/2" not in address)
    assert "is stored" in page.inner_text("main")
    assert page.evaluate(KEYS) == []
    page.goto(f"{served.workshop}/feedback/2")
    assert page.locator("textarea").first.input_value() == TEXT


def test_an_answer_waits_through_a_reload_until_the_server_is_back(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = opened_form(new_page(PHONE), served, links[2], 1)
    fill(page)
    refuse = lambda route: (  # noqa: E731
        route.fulfill(status=503, headers={"Retry-After": "1"}, body="away")
        if route.request.method == "POST"
        else route.continue_()
    )
    page.route("**/feedback/1*", refuse)
    send(page)
    bar(page, "waiting")
    page.unroute("**/feedback/1*", refuse)
    page.reload()
    page.wait_for_url(lambda address: "/feedback/1" not in address)
    assert page.evaluate(KEYS) == []


def test_a_sign_in_page_of_the_network_is_no_acknowledgement(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = opened_form(new_page(PHONE), served, links[3], 1)
    fill(page)
    page.route(
        "**/feedback/1*",
        lambda route: route.fulfill(status=200, body="<h1>Hotel Wi-Fi: please sign in</h1>"),
    )
    send(page)
    bar(page, "waiting")
    assert len(page.evaluate(KEYS)) == 1


def test_somebody_else_on_the_same_phone_never_sees_the_draft(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = opened_form(new_page(PHONE), served, links[4], 1)
    fill(page)
    bar(page, "kept")
    opened_form(page, served, links[5], 1)
    page.wait_for_timeout(500)
    assert page.locator("textarea").first.input_value() == ""
    opened_form(page, served, links[4], 1)
    bar(page, "kept")
    assert page.locator("textarea").first.input_value() == TEXT


def test_mistakes_come_back_without_losing_a_word_and_take_the_focus(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = opened_form(new_page(PHONE), served, links[6], 1)
    page.locator("textarea").first.fill(TEXT)
    send(page)
    page.wait_for_selector(".summary:focus")
    assert "This order is not your answer yet. Settle the place of every row." in page.inner_text(
        "main"
    )
    assert set(places(page)) == {""}
    assert page.locator("textarea").first.input_value() == TEXT
    page.locator(".summary a").first.click()
    assert page.evaluate("document.activeElement.type") == "radio"
    bar(page, "kept")
    assert page.locator("[data-count]").count() == 0
    page.locator("textarea").first.fill("ที่" * 1_500)
    assert page.locator("[data-count]").inner_text() == "4,500 of 5,000 characters"


def test_an_untouched_ranking_is_not_an_answer_until_its_order_is_confirmed(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = opened_form(new_page(PHONE), served, links[9], 1)
    order = page.locator(".rank label").all_inner_texts()
    assert page.locator(".rank .place").all_inner_texts() == ["1", "2", "3", "4"]
    page.locator("textarea").first.fill(TEXT)
    bar(page, "kept")
    page.reload()
    bar(page, "kept")
    assert set(places(page)) == {""}
    button = page.locator("[data-confirm]")
    assert button.bounding_box()["height"] >= 44
    button.focus()
    page.keyboard.press("Enter")
    assert page.inner_text("[data-says]") == page.inner_text("[data-given]") == "Order given"
    assert page.evaluate("document.activeElement.matches('[data-given]')")
    assert not button.is_visible()
    assert [place[:2] for place in places(page)] == ["1:", "2:", "3:", "4:"]
    assert page.locator(".rank label").all_inner_texts() == order
    given = places(page)
    page.wait_for_timeout(600)
    page.reload()
    page.wait_for_selector("[data-given]:visible")
    assert places(page) == given


def test_a_row_that_is_dragged_answers_only_when_it_has_moved(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = opened_form(new_page(), served, links[10], 1)
    rows = page.locator(".rank")
    rows.first.scroll_into_view_if_needed()
    first, second = (rows.nth(at).bounding_box() for at in range(2))
    page.mouse.move(first["x"] + 80, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(first["x"] + 84, first["y"] + 22, steps=3)
    page.mouse.up()
    assert set(places(page)) == {""}
    top = rows.first.locator("label").inner_text()
    page.mouse.move(first["x"] + 80, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(second["x"] + 80, second["y"] + second["height"] - 4, steps=6)
    page.mouse.up()
    assert rows.nth(1).locator("label").inner_text() == top
    assert [place[:2] for place in places(page)] == ["1:", "2:", "3:", "4:"]


def test_a_finger_drags_a_row_by_its_number_and_scrolls_anywhere_else(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = opened_form(new_page(PHONE, has_touch=True), served, links[12], 1)
    rows = page.locator(".rank")
    rows.nth(1).scroll_into_view_if_needed()
    top = rows.first.locator("label").inner_text()
    finger = page.context.new_cdp_session(page)

    def drag(part: str) -> None:
        start, end = rows.first.locator(part).bounding_box(), rows.nth(1).bounding_box()
        x, y, to = start["x"] + 12, start["y"] + 20, end["y"] + end["height"] - 4
        steps = [y + (to - y) * step / 6 for step in range(1, 7)]
        moves = [("touchStart", y), *(("touchMove", at) for at in steps)]
        for kind, at in moves:
            points = [{"x": x, "y": at}]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    drag("label")
    assert set(places(page)) == {""}
    rows.nth(1).scroll_into_view_if_needed()
    drag(".place")
    page.wait_for_selector("[data-given]:visible")
    assert rows.nth(1).locator("label").inner_text() == top
    assert [place[:2] for place in places(page)] == ["1:", "2:", "3:", "4:"]


def test_a_file_that_is_too_large_is_told_of_before_it_is_sent(
    served: Served, new_page: Callable[..., Any]
) -> None:
    page = signed_in(served, new_page)
    page.goto(f"{served.address}/organise/ega-2557/people/import?lang=en")
    most = int(page.get_attribute("input[type=file]", "data-most"))
    posted: list[str] = []
    page.on("request", lambda one: posted.append(one.method))
    page.evaluate(
        """(size) => {
          const held = new DataTransfer();
          held.items.add(new File([new Uint8Array(size)], "people.csv"));
          const field = document.querySelector("input[type=file]");
          field.files = held.files;
          field.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        most + 1,
    )
    assert "too large" in page.inner_text("main p[data-large]")
    page.click("form:has(input[type=file]) button[type=submit]")
    page.wait_for_timeout(300)
    assert "POST" not in posted


def test_a_text_pasted_too_long_is_told_of_and_nothing_of_it_is_cut_off(
    served: Served, new_page: Callable[..., Any]
) -> None:
    page = signed_in(served, new_page)
    page.goto(f"{served.address}/organise/ega-2557/people/new?lang=en")
    needs = page.locator("textarea[name=access_needs]")
    needs.fill("ที่" * 400)
    assert page.locator("[data-count].error").inner_text() == "1,200 of 1,000 characters"
    assert len(needs.input_value()) == 1_200
    needs.fill("-")
    page.wait_for_selector("[data-count]", state="detached")


def test_a_ranking_that_may_be_skipped_can_be_taken_back(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = new_page(PHONE)

    def with_a_way_to_skip(route: Any) -> None:
        answer = route.fetch()
        head, ranking, rest = answer.text().partition('<p class="sr" role="status" data-says></p>')
        skip = '<label><input type="checkbox" name="q0" value="skip">Skip this question</label>'
        body = head + ranking + rest.replace("</fieldset>", f"</fieldset>{skip}", 1)
        route.fulfill(response=answer, body=body)

    page.route("**/feedback/1*", with_a_way_to_skip)
    opened_form(page, served, links[11], 1)
    confirm(page)
    skip = page.locator("[value=skip]")
    skip.check()
    assert set(places(page)) == {""}
    assert page.locator("[data-confirm]").is_visible()
    page.locator(".move[data-down]:visible").first.click()
    assert not skip.is_checked()
    assert "" not in places(page)


def test_rows_move_by_keyboard_and_the_move_is_told(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = opened_form(new_page(PHONE), served, links[7], 1)
    second = page.locator(".rank label").nth(1).inner_text()
    page.locator(".rank").nth(1).locator("[data-up]").focus()
    page.keyboard.press("Enter")
    assert page.locator(".rank label").first.inner_text() == second
    assert page.inner_text("[data-says]").startswith(f"{second} is now number 1 of")
    assert page.evaluate("document.activeElement.dataset.down") == ""


def test_everything_can_be_sent_without_javascript(
    served: Served, new_page: Callable[..., Any], links: list[str]
) -> None:
    page = opened_form(new_page(PHONE, java_script_enabled=False), served, links[8], 1)
    fill(page)
    assert set(places(page)) == {""}
    send(page)
    assert "This order is not your answer yet" in page.inner_text(".ranking .error")
    for at, place in enumerate(reversed(range(page.locator(".rank").count()))):
        page.locator(".rank select").nth(at).select_option(index=place + 1)
    send(page)
    assert "is stored" in page.inner_text("main")


def test_an_agency_is_suggested_by_its_abbreviation_and_fills_its_ministry(
    served: Served, new_page: Callable[..., Any]
) -> None:
    page = new_page(PHONE)
    page.goto(f"{served.workshop}/register?lang=th")
    page.locator("#agency").press_sequentially("สสช")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#agency") == "สำนักงานสถิติแห่งชาติ"
    assert page.input_value("#ministry") != ""


def test_a_live_part_follows_the_server_but_never_moves_under_the_finger(
    served: Served, new_page: Callable[..., Any]
) -> None:
    page = signed_in(served, new_page)
    page.goto(f"{served.address}/organise/ega-2557/")
    page.locator("[data-live] a").first.focus()
    changed = "<p id='changed'>changed</p>"
    page.route(
        "**/organise/ega-2557/*",
        lambda route: (
            route.fulfill(status=200, content_type="text/html", body=changed)
            if route.request.headers.get("x-live")
            else route.continue_()
        ),
    )
    with page.expect_response(lambda answer: answer.request.headers.get("x-live") == "1"):
        pass
    page.wait_for_timeout(300)
    assert page.locator("#changed").count() == 0
    page.evaluate("document.activeElement.blur()")
    page.wait_for_selector("#changed")


def test_a_live_page_says_since_when_it_follows_no_more_until_it_does(
    served: Served, new_page: Callable[..., Any]
) -> None:
    page = signed_in(served, new_page)
    with line_to(served.address) as line:
        page.goto(f"{line.address}/facilitate/ega-2557/policy/3?lang=th")
        line.cut()
        says = page.locator(".not-live:has-text('ขาดการเชื่อมต่อตั้งแต่')")
        says.wait_for()
        assert faults(page) == []
        line.mend()
        says.wait_for(state="detached")
        page.context.clear_cookies()
        page.wait_for_selector(".not-live:has-text('ออกจากระบบแล้ว')")

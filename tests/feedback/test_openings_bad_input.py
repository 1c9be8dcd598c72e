"""The organiser's page that opens forms answers broken posts with a page, never a 500."""

from tests.factories import make_account, make_workshop
from workshop.domain.terms import Role


def test_a_body_that_cannot_be_read_is_answered_400(browser):
    workshop = make_workshop()
    browser.sign_in(make_account(workshop, Role.ORGANISER))
    response = browser.client.post(
        f"/organise/{workshop.slug}/forms",
        data=b"--x\r\nContent-Disposition: form-data; name=",
        content_type="multipart/form-data; boundary=x",
    )
    assert response.status_code == 400
    assert "<h1" in response.text


def test_a_post_without_the_token_is_answered_400(browser):
    workshop = make_workshop()
    browser.sign_in(make_account(workshop, Role.ORGANISER))
    assert browser.client.post(f"/organise/{workshop.slug}/forms").status_code == 400

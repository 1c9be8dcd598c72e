"""The floor everything stands on: the app starts, deny by default, headers on every page."""


def test_an_unknown_page_is_answered_with_a_sentence_and_the_headers(browser):
    response = browser.get("/no-such-page?lang=en")
    assert response.status_code == 404
    assert "No such page" in response.text
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")

"""What every response carries."""

import gzip


def test_pages_and_style_sheets_travel_compressed(browser):
    for path in ("/login", "/static/css/workshop.css"):
        response = browser.get(path, headers={"Accept-Encoding": "gzip"})
        assert response.headers["Content-Encoding"] == "gzip"
        assert b"<main" in gzip.decompress(response.data) or b"--ink" in gzip.decompress(
            response.data
        )


def test_files_are_kept_for_a_year_under_their_fingerprint(app, browser):
    with app.test_request_context():
        path = app.url_for("static", filename="css/workshop.css")
    response = browser.get(path)
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_module_that_another_one_imports_is_never_an_older_one(browser):
    response = browser.get("/static/js/arrival-codes.js")
    assert response.headers["Cache-Control"] == "public, no-cache"
    known = {"If-None-Match": response.headers["ETag"]}
    assert browser.get("/static/js/arrival-codes.js", headers=known).status_code == 304


def test_a_drawing_opened_by_itself_may_still_run_nothing(browser):
    response = browser.get("/static/logo.svg")
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_language_chosen_once_is_remembered(browser):
    assert "Sign in" in browser.get("/login?lang=en").text
    assert "Sign in" in browser.get("/login", headers={"Accept-Language": "th"}).text


def test_the_browsers_language_decides_where_nobody_chose(browsers):
    assert "เข้าสู่ระบบ" in browsers().get("/login", headers={"Accept-Language": "th"}).text
    assert "Sign in" in browsers().get("/login", headers={"Accept-Language": "en-GB"}).text

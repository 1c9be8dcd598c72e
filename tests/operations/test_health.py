"""What operators see."""

from dataclasses import replace

import pytest

from tests.factories import make_account
from workshop import create_app, db


def test_a_healthy_installation_says_so(browser):
    assert browser.get("/healthz").text == "ok\n"
    assert browser.get("/readyz").text == "ready\n"


def test_a_database_that_is_away_is_told_with_a_time_to_come_back(settings, tmp_path):
    gone = replace(settings, database_url="postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    app = create_app(gone)
    response = app.test_client().get("/readyz")
    app.extensions[db.EXTENSION].engine.dispose()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"


def test_metrics_are_for_this_machine_or_the_bearer_of_the_token(app, browser):
    assert "workshop_requests_total" in browser.get("/metrics").text
    away = {"REMOTE_ADDR": "203.0.113.9"}
    assert browser.get("/metrics", environ_base=away).status_code == 404
    response = browser.get("/metrics", environ_base=away, headers={"Authorization": "Bearer wrong"})
    assert response.status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/login", "/no-such-page", "/account"])
def test_every_answer_carries_the_security_headers(browser, path):
    headers = browser.get(path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_personal_pages_are_not_kept_by_shared_caches(browser):
    make = make_account()
    browser.sign_in(make)
    assert "private" in browser.get("/account").headers["Cache-Control"]

"""Counters of this process for /metrics; none of them says anything about a workshop."""

import threading
import time
from collections import Counter

from flask import Response, g, request
from flask.sansio.app import App

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)  # seconds


class Measures:
    """Requests by class of status and a histogram of their duration in seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[str] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0

    def note(self, status: int, seconds: float) -> None:
        with self._lock:
            self._requests[f"{status // 100}xx"] += 1
            self._seconds += seconds
            for bound in BOUNDS:
                if seconds <= bound:
                    self._buckets[bound] += 1

    def lines(self) -> list[str]:
        """In Prometheus' text format."""
        with self._lock:
            count = sum(self._requests.values())
            return [
                "# TYPE workshop_requests_total counter",
                *(
                    f'workshop_requests_total{{status="{status}"}} {number}'
                    for status, number in sorted(self._requests.items())
                ),
                "# TYPE workshop_request_seconds histogram",
                *(
                    f'workshop_request_seconds_bucket{{le="{bound}"}} {self._buckets[bound]}'
                    for bound in BOUNDS
                ),
                f'workshop_request_seconds_bucket{{le="+Inf"}} {count}',
                f"workshop_request_seconds_sum {self._seconds:.6f}",
                f"workshop_request_seconds_count {count}",
            ]


def init_app(app: App) -> None:
    measures = Measures()
    app.extensions["workshop.measures"] = measures

    def started() -> None:
        g.started = time.perf_counter()

    def finished(response: Response) -> Response:
        if request.endpoint != "static" and "started" in g:
            measures.note(response.status_code, time.perf_counter() - g.started)
        return response

    app.before_request_funcs.setdefault(None, []).insert(0, started)
    app.after_request(finished)

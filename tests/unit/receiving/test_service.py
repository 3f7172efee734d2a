from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from hfcheck.receiving import service
from hfcheck.receiving.booking import Booked
from hfcheck.receiving.inbox import Inbox
from hfcheck.receiving.tokens import Sources
from hfcheck.station import Station


def test_who_books_last_waits_for_the_thread_that_still_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    busy, together = threading.Lock(), list[str]()

    def booked(*_: object) -> Booked:
        if not busy.acquire(blocking=False):
            together.append("two at once")
        time.sleep(0.1)
        busy.release()
        return Booked()

    monkeypatch.setattr(service, "book", booked)
    found = service.Service(Station(tmp_path), Inbox(tmp_path / "inbox"), Sources({}), (), together.append)
    threads = [threading.Thread(target=found._book) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == []

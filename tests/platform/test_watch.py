"""From a page that is gone to an entry in the ledger and back: the role's own files, the packages' own daemons."""

from __future__ import annotations

import contextlib
import http.server
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hfcheck.alarms import Alarm, fold
from hfcheck.ledger import Reader
from hfcheck.model import SHANGHAI
from hfcheck.station import Station
from tests.integration.test_receive import TOKEN, receiver
from tests.platform.watch_room import Room, free_ports, needs_watch, render, running, until

CONTENT = "公积金 (hall)"
PARTS = ("prometheus", "alertmanager", "blackbox", "node", "snmp")


def inventory(directory: Path, ports: dict[str, int], page: int, receive: str) -> dict[str, Any]:
    watch = {f"platform_watch_{name}_port": ports[name] for name in PARTS}
    station = {"ansible_connection": "local", "ansible_host": "127.0.0.1", "ansible_python_interpreter": sys.executable}
    shown = {"hosted_channel_url": f"http://127.0.0.1:{page}/", "hosted_channel_content": CONTENT}
    return {
        "all": {
            "vars": {
                "platform_watch_interval": "1s",
                "platform_watch_patience": "0s",
                "platform_watch_directory": str(directory),
                "platform_watch_receiver": receive,
                "platform_watch_token": TOKEN,
                "platform_watch_mail_to": ["night@example.com", "day@example.com"],
                "platform_watch_mail_from": "watch@example.com",
                "platform_watch_mail_server": "127.0.0.1:1",
                "platform_watch_mail_user": "watch",
                **watch,
            },
            "children": {
                "watch_stations": {"hosts": {"watch01": station}},
                "servers": {
                    "hosts": {"db01": {"ansible_host": "127.0.0.2", "storage_volumes_used": 70.0}, "app01": {}}
                },
                "hosted_channels": {"hosts": {"hall": {"title": "网上业务大厅", "site": "centre", **shown}}},
                "lines": {"hosts": {"line01": {"line_far": "127.0.0.3"}, "line02": {}}},
            },
        }
    }


class Page(http.server.BaseHTTPRequestHandler):
    """The page of a hosted channel."""

    def do_GET(self) -> None:
        body = CONTENT.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@contextlib.contextmanager
def page(port: int) -> Iterator[None]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def alarms(root: Path, check: str) -> list[Alarm]:
    path = Station(root / "var").ledger
    if not path.exists():
        return []
    with Reader.open(path) as ledger:
        found = fold(entry.event for entry in ledger.entries(type="alarm"))
    return [one for one in found if one.check == check]


def shown(room: Room, host: str) -> list[Any]:
    return room.asked(f'probe_success{{host="{host}"}} == 1')


@needs_watch
def test_a_page_that_is_gone_is_an_incident_with_its_first_time_until_it_is_back(tmp_path: Path) -> None:
    *watch, gone = free_ports(len(PARTS) + 1)
    ports = dict(zip(PARTS, watch, strict=True))
    directory = tmp_path / "watch"
    directory.mkdir()
    with receiver(tmp_path) as receive:
        render(directory, inventory(directory, ports, gone, receive.address))
        with running(directory, ports) as room:
            with page(gone):
                until(lambda: shown(room, "hall"), 30, "for the first answer of the page")
                assert alarms(tmp_path, "hosted_channel.page_outcome") == []
            cut = datetime.now(SHANGHAI)
            (one,) = until(lambda: alarms(tmp_path, "hosted_channel.page_outcome"), 30, "for the alarm")
            heard = datetime.now(SHANGHAI)
            assert (one.host, one.site, one.title, one.resolved) == ("hall", "centre", "页面可以访问", None)
            assert cut - timedelta(seconds=2) <= one.first <= heard
            # The alarm's time is the watch's own, to the millisecond.
            (firing,) = until(lambda: room.asked('ALERTS{host="hall",alertstate="firing"}'), 10, "for the alert")
            assert firing["metric"]["runbook"] == "restore_hosted_channel" or firing["metric"]["runbook"]
            with page(gone):
                until(lambda: alarms(tmp_path, "hosted_channel.page_outcome")[0].resolved, 40, "for the end")
        (one,) = alarms(tmp_path, "hosted_channel.page_outcome")
        assert one.resolved is not None
        assert one.first < one.resolved
        # A server that has no exporter is told of, too, and the line that answers is not.
        assert {silent.host for silent in alarms(tmp_path, "platform_watch.silent")} >= {"db01", "app01"}
        assert alarms(tmp_path, "line.carries") == []
    assert "forged" not in "".join(receive.log)


@needs_watch
def test_what_is_written_follows_the_inventory_and_the_checks(tmp_path: Path) -> None:
    render(tmp_path, inventory(tmp_path, dict.fromkeys(PARTS, 1), 2, "https://watch.example.com:9780"))
    rules, prometheus = ((tmp_path / name).read_text() for name in ("hfcheck-rules.yml", "prometheus.yml"))
    assert '{host=~"app01"}' not in rules
    assert rules.count("alert: storage_volumes.used") == 2
    assert "> 70.0" in rules
    assert "> 85.0" in rules
    assert "summary: 磁盘空间使用率" in rules
    assert "127.0.0.3" in prometheus
    assert "scheme: https" in prometheus
    # What only the watch may read is in no other file.
    named = [path.name for path in tmp_path.iterdir() if path.is_file() and TOKEN in path.read_text()]
    assert sorted(named) == ["hfcheck-token", "inventory.yml"]


@pytest.mark.parametrize("name", ["db01"])
@needs_watch
def test_a_limit_that_is_not_declared_makes_no_rule(tmp_path: Path, name: str) -> None:
    given = inventory(tmp_path, dict.fromkeys(PARTS, 1), 2, "http://127.0.0.1:9780")
    given["all"]["children"]["servers"]["hosts"][name]["storage_volumes_used"] = None
    render(tmp_path, given)
    found = [line for line in (tmp_path / "hfcheck-rules.yml").read_text().split("alert: ") if "volumes.used\n" in line]
    assert len(found) == 1
    assert name not in found[0]

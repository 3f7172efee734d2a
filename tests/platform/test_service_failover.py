"""A pair of nodes for real: keepalived, haproxy and nginx with the role's files; cut, killed, and told of."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hfcheck.collect.script import WORDS
from hfcheck.judge import judge
from hfcheck.lab.pair.layout import GATE, VIP
from hfcheck.lab.pair.room import Room, obstacle
from hfcheck.lab.pair.service import (
    NAMES,
    answered,
    holders,
    pair,
    stanzas,
    start,
    start_balancer,
    start_web,
    switch,
    switch_over,
    until,
)
from hfcheck.lab.room import processes
from hfcheck.model import SHANGHAI, Check, Observation, Output, Severity, Verdict
from hfcheck.readings import load, read
from hfcheck.receiving.letters import Switched
from hfcheck.station import PROJECT

pytestmark = pytest.mark.skipif(bool(obstacle()), reason=f"no pair of nodes here: {obstacle()}")

TOKEN = "a-token-of-the-drill-0123456789"
# Puts off the first call of each message, and refuses one that tells of tomorrow: what is not taken is to come again.
RECEIVER = """
import http.server, sys
seen = set()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        good = self.path == "/switchover" and self.headers["Authorization"] == "Bearer " + sys.argv[2]
        status = 401 if not good else 400 if b"2999-" in body else 204 if body in seen else 503
        seen.add(body)
        with open(sys.argv[3], "ab") as out:
            out.write(b"%d " % status + body.strip() + b"\\n")
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *words): pass
http.server.HTTPServer((sys.argv[1], 9000), Handler).serve_forever()
"""
EXTRA = {
    "service_failover_receiver": {"url": f"http://{GATE.address}:9000"},
    "service_failover_receiver_token": TOKEN,
    "service_failover_drain_seconds": 20,
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("told") / "told"


@pytest.fixture(scope="module")
def room(told: Path) -> Iterator[Room]:
    with pair(EXTRA) as found:
        command = [*found.network(GATE.name), sys.executable, "-c", RECEIVER, GATE.address, TOKEN, str(told)]
        with subprocess.Popen(command) as receiver:
            start(found)
            settled(found)
            yield found
            receiver.kill()


def state(room: Room, name: str) -> str:
    return room.ask(name, "cat", "/run/hfcheck-service/state").stdout.partition(" ")[0]


def told_of(told: Path, status: int) -> list[dict[str, Any]]:
    lines = told.read_text().splitlines() if told.exists() else []
    return [json.loads(line[4:]) for line in lines if line.startswith(f"{status} ")]


def switched_in(told: Path) -> set[str]:
    return {one["switched_at"][:4] for one in told_of(told, 204) if one["node"] == "lb01"}


def wrong(room: Room, name: str) -> dict[str, Any]:
    """What the inspection of a node finds wrong: check → offending part, or the reason."""
    found, answers = {}, dict[tuple[str, ...], Any]()
    for stanza in stanzas(room, name):
        words = {key: stanza[key] for key in ("id", "title", "clause", "reading", "rule", "runbook")}
        check = Check(severity=Severity(stanza["severity"]), **words)
        asked = (check.reading_module, *stanza.get("arguments", ()))
        if asked not in answers:
            text = WORDS + load(asked[0]).snippet
            done = room.ask(name, "env", "LC_ALL=C", "sh", "-c", text, "sh", *asked[1:])
            output = Output(done.stdout, done.stderr, done.returncode, asked[1:])
            answers[asked] = read(load(asked[0]), output)
        answer = answers[asked][check.value_name]
        finding = judge(Observation(name, check, stanza["expected"], answer, datetime.now(SHANGHAI)))
        if finding.verdict is not Verdict.CONFORMS:
            part = finding.offending if finding.verdict is Verdict.DEVIATES else finding.detail
            found[check.id.partition(".")[2]] = part
    return found


def claimants(room: Room) -> set[str]:
    """The hardware addresses that answer the client for the shared address: whom users may reach."""
    said = room.ask("client", "arping", "-c", "2", "-w", "1", "-I", "eth0", VIP).stdout
    return {word.strip("[]") for word in said.split() if word.startswith("[")}


def settled(room: Room) -> None:
    until(lambda: len(holders(room)) == 1 and answered(room), "one holder that serves", room, 20)
    until(lambda: {state(room, name) for name in NAMES} == {"MASTER", "BACKUP"}, "a standby", room, 20)
    waiting = ["sh", "-c", "ls /var/lib/hfcheck-service/spool"]
    until(lambda: not any(room.run(name, *waiting) for name in NAMES), "all notices to be taken", room, 20)


def test_a_pair_that_stands_conforms_on_both_nodes(room: Room) -> None:
    assert {name: wrong(room, name) for name in NAMES} == {"lb01": {}, "lb02": {}}


def test_only_root_reaches_the_socket_and_the_token_and_no_argument_holds_it(room: Room) -> None:
    for path in ("/run/haproxy/admin.sock", "/etc/keepalived/hfcheck-receiver.curl"):
        assert room.run("lb01", "stat", "-c", "%a %U", path) == "600 root\n"
    mentions = [words for _, words in processes() if "curl" in words[:1] and TOKEN in " ".join(words)]
    assert mentions == []


def test_a_planned_switch_is_told_until_it_is_taken(room: Room, told: Path) -> None:
    switch_over(room)
    assert holders(room) == ["lb02"]
    until(lambda: "planned" in [one["cause"] for one in told_of(told, 204)], "the notice to be taken", room, 20)
    (taken,) = [one for one in told_of(told, 204) if one["cause"] == "planned"]
    assert taken in told_of(told, 503), "the same words came before, and were refused"
    assert (taken["service"], taken["from"], taken["to"], taken["node"]) == ("web", "lb01", "lb02", "lb02")
    known = Switched.model_validate_json(json.dumps(taken))
    assert known.detected_at <= known.switched_at <= known.notified_at
    assert told_of(told, 401) == []
    settled(room)
    assert {name: wrong(room, name) for name in NAMES} == {"lb01": {}, "lb02": {}}


def test_a_notice_that_is_refused_is_kept_and_told_of_and_holds_nothing_up(room: Room, told: Path) -> None:
    spool, refused = "/var/lib/hfcheck-service/spool", "/var/lib/hfcheck-service/refused"
    words = {"service": "web", "node": "lb01", "from": "lb02", "to": "lb01", "cause": "planned", "notified_at": ""}
    for number, year in ((1, "2999"), (2, "2024")):
        instant = f"{year}-11-24T08:00:00.000+08:00"
        text = json.dumps({**words, "detected_at": instant, "switched_at": instant})
        file = f"{spool}/{number}"
        room.run("lb01", "sh", "-c", f"cat >{file}.new && mv {file}.new {file}.json", stdin=text)
    until(lambda: "2024" in switched_in(told), "the notice behind it to be taken", room, 20)
    assert room.run("lb01", "ls", refused) == "1.json\n"
    assert wrong(room, "lb01") == {"undelivered": 1}
    room.run("lb01", "sed", "-i", "s/2999-/2025-/g", f"{refused}/1.json")
    room.ask("lb01", "/usr/local/sbin/hfcheck-service-post", "once")
    until(lambda: "2025" in switched_in(told), "the notice that fits now to be taken", room, 20)
    settled(room)


def test_steps_at_the_wrong_node_are_refused(room: Room) -> None:
    (holder,), (standby,) = holders(room), [name for name in NAMES if name not in holders(room)]
    program = "/usr/local/sbin/hfcheck-service-switch"
    assert "expected the standby, found the holder" in room.ask(holder, program, "accept").stderr
    assert "expected the holder, found the standby" in room.ask(standby, program, "leave").stderr
    assert "expected a node that was left" in room.ask(holder, program, "drained").stderr
    assert "found 'jump'" in room.ask(holder, program, "jump").stderr
    assert holders(room) == [holder]


def test_with_the_link_between_them_cut_users_reach_one_holder_only(room: Room) -> None:
    # The holder stands on the side without the witness and the users.
    assert holders(room) == ["lb02"]
    room.part(down=True)
    try:
        seen = [claimants(room) for _ in range(5)]
        until(lambda: holders(room) == ["lb01"], "the node with the witness alone to hold the address", room)
        assert answered(room)
    finally:
        room.part(down=False)
    assert all(len(one) <= 1 for one in seen), seen
    settled(room)
    assert holders(room) == ["lb01"]


def test_a_pair_whose_signs_of_life_are_filtered_does_not_split(room: Room) -> None:
    assert holders(room) == ["lb01"]
    rules = "table ip cut { chain i { type filter hook input priority 0; ip protocol vrrp drop; }; }"
    for name in NAMES:
        room.run(name, "nft", rules)
    try:
        seen, held = [], []
        for _ in range(6):
            held.append(holders(room))
            seen.append(claimants(room))
        assert all(one == ["lb01"] for one in held), held
        assert all(len(one) == 1 for one in seen), seen
        until(lambda: state(room, "lb02") == "FAULT", "the standby to keep off", room)
        assert set(wrong(room, "lb02")) == {"state"}
    finally:
        for name in NAMES:
            room.run(name, "nft", "delete table ip cut")
    settled(room)


def test_two_holders_are_found_and_end_in_one(room: Room) -> None:
    # As after a start with filtered signs of life: the one that is preferred stays.
    room.run("lb02", "ip", "address", "add", f"{VIP}/24", "dev", "eth0")
    assert wrong(room, "lb01")["one_holder"] == 2
    room.run("lb02", "ip", "address", "delete", f"{VIP}/24", "dev", "eth0")
    settled(room)


def test_a_balancer_that_died_is_found_by_its_node_which_resigns(room: Room, told: Path) -> None:
    (holder,) = holders(room)
    room.run(holder, "pkill", "-KILL", "-x", "haproxy")
    until(lambda: holders(room) == [name for name in NAMES if name != holder], "the other node to take over", room)
    found = wrong(room, holder)
    assert found["balancer_answering"] is False
    assert found["state"] == ["FAULT"]
    until(lambda: "resigned" in [one["cause"] for one in told_of(told, 204)], "the notice to be taken", room, 20)
    (taker,) = holders(room)
    assert wrong(room, taker)["unplanned"] >= 1
    start_balancer(room, holder)
    settled(room)


def test_a_backend_with_another_content_is_out_of_use_and_drained_by_hand(room: Room) -> None:
    (holder,) = holders(room)
    switch(room, holder, "drain", "web/web02")
    assert wrong(room, holder)["backends"] == {"web": 1}
    switch(room, holder, "ready", "web/web02")
    room.run("web01", "sed", "-i", "s/open/shut/", "/run/nginx.conf")
    room.run("web01", "nginx", "-c", "/run/nginx.conf", "-s", "reload")
    until(lambda: wrong(room, holder).get("backends") == {"web": 1}, "the backend to be out of use", room)
    room.kill("web01")
    room.switch_on("web01")
    start_web(room, "web01")
    until(lambda: "backends" not in wrong(room, holder), "the backend to be in use again", room, 30)


def test_a_node_that_was_killed_is_replaced_and_nothing_outlives_its_maker(tmp_path: Path, room: Room) -> None:
    (holder,) = holders(room)
    room.kill(holder)
    until(lambda: len(holders(room)) == 1, "the other node to take over", room)
    until(lambda: answered(room), "the service to answer", room)
    text = (
        "import sys, time\n"
        "from hfcheck.lab.pair.layout import GATE\n"
        "from hfcheck.lab.pair.room import Room\n"
        "with Room([GATE], lambda _: None) as room:\n"
        "    print(room.directory, flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True, cwd=PROJECT) as maker:
        assert maker.stdout is not None
        directory = maker.stdout.readline().strip()
        assert [words for _, words in processes() if directory in words] != []
        os.kill(maker.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while left := [words for _, words in processes() if directory in words]:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)
    subprocess.run(["rm", "-rf", "--", directory], check=True)

"""The probes ask real servers on loopback; their readings say what the answers mean."""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dns.rcode
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from hfcheck.collect.frame import pack, unpack
from hfcheck.collect.probe_http import BODY_BYTES
from hfcheck.collect.probes import PROBES, probe_all
from hfcheck.errors import ContentError
from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import load, read
from tests.unit.collect.probe_stands import (
    LOOPBACK,
    Authority,
    authority,
    closed_port,
    dripping,
    echo_of_request,
    listening,
    name_server,
    page,
    raw,
    silent,
)

NAME = "hall.channels.example"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


def ask(probe: str, **arguments: object) -> Output:
    """What a probe brings home."""
    return PROBES[probe](tuple(f"{name}={value}" for name, value in arguments.items()))


def answers(probe: str, **arguments: object) -> Mapping[str, Answer]:
    """What its reading says."""
    return read(load(probe), ask(probe, **arguments))


def http(port: int, ca: Authority, scheme: str = "https", **arguments: object) -> Mapping[str, Answer]:
    where = {"url": f"{scheme}://{NAME}/", "port": port, "connect": LOOPBACK, "ca_file": ca.file}
    return answers("probe_http", **(where | arguments))


def tls(port: int, ca: Authority, **arguments: object) -> Mapping[str, Answer]:
    return answers("probe_tls", **({"host": NAME, "port": port, "connect": LOOPBACK, "ca_file": ca.file} | arguments))


def number(answer: Answer) -> float:
    """A number that is not a truth value."""
    assert isinstance(answer, int | float)
    assert not isinstance(answer, bool)
    return answer


def unseen(found: Mapping[str, Answer], reason: Reason) -> set[str]:
    """The names of the values that were not seen for this reason."""
    return {name for name, answer in found.items() if isinstance(answer, NotSeen) and answer.reason is reason}


# --- tcp


def test_tcp_an_open_port_is_open() -> None:
    with listening(silent) as port:
        found = answers("probe_tcp", host=LOOPBACK, port=port)
    assert (found["outcome"], found["open"]) == ("answered", True)
    assert 0 <= number(found["latency_ms"]) < 1000


def test_tcp_a_closed_port_is_an_observation() -> None:
    found = answers("probe_tcp", host="hall.channels.example", connect=LOOPBACK, port=closed_port())
    assert (found["outcome"], found["open"]) == ("refused", False)
    assert unseen(found, Reason.NO_ANSWER) == {"latency_ms"}


def test_tcp_a_name_of_the_station_is_resolved() -> None:
    with listening(silent) as port:
        document = json.loads(ask("probe_tcp", host="localhost", port=port).stdout)
    assert document["outcome"] == "answered"
    assert document["address"] == LOOPBACK


# --- http


def test_http_a_page_is_seen_with_its_content(ca: Authority) -> None:
    with listening(page("<h1>网上业务大厅</h1>"), ca.issue(NAME)) as port:
        found = http(port, ca, content="业务大厅")
    assert {name: found[name] for name in ("outcome", "reachable", "status", "content_found")} == {
        "outcome": "answered",
        "reachable": True,
        "status": 200,
        "content_found": True,
    }
    assert 0 < number(found["latency_ms"]) < 5000


def test_http_a_page_without_the_text_does_not_have_it(ca: Authority) -> None:
    with listening(page("系统维护中", "503 Service Unavailable"), ca.issue(NAME)) as port:
        found = http(port, ca, content="业务大厅")
    assert (found["status"], found["content_found"], found["reachable"]) == (503, False, True)


def test_http_content_that_nobody_declared_is_not_applicable(ca: Authority) -> None:
    with listening(page("x"), ca.issue(NAME)) as port:
        assert http(port, ca, content="")["content_found"] == NotApplicable(
            Reason.NOT_DECLARED, "no content was declared"
        )


def test_http_reads_chinese_encodings(ca: Authority) -> None:
    with listening(page("湘易办", charset="gb18030"), ca.issue(NAME)) as port:
        assert http(port, ca, content="湘易办")["content_found"] is True


def test_http_asks_for_the_name_and_declines_compression(ca: Authority) -> None:
    with listening(echo_of_request) as port:
        request = json.loads(ask("probe_http", url=f"http://{NAME}/a?b=1", connect=LOOPBACK, port=port).stdout)
    lines = request["hops"][0]["body"].split("\r\n")
    assert lines[0] == "GET /a?b=1 HTTP/1.1"
    assert f"Host: {NAME}" in lines
    assert "Accept-Encoding: identity" in lines


def test_http_proxies_of_the_environment_are_ignored(ca: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://{LOOPBACK}:{closed_port()}")
    with listening(page("x")) as port:
        assert http(port, ca, "http")["status"] == 200


def test_http_follows_no_redirect_unless_asked(ca: Authority) -> None:
    with (
        listening(page("moved here"), ca.issue(LOOPBACK)) as _,
        listening(page("moved here")) as there,
        listening(page("", "302 Found", f"Location: http://{LOOPBACK}:{there}/home")) as port,
    ):
        stays = http(port, ca, "http", content="moved")
        follows = http(port, ca, "http", content="moved", redirects=1)
    assert (stays["status"], stays["content_found"]) == (302, False)
    assert (follows["status"], follows["content_found"]) == (200, True)


def test_http_redirects_in_a_circle_end(ca: Authority) -> None:
    with listening(page("", "301 Moved Permanently", "Location: /")) as port:
        output = ask("probe_http", url=f"http://{NAME}/", connect=LOOPBACK, port=port, redirects=3)
    assert [hop["status"] for hop in json.loads(output.stdout)["hops"]] == [301] * 4


def test_http_is_not_led_from_https_to_http(ca: Authority) -> None:
    with listening(page("", "302 Found", f"Location: http://{NAME}/"), ca.issue(NAME)) as port:
        assert http(port, ca, redirects=5)["status"] == 302


def test_http_a_huge_page_is_cut_and_its_end_is_not_seen(ca: Authority) -> None:
    endless = dripping(b"HTTP/1.1 200 OK\r\n\r\nbegin", b"x" * 8192, 0)
    with listening(endless) as port:
        output = ask("probe_http", url=f"http://{NAME}/", connect=LOOPBACK, port=port, content="end of page")
        found = read(load("probe_http"), output)
        assert http(port, ca, "http", content="begin")["content_found"] is True
    assert len(output.stdout) < BODY_BYTES + 2000
    assert (found["status"], found["outcome"]) == (200, "answered")
    assert unseen(found, Reason.CUT_OFF) == {"content_found"}


@pytest.mark.parametrize(
    "talk",
    [silent, dripping(b"HTTP/1.1 200 OK\r\n", b"X-Drop: 1\r\n"), dripping(b"HTTP/1.1 200 OK\r\n\r\n", b".")],
    ids=["silent", "headers", "body"],
)
def test_http_the_deadline_holds_against_slow_servers(ca: Authority, talk: Any) -> None:
    began = time.monotonic()
    with listening(talk) as port:
        found = http(port, ca, "http", deadline=1, content="text")
    assert time.monotonic() - began < 2
    assert (found["outcome"], found["reachable"]) == ("timed_out", False)
    assert {"latency_ms"} <= unseen(found, Reason.NO_ANSWER)
    assert isinstance(found["content_found"], NotSeen)


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 99999 x\r\n\r\n", b"\x00" * 200])
def test_http_what_is_no_http_has_no_status(ca: Authority, answer: bytes) -> None:
    with listening(raw(answer)) as port:
        found = http(port, ca, "http")
    assert (found["reachable"], found["outcome"]) == (False, "malformed")
    assert isinstance(found["status"], NotSeen)


def test_http_a_compressed_page_is_not_unpacked(ca: Authority) -> None:
    with listening(page("\x1f\x8b not really", "200 OK", "Content-Encoding: gzip")) as port:
        assert unseen(http(port, ca, "http", content="text"), Reason.UNREADABLE) == {"content_found"}


def test_http_strange_charsets_are_read_as_utf8(ca: Authority) -> None:
    answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=unicode_escape\r\n\r\n\\ud800 手机".encode()
    with listening(raw(answer)) as port:
        assert http(port, ca, "http", content="手机")["content_found"] is True


@pytest.mark.parametrize(("name", "days"), [("other.example", 90), (NAME, -1)], ids=["wrong name", "expired"])
def test_http_a_bad_certificate_is_not_answered(ca: Authority, name: str, days: int) -> None:
    with listening(page("x"), ca.issue(name, days)) as port:
        found = http(port, ca)
    assert (found["outcome"], found["reachable"]) == ("certificate", False)
    assert isinstance(found["status"], NotSeen)


def test_http_a_closed_port_is_an_observation(ca: Authority) -> None:
    found = http(closed_port(), ca)
    assert (found["outcome"], found["reachable"]) == ("refused", False)


def test_http_a_server_that_knows_no_tls(ca: Authority) -> None:
    with listening(page("x")) as port:
        assert http(port, ca)["outcome"] == "no_tls"


# --- tls


def test_tls_a_good_certificate(ca: Authority) -> None:
    with listening(silent, ca.issue(NAME, 29.5)) as port:
        found = tls(port, ca)
    assert found == {
        "outcome": "answered",
        "chain": "ok",
        "chain_valid": True,
        "name_matches": True,
        "days_left": 29,
        "issuer": "CN=Example Authority",
        "key_bits": 256,
        "security_bits": 128,
        "protocol": "TLSv1.3",
    }


def test_tls_an_expired_certificate(ca: Authority) -> None:
    with listening(silent, ca.issue(NAME, -0.5)) as port:
        found = tls(port, ca)
    assert (found["chain"], found["chain_valid"]) == ("certificate has expired", False)
    assert (found["days_left"], found["name_matches"]) == (-1, True)


def test_tls_a_wrong_name(ca: Authority) -> None:
    with listening(silent, ca.issue("other.example")) as port:
        found = tls(port, ca)
    assert (found["name_matches"], found["chain"]) == (False, "ok")


def test_tls_an_untrusted_chain_still_shows_its_certificate(ca: Authority, tmp_path: Path) -> None:
    with listening(silent, ca.issue(NAME)) as port:
        other = tls(port, authority(tmp_path))
        store = tls(port, ca, ca_file="")
    assert (other["chain_valid"], store["chain_valid"]) == (False, False)
    assert other["days_left"] == store["days_left"] == 89


def test_tls_a_weak_key_and_an_old_protocol_are_named(ca: Authority) -> None:
    pem = ca.issue(NAME, key=rsa.generate_private_key(public_exponent=65537, key_size=1024))
    with listening(silent, pem, ssl.TLSVersion.TLSv1_1) as port:
        found = tls(port, ca)
    assert (found["protocol"], found["key_bits"], found["security_bits"]) == ("TLSv1.1", 1024, 80)
    assert {"chain", "chain_valid"} == unseen(found, Reason.NO_ANSWER)


@pytest.mark.parametrize(("talk", "outcome"), [(page("x"), "no_tls"), (silent, "timed_out")])
def test_tls_a_server_without_it(ca: Authority, talk: Any, outcome: str) -> None:
    began = time.monotonic()
    with listening(talk) as port:
        found = tls(port, ca, deadline=1)
    assert time.monotonic() - began < 3
    assert found["outcome"] == outcome
    assert unseen(found, Reason.NO_ANSWER) == set(found) - {"outcome"}


# --- dns


def test_dns_answers_with_sorted_addresses() -> None:
    with name_server({NAME: ["203.0.113.12", "203.0.113.11"]}) as port:
        found = answers("probe_dns", name=NAME, server=LOOPBACK, port=port)
    assert (found["outcome"], found["addresses"]) == ("answered", ["203.0.113.11", "203.0.113.12"])
    assert 0 < number(found["latency_ms"]) < 1000


@pytest.mark.parametrize(("zone", "outcome"), [({}, "no_such_name"), ({NAME: []}, "no_addresses")])
def test_dns_a_name_without_addresses_is_an_observation(zone: dict[str, list[str]], outcome: str) -> None:
    with name_server(zone) as port:
        found = answers("probe_dns", name=NAME, server=LOOPBACK, port=port)
    assert found["outcome"] == outcome
    assert unseen(found, Reason.NO_ANSWER) == {"addresses"}


@pytest.mark.parametrize("rcode", [dns.rcode.SERVFAIL, dns.rcode.REFUSED])
def test_dns_a_server_that_cannot_say_says_nothing(rcode: dns.rcode.Rcode) -> None:
    with name_server({}, rcode) as port:
        found = answers("probe_dns", name=NAME, server=LOOPBACK, port=port)
    assert unseen(found, Reason.NO_ANSWER) == set(found)


def test_dns_a_silent_server_says_nothing() -> None:
    found = answers("probe_dns", name=NAME, server=LOOPBACK, port=closed_port(), deadline=1)
    assert unseen(found, Reason.NO_ANSWER) == set(found)


# --- icmp and the station's own failures


def test_icmp_loopback_loses_nothing() -> None:
    found = answers("probe_icmp", host=LOOPBACK, count=2, interval_ms=10)
    if unseen(found, Reason.NEEDS_ROOT):
        pytest.skip("this user may not send echo requests: root, or a wider net.ipv4.ping_group_range is needed")
    assert found["loss_percent"] == 0
    assert 0 <= number(found["latency_ms"]) < 1000


def in_namespace(code: str, *options: str) -> Any:
    """What the code prints as JSON, in a network namespace that has nothing in it."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is needed for an empty network namespace (Debian package util-linux)")
    program = ["unshare", "--user", "--net", *options, sys.executable, "-c", code]
    done = subprocess.run(program, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": "."})
    if "unshare failed" in done.stderr or "Operation not permitted" in done.stderr:
        pytest.skip(f"no user namespaces here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


QUESTIONS = """
import json
from hfcheck.collect.probes import PROBES
from hfcheck.model import NotSeen
from hfcheck.readings import load, read
asked = {
    "probe_tcp": ("host=198.51.100.1", "port=443", "deadline=2"),
    "probe_tls": ("host=hall.channels.example", "connect=198.51.100.1", "deadline=2"),
    "probe_http": ("url=https://hall.channels.example/", "content=x", "deadline=2"),
    "probe_dns": ("name=hall.channels.example", "server=198.51.100.1", "deadline=2"),
    "probe_icmp": ("host=198.51.100.1", "deadline=2"),
}
found = {name: read(load(name), PROBES[name](given)).values() for name, given in asked.items()}
print(json.dumps({n: sorted({a.reason if isinstance(a, NotSeen) else "seen" for a in v}) for n, v in found.items()}))
"""


def test_a_station_without_network_says_nothing_about_any_target() -> None:
    assert in_namespace(QUESTIONS) == {
        "probe_tcp": ["no_answer"],
        "probe_tls": ["no_answer"],
        "probe_http": ["no_answer"],
        "probe_dns": ["no_answer"],
        "probe_icmp": ["needs_root"],
    }


DEAF = """
import json, pathlib, subprocess
from hfcheck.collect.probes import PROBES
from hfcheck.model import NotSeen
from hfcheck.readings import load, read
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
pathlib.Path("/proc/sys/net/ipv4/icmp_echo_ignore_all").write_text("1")
given = ("host=127.0.0.1", "count=2", "interval_ms=10", "deadline=2")
found = read(load("probe_icmp"), PROBES["probe_icmp"](given))
print(json.dumps({n: a.reason if isinstance(a, NotSeen) else a for n, a in found.items()}))
"""


def test_icmp_a_host_that_answers_no_echo_loses_everything() -> None:
    if shutil.which("ip") is None:
        pytest.skip("ip is needed to bring a loopback up (Debian package iproute2)")
    assert in_namespace(DEAF, "--map-root-user") == {"loss_percent": 100.0, "latency_ms": "no_answer"}


# --- arguments


@pytest.mark.parametrize(
    ("probe", "given", "words"),
    [
        ("probe_tcp", ("port=443",), "a value for host"),
        ("probe_tcp", ("host=a", "port=0"), "from 1 to 65535, found '0'"),
        ("probe_tcp", ("host=a", "port=1", "port=2"), "once as name=value, found 'port=2'"),
        ("probe_tcp", ("host=a", "port=1", "retries=2"), "found 'retries=2'"),
        ("probe_tcp", ("host=a", "port=1", "connect=nowhere"), "an IP address, found 'nowhere'"),
        ("probe_tcp", ("host=a", "port=1", "deadline=3600"), "from 1 to 60, found '3600'"),
        ("probe_tcp", ("host=" + "a" * 70 + ".example", "port=1"), "expected a host name"),
        ("probe_tls", ("host=a", "ca_file=/nowhere.pem"), "a PEM file of authorities, found '/nowhere.pem'"),
        ("probe_http", ("url=ftp://a/",), "expected http(s)://host/"),
        ("probe_http", ("url=https://user:secret@a/",), "without a user"),
        ("probe_http", ("url=https://a:port/",), "expected a URL"),
        ("probe_dns", ("name=a..b",), "expected a DNS name"),
        ("probe_dns", ("name=a", "type=ANY"), "one of A, AAAA"),
        ("probe_icmp", ("host=127.0.0.1", "count=1000"), "from 1 to 20"),
    ],
)
def test_a_bad_argument_is_refused_in_words(probe: str, given: tuple[str, ...], words: str) -> None:
    output = PROBES[probe](given)
    assert output.code == 2
    assert words in output.stderr
    found = read(load(probe), output)
    assert unseen(found, Reason.REJECTED) == set(found)


def test_an_empty_argument_was_not_given() -> None:
    with listening(silent) as port:
        document = json.loads(PROBES["probe_tcp"](("host=127.0.0.1", f"port={port}", "connect=", "deadline=")).stdout)
    assert document["asked"] == {"host": "127.0.0.1", "port": str(port), "connect": "", "deadline": "10"}


def test_probes_come_home_in_the_frame_of_a_script() -> None:
    nonce = "0123456789abcdef"
    with listening(silent) as port:
        requests = [("probe_tcp", (f"host={LOOPBACK}", f"port={port}")), ("probe_tcp", ("host=",))]
        answered = probe_all(requests, nonce)
    taken_at = PROBES["probe_tcp"](()).taken_at
    outputs, done = unpack(pack(answered, nonce), nonce, requests, taken_at)
    assert done
    assert read(load("probe_tcp"), outputs[0])["open"] is True
    assert unseen(read(load("probe_tcp"), outputs[1]), Reason.REJECTED) == {"outcome", "open", "latency_ms"}


def test_a_reading_that_is_no_probe_is_refused() -> None:
    with pytest.raises(ContentError, match="found disk"):
        probe_all([("disk", ())], "0123456789abcdef")


def test_every_probe_has_its_reading() -> None:
    assert {name: load(name).source for name in PROBES} == dict.fromkeys(PROBES, "probe")

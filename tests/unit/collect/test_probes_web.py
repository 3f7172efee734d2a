"""Pages and certificates, asked of real servers on loopback."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from hfcheck.collect.probe_http import BODY_BYTES
from hfcheck.model import Answer, NotApplicable, NotSeen, Reason
from hfcheck.readings import load, read
from tests.unit.collect.probe_questions import NAME, answers, ask, number, unseen
from tests.unit.collect.probe_stands import (
    LOOPBACK,
    Authority,
    authority,
    closed_port,
    dripping,
    echo_of_request,
    listening,
    page,
    raw,
    silent,
)


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


def http(port: int, ca: Authority, scheme: str = "https", **arguments: object) -> Mapping[str, Answer]:
    where = {"url": f"{scheme}://{NAME}/", "port": port, "connect": LOOPBACK, "ca_file": ca.file}
    return answers("probe_http", **(where | arguments))


def tls(port: int, ca: Authority, **arguments: object) -> Mapping[str, Answer]:
    return answers("probe_tls", **({"host": NAME, "port": port, "connect": LOOPBACK, "ca_file": ca.file} | arguments))


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
    assert 0 < number(found["latency_ms"]) < 10000


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
    assert time.monotonic() - began < 8
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
    assert time.monotonic() - began < 8
    assert found["outcome"] == outcome
    assert unseen(found, Reason.NO_ANSWER) == set(found) - {"outcome"}

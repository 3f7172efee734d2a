"""The stand-ins for the hosted channels: real TLS and a real name server on loopback."""

import json
import socket
import ssl
import subprocess
import sys
import time
from datetime import datetime

import dns.message
import dns.query
import dns.rcode
import pytest

from hfcheck.lab.channels import CHANNELS
from hfcheck.lab.keys import Authority, write_private
from hfcheck.model import SHANGHAI
from hfcheck.station import PROJECT


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A running process of channels, as (directory, what it wrote to channels.json)."""
    lab = tmp_path_factory.mktemp("lab")
    authority = Authority(datetime.now(tz=SHANGHAI))
    for channel in CHANNELS:
        key, certificate = authority.issue(channel.name, 30)
        write_private(lab / "channels" / f"{channel.host}.key", key)
        (lab / "channels" / f"{channel.host}.pem").write_text(certificate)
    (lab / "channels/ca.pem").write_text(authority.certificate)
    with subprocess.Popen([sys.executable, "-m", "hfcheck.lab.channels", str(lab)], cwd=PROJECT) as process:
        deadline = time.monotonic() + 20
        while not (lab / "channels.json").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        yield lab, json.loads((lab / "channels.json").read_text())
        process.kill()


def say(served, host, name, request):
    lab, found = served
    context = ssl.create_default_context(cafile=lab / "channels/ca.pem")
    with (
        socket.create_connection(("127.0.0.1", found["ports"][host]), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=name) as secured,
    ):
        secured.sendall(request)
        return b"".join(iter(lambda: secured.recv(4096), b"")).decode()


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.host)
def test_a_channel_shows_its_title_under_its_own_name(served, channel):
    answer = say(served, channel.host, channel.name, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith("HTTP/1.1 200 OK\r\n")
    assert channel.title in answer


def test_a_channel_has_no_certificate_for_another_name(served):
    with pytest.raises(ssl.SSLCertVerificationError, match=r"[Hh]ostname mismatch"):
        say(served, "channel_hall", "app.channels.example", b"GET / HTTP/1.1\r\n\r\n")


def test_rubbish_ends_one_connection_and_no_more(served):
    with socket.create_connection(("127.0.0.1", served[1]["ports"]["channel_hall"]), timeout=10) as plain:
        plain.sendall(b"\x00" * 100)
    assert say(served, "channel_hall", CHANNELS[0].name, b"x" * 40000 + b"\r\n\r\n") == ""
    assert "200 OK" in say(served, "channel_hall", CHANNELS[0].name, b"GET / HTTP/1.1\r\n\r\n")


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.host)
def test_the_name_server_knows_the_channels(served, channel):
    query = dns.message.make_query(channel.name, "A")
    reply = dns.query.udp(query, "127.0.0.1", timeout=5, port=served[1]["dns_port"])
    assert [item.to_text() for item in reply.answer[0]] == ["127.0.0.1"]


def test_the_name_server_knows_nobody_else(served):
    query = dns.message.make_query("bank.channels.example", "A")
    assert dns.query.udp(query, "127.0.0.1", timeout=5, port=served[1]["dns_port"]).rcode() == dns.rcode.NXDOMAIN

"""The lab's name servers answer for their own names and for nothing else."""

import asyncio
import socket

import dns.message
import dns.rcode
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.lab.names import ROOM, answer, listen

RECORDS = {"hall.channels.example": "127.0.0.1"}


def ask(name, kind="A"):
    return answer(dns.message.make_query(name, kind), RECORDS)


@pytest.mark.parametrize("name", ["hall.channels.example", "HALL.channels.EXAMPLE", "hall.channels.example."])
def test_a_known_name_has_its_address_in_any_case(name):
    assert [item.to_text() for item in ask(name).answer[0]] == ["127.0.0.1"]


def test_a_known_name_without_a_record_of_that_type_is_no_error():
    reply = ask("hall.channels.example", "AAAA")
    assert reply.rcode() == dns.rcode.NOERROR
    assert not reply.answer


@given(st.from_regex(r"[a-z]{1,20}(\.[a-z]{1,20}){0,3}", fullmatch=True))
def test_no_other_name_exists(name):
    reply = ask(name)
    assert (reply.rcode() == dns.rcode.NOERROR) == (name in RECORDS)
    assert bool(reply.answer) == (name in RECORDS)


def test_the_room_knows_every_node_and_its_clock():
    assert ROOM["app01.lab.example"] == "192.0.2.11"
    assert ROOM["time.lab.example"] == "192.0.2.1"


def exchange(*packets):
    """Send packets to a name server on loopback; the answer to the last one."""

    async def serve():
        port = await listen("127.0.0.1", 0, RECORDS)
        return await asyncio.to_thread(talk, port)

    def talk(port):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(5)
            for packet in packets:
                client.sendto(packet, ("127.0.0.1", port))
            return client.recv(4096)

    return asyncio.run(serve())


def test_it_serves_on_a_socket_and_survives_what_is_no_question():
    query = dns.message.make_query("hall.channels.example", "A")
    empty = dns.message.Message()
    reply = dns.message.from_wire(exchange(b"", b"\xff" * 40, empty.to_wire(), query.to_wire()))
    assert reply.id == query.id
    assert [item.to_text() for item in reply.answer[0]] == ["127.0.0.1"]

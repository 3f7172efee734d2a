"""A small name server for a fixed set of names. `python -m hfcheck.lab.names ADDRESS` serves the machine room's."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from hfcheck.lab.nodes import GATEWAY, NODES, TIME_SERVER

TTL = 60
DNS_PORT = 53
ROOM: Mapping[str, str] = {
    "gateway.lab.example": GATEWAY,
    "time.lab.example": TIME_SERVER,
    **{f"{node.name}.lab.example": node.address for node in NODES},
}


def answer(query: dns.message.Message, records: Mapping[str, str]) -> dns.message.Message:
    """The reply to a query of one question: an address, no record of that type, or no such name."""
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.AA
    question = query.question[0]
    address = records.get(question.name.to_text(omit_final_dot=True).lower())
    if address is None:
        reply.set_rcode(dns.rcode.NXDOMAIN)
    elif question.rdtype == dns.rdatatype.A:
        reply.answer.append(dns.rrset.from_text(question.name, TTL, "IN", "A", address))
    return reply


class NameServer(asyncio.DatagramProtocol):
    """The UDP side of a name server; what is no question is dropped."""

    def __init__(self, records: Mapping[str, str]) -> None:
        self._records = records

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket to answer through."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer one question."""
        try:
            query = dns.message.from_wire(data)
        except dns.exception.DNSException:
            return
        if query.question:
            self._transport.sendto(answer(query, self._records).to_wire(), addr)


async def listen(address: str, port: int, records: Mapping[str, str]) -> int:
    """Serve on UDP from now on; returns the port, which the kernel chooses when 0 is asked for."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: NameServer(records), local_addr=(address, port))
    bound: int = transport.get_extra_info("sockname")[1]
    return bound


async def _serve(address: str) -> None:
    await listen(address, DNS_PORT, ROOM)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))

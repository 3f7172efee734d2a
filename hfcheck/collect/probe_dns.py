"""Ask a name server for the addresses of a name.

The target is the name: a server that is silent or refuses says nothing about it, so that is no_network, not an answer.
"""

from __future__ import annotations

import time

import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver

from hfcheck.collect import probe_arguments
from hfcheck.collect.probe_network import NO_NETWORK, Deadline, Facts, StoppedError, first_of, milliseconds
from hfcheck.errors import InputError

KNOWN = {"name": None, "server": "", "port": "53", "type": "A", "deadline": "10"}
TYPES = ("A", "AAAA")
# One silent server must not use up the time of the next.
SERVER_SECONDS = 3.0


def ask(asked: probe_arguments.Asked, facts: Facts) -> None:
    """One query, over TCP when the answer is cut. Facts: server, query_ms, rcode, records, answer (its text)."""
    question = _question(asked)
    port, server = probe_arguments.port(asked), probe_arguments.address(asked, "server")
    deadline = Deadline.after(probe_arguments.seconds(asked))

    def attempt(address: str) -> dns.message.Message:
        began = time.perf_counter()
        try:
            reply, _ = dns.query.udp_with_fallback(question, address, min(SERVER_SECONDS, deadline.left()), port)
        except dns.exception.Timeout as silence:
            raise TimeoutError(f"{address} is silent") from silence
        facts.update(server=address, query_ms=milliseconds(began))
        return reply

    try:
        _note(first_of([server] if server else _servers(), attempt), facts)
    except dns.exception.DNSException as problem:
        raise StoppedError(NO_NETWORK, f"the name server gave no usable answer: {problem}") from problem
    except OSError as problem:
        raise StoppedError(NO_NETWORK, f"the name server could not be asked: {problem}") from problem


def _question(asked: probe_arguments.Asked) -> dns.message.QueryMessage:
    if asked["type"] not in TYPES:
        raise InputError(f"argument type: expected one of {', '.join(TYPES)}, found {asked['type']!r}")
    try:
        return dns.message.make_query(dns.name.from_text(asked["name"]), asked["type"])
    except dns.exception.DNSException as problem:
        raise InputError(f"argument name: expected a DNS name, found {asked['name']!r}: {problem}") from None


def _servers() -> list[str]:
    found = [str(server) for server in dns.resolver.Resolver().nameservers]
    if not found:
        raise StoppedError(NO_NETWORK, "the station has no name server")
    return found


def _note(reply: dns.message.Message, facts: Facts) -> None:
    if not isinstance(reply, dns.message.QueryMessage):
        raise StoppedError(NO_NETWORK, f"expected an answer to a query, found {type(reply).__name__}")
    facts.update(rcode=dns.rcode.to_text(reply.rcode()), answer=reply.to_text())
    chain = reply.resolve_chaining() if reply.rcode() == dns.rcode.NOERROR else None
    facts["records"] = [str(record) for record in (chain.answer or [])] if chain else []

"""Ask from outside for a TLS service's certificate, and let OpenSSL judge its chain.

The first handshake verifies as a browser would. Only when it fails is there a second one that accepts everything, to
learn what is wrong: old protocols and weak ciphers are allowed there, because to name them is the point.
"""

from __future__ import annotations

import socket
import ssl
import time

from hfcheck.collect import probe_arguments
from hfcheck.collect.probe_network import Deadline, Facts, dial, milliseconds, trust

KNOWN = {"host": None, "port": "443", "connect": "", "ca_file": "", "deadline": "10"}


def ask(asked: probe_arguments.Asked, facts: Facts) -> None:
    """One or two handshakes. Facts: those of tcp, verified, protocol, cipher, handshake_ms, certificate (PEM).

    `verified` is "ok", OpenSSL's words for what is wrong with the chain, or absent when it never came to that.
    """
    port, connect = probe_arguments.port(asked), probe_arguments.address(asked)
    strict = trust(asked["ca_file"])
    strict.check_hostname = False  # the parser compares the name, so that it is not lost behind a broken chain
    deadline = Deadline.after(probe_arguments.seconds(asked))
    try:
        _shake(dial(asked["host"], port, connect, deadline, facts), strict, asked["host"], deadline, facts)
        facts["verified"] = "ok"
    except ssl.SSLError as problem:
        if isinstance(problem, ssl.SSLCertVerificationError):
            facts["verified"] = problem.verify_message
        else:
            facts["strict_failure"] = str(problem)
        _shake(dial(asked["host"], port, connect, deadline, facts), _lenient(), asked["host"], deadline, facts)


def _lenient() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def _shake(plain: socket.socket, context: ssl.SSLContext, name: str, deadline: Deadline, facts: Facts) -> None:
    began = time.perf_counter()
    with plain:
        plain.settimeout(deadline.left())
        with context.wrap_socket(plain, server_hostname=name) as secure:
            facts.update(handshake_ms=milliseconds(began), protocol=secure.version())
            facts["cipher"] = (secure.cipher() or [""])[0]
            facts["certificate"] = ssl.DER_cert_to_PEM_cert(secure.getpeercert(binary_form=True) or b"")

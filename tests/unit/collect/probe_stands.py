"""Real servers on loopback for the probes to ask: certificates of an own authority, TLS, HTTP, DNS, and bad manners."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

LOOPBACK = "127.0.0.1"
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Talk = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Authority:
    """A certificate authority that signs what it is told to, in a directory of its own."""

    directory: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def file(self) -> str:
        return str(self.directory / "ca.pem")

    def issue(self, name: str, days: float = 90, key: Key | None = None) -> str:
        """A file with a key and a certificate for a DNS name that is valid for so many days from now."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(name)])
        builder = _builder(name, self.certificate.subject, days).public_key(key.public_key())
        leaf = builder.add_extension(names, critical=False).sign(self.key, hashes.SHA256())
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path = self.directory / f"{name}-{days}-{leaf.serial_number}.pem"
        path.write_bytes(private + leaf.public_bytes(serialization.Encoding.PEM))
        return str(path)


def authority(directory: Path) -> Authority:
    """A new authority whose certificate is in `ca.pem` of the directory."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example Authority")])
    builder = _builder("Example Authority", name, 3650).public_key(key.public_key())
    root = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = root.sign(key, hashes.SHA256())
    (directory / "ca.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Authority(directory, certificate, key)


def _builder(subject: str, issuer: x509.Name, days: float) -> x509.CertificateBuilder:
    now = dt.datetime.now(tz=dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=400))
        .not_valid_after(now + dt.timedelta(days=days))
    )


@contextlib.contextmanager
def listening(talk: Talk, pem: str = "", maximum: ssl.TLSVersion | None = None) -> Iterator[int]:
    """The port of a server that talks so to every connection, over TLS when there is a key and certificate."""
    server = socket.create_server((LOOPBACK, 0))
    context = _context(pem, maximum) if pem else None
    threading.Thread(target=_accept, args=(server, talk, context), daemon=True).start()
    with contextlib.closing(server):
        yield server.getsockname()[1]


def _context(pem: str, maximum: ssl.TLSVersion | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    if maximum is not None:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.maximum_version = maximum
    context.load_cert_chain(pem)
    return context


def _accept(server: socket.socket, talk: Talk, context: ssl.SSLContext | None) -> None:
    with contextlib.suppress(OSError):
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_serve, args=(connection, talk, context), daemon=True).start()


def _serve(plain: socket.socket, talk: Talk, context: ssl.SSLContext | None) -> None:
    with contextlib.suppress(OSError), plain:
        if context is None:
            talk(plain)
            return
        with context.wrap_socket(plain, server_side=True) as secure:
            talk(secure)


def silent(connection: socket.socket) -> None:
    """Reads, and says nothing until the other side goes away."""
    while connection.recv(4096):
        pass


def page(body: str, status: str = "200 OK", *headers: str, charset: str = "utf-8") -> Talk:
    """Answers a request with a page; the request is on the page's end, so that a test sees what was asked."""
    text = body.encode(charset)

    def talk(connection: socket.socket) -> None:
        connection.recv(4096)
        lines = [f"HTTP/1.1 {status}", f"Content-Type: text/html; charset={charset}", *headers]
        head = "\r\n".join([*lines, f"Content-Length: {len(text)}", "Connection: close"])
        connection.sendall(head.encode() + b"\r\n\r\n" + text)

    return talk


def echo_of_request(connection: socket.socket) -> None:
    """A page that shows the request it answers."""
    request = connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + request)


def dripping(first: bytes, drop: bytes, pause: float = 0.05) -> Talk:
    """Says something, and then a little more, for ever."""

    def talk(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(first)
        while True:
            connection.sendall(drop)
            time.sleep(pause)

    return talk


def raw(answer: bytes) -> Talk:
    """Answers with these bytes, whatever was asked."""

    def talk(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(answer)

    return talk


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server((LOOPBACK, 0)) as server:
        port: int = server.getsockname()[1]
    return port


@contextlib.contextmanager
def name_server(zone: dict[str, list[str]], rcode: dns.rcode.Rcode | None = None) -> Iterator[int]:
    """The port of a UDP name server for A records; a name that is not in the zone does not exist."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((LOOPBACK, 0))
    threading.Thread(target=_answer_names, args=(server, zone, rcode), daemon=True).start()
    with contextlib.closing(server):
        yield server.getsockname()[1]


def _answer_names(server: socket.socket, zone: dict[str, list[str]], rcode: dns.rcode.Rcode | None) -> None:
    with contextlib.suppress(OSError):
        while True:
            wire, sender = server.recvfrom(4096)
            server.sendto(_reply(dns.message.from_wire(wire), zone, rcode).to_wire(), sender)


def _reply(
    query: dns.message.Message, zone: dict[str, list[str]], rcode: dns.rcode.Rcode | None
) -> dns.message.Message:
    reply = dns.message.make_response(query)
    question = query.question[0]
    records = zone.get(question.name.to_text(omit_final_dot=True))
    if rcode is not None or records is None:
        reply.set_rcode(rcode if rcode is not None else dns.rcode.NXDOMAIN)
    elif records and question.rdtype == dns.rdatatype.A:
        reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", "A", *records))
    return reply

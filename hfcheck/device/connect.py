"""The way to a device: algorithms, its host key, login; and one sentence that says why there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import asyncssh

from hfcheck.device.target import Target
from hfcheck.device.transport import TERMINAL, Channel, Inbox
from hfcheck.errors import DeviceUnreachable
from hfcheck.network.reply import CONTROL, DETAIL_LIMIT

CONNECT_SECONDS = 20.0
LEGACY_VARIABLE = "device_legacy_ssh"

KEY_EXCHANGES = (
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512",
    "diffie-hellman-group14-sha256",
)
CIPHERS = ("aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr", "aes192-ctr", "aes128-ctr")
MACS = ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512")
# What devices of before about 2015 have, and nothing else: only for those that the inventory names.
LEGACY_KEY_EXCHANGES = (
    "diffie-hellman-group-exchange-sha1",
    "diffie-hellman-group14-sha1",
    "diffie-hellman-group1-sha1",
)
LEGACY_CIPHERS = ("aes256-cbc", "aes192-cbc", "aes128-cbc", "3des-cbc")
LEGACY_MACS = ("hmac-sha1",)
LEGACY_SIGNATURE = "ssh-rsa"


async def connect(target: Target, permit: Callable[[str], bool]) -> tuple[asyncssh.SSHClientConnection, Channel]:
    """A connection with a terminal, every line of which `permit` has to allow; raises DeviceUnreachable."""
    trusted = _trusted(target)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            connection = await _connection(target, trusted)
            inbox = Inbox()
            writer, _ = await connection.create_session(
                lambda: inbox, term_type=TERMINAL[0], term_size=TERMINAL[1], encoding=None
            )
    except (OSError, asyncssh.Error, ValueError) as problem:
        # Not `from problem`: a traceback would show what was sent.
        raise DeviceUnreachable(f"{_where(target)}: {_why(target, problem)}") from None
    return connection, Channel(writer, inbox, permit, target.enable_password)


async def _connection(target: Target, trusted: list[asyncssh.SSHKey]) -> asyncssh.SSHClientConnection:
    old = target.legacy_ssh
    return await asyncssh.connect(
        target.host,
        target.port,
        username=target.username,
        password=target.password,
        client_keys=[target.key_file] if target.key_file else None,
        known_hosts=(trusted, [], []),
        server_host_key_algs=_signatures(trusted, old=old),
        kex_algs=[*KEY_EXCHANGES, *(LEGACY_KEY_EXCHANGES if old else ())],
        encryption_algs=[*CIPHERS, *(LEGACY_CIPHERS if old else ())],
        mac_algs=[*MACS, *(LEGACY_MACS if old else ())],
        compression_algs=None,
        # Nothing of whoever runs this: no configuration, agent, Kerberos ticket or environment.
        config=None,
        agent_path=None,
        gss_host=None,
        x509_trusted_certs=None,
        login_timeout=CONNECT_SECONDS,
    )


def _trusted(target: Target) -> list[asyncssh.SSHKey]:
    """The host keys that the known_hosts file has for the device, of which there must be one."""
    try:
        found = asyncssh.match_known_hosts(target.known_hosts, target.host, "", target.port)
    except (OSError, ValueError) as problem:
        raise DeviceUnreachable(
            f"{_where(target)}: expected host keys in {target.known_hosts}, found {_said(problem)}"
        ) from None
    revoked = set(found[2])
    trusted = [key for key in found[0] if key not in revoked]
    if not trusted:
        raise DeviceUnreachable(f"{_where(target)}: its host key is not known. {_how_to_add(target)}")
    if not _signatures(trusted, old=target.legacy_ssh):
        raise DeviceUnreachable(f"{_where(target)}: {target.known_hosts} has no host key of it that is strong enough")
    return trusted


def _signatures(trusted: list[asyncssh.SSHKey], *, old: bool) -> list[str]:
    every = (name.decode() for key in trusted for name in key.sig_algorithms)
    return list(dict.fromkeys(name for name in every if old or name != LEGACY_SIGNATURE))


def _why(target: Target, problem: Exception) -> str:
    if isinstance(problem, TimeoutError):
        return f"no answer within {CONNECT_SECONDS:g} s"
    if isinstance(problem, asyncssh.KeyImportError):
        return f"expected a private key in {target.key_file}, found {_said(problem)}"
    if isinstance(problem, asyncssh.HostKeyNotVerifiable):
        return (
            f"its host key is not the one in {target.known_hosts}: the device was replaced or reset, or somebody"
            f" stands in between. {_how_to_add(target)}"
        )
    if isinstance(problem, asyncssh.PermissionDenied):
        return f"it refused the login of {target.username!r}"
    return f"{_said(problem)}{_opt_in(target, problem)}"


def _opt_in(target: Target, problem: Exception) -> str:
    # A device without an algorithm in common says so or just hangs up, whichever comes first.
    if target.legacy_ssh or not isinstance(problem, (asyncssh.KeyExchangeFailed, asyncssh.ConnectionLost)):
        return ""
    return (
        f". If it has only algorithms of old (ssh-rsa, SHA-1 key exchanges, CBC) and cannot be upgraded,"
        f" {LEGACY_VARIABLE}: true for this device allows them"
    )


def _how_to_add(target: Target) -> str:
    return (
        f"Compare the fingerprint at the device's console with that of ssh-keyscan -p {target.port} {target.host},"
        f" then put its line into {target.known_hosts}"
    )


def _where(target: Target) -> str:
    return f"{target.host} port {target.port}"


def _said(problem: Exception) -> str:
    text = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
    return " ".join(CONTROL.sub(" ", text).split())[:DETAIL_LIMIT] or type(problem).__name__

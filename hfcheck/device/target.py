"""Which device, and as whom."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Target:
    """A device and how to log in to it; passwords are in no repr.

    `known_hosts` is the path of an OpenSSH known_hosts file; the host key is always checked. `legacy_ssh` lets this one
    device use ssh-rsa, SHA-1 key exchanges and CBC ciphers. `seconds` bounds one answer; connecting has its own bound.
    """

    host: str
    port: int
    username: str
    platform: str
    password: str | None = field(default=None, repr=False)
    key_file: str | None = None
    known_hosts: str = field(kw_only=True)
    legacy_ssh: bool = False
    seconds: float = 30.0
    enable_password: str | None = field(default=None, repr=False)

"""What a target answered to the pre-flight, in types; hfcheck/target/preflight.py says what each field means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from hfcheck.collect.script import clean
from hfcheck.errors import CollectError

LIMIT = 8_000_000  # characters; fifty administrators from ten networks need less


@dataclass(frozen=True, slots=True)
class Said:
    """A program's exit code (None: it is not installed) and what it said."""

    code: int | None
    said: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command that a role wanted run over its staged files."""

    argv: tuple[str, ...]
    code: int | None
    said: str


@dataclass(frozen=True, slots=True)
class Key:
    """One line of an authorized_keys file: never the key itself; bits of RSA keys only."""

    type: str
    bits: int | None
    options: str


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One file that AuthorizedKeysFile leads to, and what StrictModes minds about its place."""

    path: str
    there: bool
    unsafe: tuple[str, ...]
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Pam:
    """PAM's codes (0 success, None not asked), their meaning, how often it prompted, and what it told the user."""

    auth: int | None
    account: int | None
    means: Mapping[str, str]
    prompts: int
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Login:
    """One user from one address: the effective configuration of sshd, the keys it would accept, PAM."""

    config: Said
    keys: tuple[KeyFile, ...]
    pam: Pam


@dataclass(frozen=True, slots=True)
class Account:
    """An account; password: set, locked, none or elsewhere (not in the shadow file); days as in shadow(5)."""

    groups: tuple[str, ...]
    home: str
    shell: str
    shell_runs: bool
    password: str
    days: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class User:
    """One user: no account means that there is none; sudo by `list`, and by `shell` for the connecting user."""

    account: Account | None
    sources: Mapping[str, Login]
    sudo: Mapping[str, Said]


@dataclass(frozen=True, slots=True)
class Reached:
    """Whether an address reached the SSH port; the problem is None when it did."""

    problem: str | None


@dataclass(frozen=True, slots=True)
class Firewall:
    """The new ruleset, tried; unseen with its reason."""

    seen: bool
    reason: str
    present: Said | None = None
    load: Said | None = None
    reached: Mapping[str, Reached] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Absent:
    """A module or included file that a PAM stack names and the target lacks."""

    file: str
    kind: str
    control: str
    module: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The whole answer. `controller`, `server`, `port`: the session as the target sees it; routes: address → known."""

    controller: str | None
    server: str | None
    port: int | None
    listening: Mapping[str, tuple[str, ...]]
    routes: Mapping[str, bool]
    left_out: tuple[str, ...]
    commands: tuple[Command, ...]
    sshd: Said
    visudo: Said
    missing: Mapping[str, tuple[Absent, ...]]
    options: Mapping[str, tuple[str, ...]]
    firewall: Firewall
    users: Mapping[str, User]


@dataclass(frozen=True, slots=True)
class _Problem:
    problem: str | None = None


def read(text: str) -> Seen:
    """The answer that the target's program printed; CollectError when it is none or tells why it could not look."""
    if len(text) > LIMIT:
        raise CollectError(f"pre-flight: expected an answer of at most {LIMIT} characters, found {len(text)}")
    try:
        problem = TypeAdapter(_Problem).validate_json(text).problem
        if problem is not None:
            raise CollectError(f"pre-flight: the target cannot be asked without changing it: {clean(problem)[:1000]}")
        return TypeAdapter(Seen).validate_json(text)
    except ValidationError as found:
        first = found.errors()[0]
        where = ".".join(map(str, first["loc"])) or "its text"
        raise CollectError(
            f"pre-flight: expected the answer of the target's program, found {clean(text)[:200]!r}"
            f" ({where}: {first['msg']})"
        ) from None

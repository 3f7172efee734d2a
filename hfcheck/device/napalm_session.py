"""What the drivers for NAPALM share: one session, opened from NAPALM's arguments, and no way to change a device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from napalm.base.base import NetworkDriver
from napalm.base.exceptions import ConnectionClosedException, ConnectionException

from hfcheck.device.allowed import SESSION
from hfcheck.device.napalm_errors import ChangesRefused, not_seen
from hfcheck.device.session import Session
from hfcheck.device.target import Target
from hfcheck.errors import DeviceUnreachable, ForbiddenLine
from hfcheck.network.observed import Heard, Missing, Outcome
from hfcheck.network.redaction import redact
from hfcheck.network.reply import State, reply

KNOWN_HOSTS = "~/.ssh/known_hosts"
OPTIONS = frozenset({"port", "known_hosts", "key_file", "legacy_ssh", "secret"})


class OneSession(NetworkDriver):  # type: ignore[misc]  # NAPALM is not typed
    """A driver over hfcheck.device.Session.

    `optional_args`: port (22), known_hosts (a path; the host key is always checked), key_file, legacy_ssh (ssh-rsa,
    SHA-1 and CBC for this device), secret (of `enable`). `timeout` bounds each answer, in seconds.
    """

    platform = ""

    def __init__(
        self,
        hostname: str,
        username: str,
        password: str,
        timeout: float = 60,
        optional_args: Mapping[str, Any] | None = None,
    ) -> None:
        options = dict(optional_args or {})
        if unknown := options.keys() - OPTIONS:
            raise ValueError(f"expected optional_args of {sorted(OPTIONS)}, found {sorted(unknown)}")
        self.hostname = hostname
        self.username = username
        self.timeout = timeout
        self._session: Session | None = None
        self._target = Target(
            host=hostname,
            port=int(options.get("port", 22)),
            username=username,
            platform=self.platform,
            password=password or None,
            key_file=options.get("key_file"),
            known_hosts=str(Path(options.get("known_hosts") or KNOWN_HOSTS).expanduser()),
            legacy_ssh=bool(options.get("legacy_ssh", False)),
            seconds=float(timeout),
            enable_password=options.get("secret"),
        )

    def open(self) -> None:
        """Log in; raises NAPALM's ConnectionException with the reason."""
        if self._session is None:
            try:
                self._session = Session.open(self._target)
            except DeviceUnreachable as problem:
                raise ConnectionException(str(problem)) from problem

    def close(self) -> None:
        """End the session at once."""
        if self._session is not None:
            session, self._session = self._session, None
            session.close()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        # NAPALM's own prints a request to report a bug to standard output for each exception that is not its own.
        self.close()

    def __del__(self) -> None:
        with suppress(Exception):
            self.close()

    def is_alive(self) -> dict[str, bool]:
        """Whether the device gives its prompt, asked for now."""
        if self._session is None or not self._session.alive:
            return {"is_alive": False}
        return {"is_alive": self._session.ask("").outcome is Outcome.ANSWERED}

    def cli(self, commands: Sequence[str], encoding: str = "text") -> dict[str, str]:
        """The cleaned output of each line, secrets hidden; ForbiddenLine sends nothing at all."""
        if encoding != "text":
            raise NotImplementedError(f"expected the encoding text, found {encoding!r}")
        if barred := [line for line in commands if line.strip() in SESSION]:
            raise ForbiddenLine(
                f"{self._target.platform}: expected a command that prints something, found {barred[0]!r}"
            )
        return {one.line: self._text(one) for one in self._ask(commands)}

    def compliance_report(self, *arguments: Any, **options: Any) -> Any:
        """NAPALM's report, in which what no getter tells does not comply; its own passes what was never looked at."""
        report = super().compliance_report(*arguments, **options)
        return report | {"complies": report["complies"] and not report["skipped"]}

    def _ask(self, lines: Sequence[str]) -> Sequence[Heard]:
        return self._opened.ask_all(lines)

    def _text(self, one: Heard) -> str:
        """The cleaned output, secrets hidden; raises NotSeen unless it is an answer."""
        if one.outcome is not Outcome.ANSWERED:
            raise not_seen(Missing(None, f"{one.line}: {one.detail or one.outcome.value}", one.outcome))
        said = reply(self._target.platform, one.line, one.text)
        if said.state is not State.OK:
            raise not_seen(Missing(said.state, f"{one.line}: {redact(said.detail)}", one.outcome))
        return redact(said.text)

    @property
    def _opened(self) -> Session:
        if self._session is None:
            raise ConnectionClosedException(f"{self.hostname}: the session is not open")
        return self._session

    def load_template(self, *_arguments: Any, **_options: Any) -> NoReturn:
        """Changes go another way; so do all below."""
        raise ChangesRefused

    load_replace_candidate = load_merge_candidate = load_template
    compare_config = commit_config = confirm_commit = has_pending_commit = load_template
    discard_config = rollback = load_template

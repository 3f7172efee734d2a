"""One administrator's walk from one address to a root shell under the staged files: what is in the way, what is unseen.

Every step yields the end of a sentence; `faults` and `doubts` are of the configuration as a whole. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hfcheck.hardening.preflight_seen import Absent, Account, Login, Said, Seen, User
from hfcheck.hardening.preflight_sshd import (
    Config,
    config_of,
    confined,
    denied,
    listens,
    strangers,
    usable,
    value,
    ways,
)

SUCCESS, NEW_PASSWORD_REQUIRED = 0, 12
MAY_RUN = "may run the following"
NO_SHELL = ("nologin", "false", "sync", "halt", "shutdown")
SSH_PROGRAMS = {"sshd", "systemd", "sshd-listener"}
# pam_faillock(8), pwquality.conf(5), pwhistory.conf(5): a name they do not know is skipped, and with it the rule.
KNOWN_OPTIONS: Mapping[str, str] = {
    "/etc/security/faillock.conf": (
        "dir audit silent no_log_info local_users_only nodelay deny fail_interval unlock_time even_deny_root"
        " root_unlock_time admin_group"
    ),
    "/etc/security/pwquality.conf": (
        "difok minlen dcredit ucredit lcredit ocredit minclass maxrepeat maxsequence maxclassrepeat gecoscheck"
        " dictcheck usercheck usersubstr enforcing badwords dictpath retry enforce_for_root local_users_only"
    ),
    "/etc/security/pwhistory.conf": "debug enforce_for_root remember retry file",
}


@dataclass(frozen=True, slots=True)
class Way:
    """One user from one address; it is open when nothing is in the way."""

    user: str
    source: str
    problems: tuple[str, ...]
    unseen: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing that could be seen keeps the user out."""
        return not self.problems


def walk(seen: Seen, client: Config, user: str, source: str) -> Way:
    """The user's way in from the address, with a client that speaks what `client` (ssh -G) says."""
    found = seen.users[user]
    login = found.sources.get(source)
    if found.account is None or login is None:
        return Way(user, source, ("there is no such account",), ())
    if login.config.code != 0:
        return Way(user, source, (f"sshd -T: {_last(login.config)}",), ())
    config = config_of(login.config.said)
    problems = (
        *_network(seen, source),
        *strangers(config, client),
        *_account(found.account),
        *denied(config, user, found.account.groups, source),
        *_methods(config, user, found.account, login, source),
        *_account_phase(config, found.account, login),
        *confined(config),
        *_sudo(user, found),
    )
    return Way(user, source, problems, tuple(_unseen(seen, config, found, source)))


def _network(seen: Seen, source: str) -> Iterator[str]:
    reached = seen.firewall.reached.get(source)
    if reached is not None and reached.problem is not None:
        yield f"the new firewall lets no connection through ({reached.problem})"


def _account(account: Account) -> Iterator[str]:
    if not account.shell_runs or account.shell.rpartition("/")[2] in NO_SHELL:
        yield f"its shell {account.shell} gives no session"


def _methods(config: Config, user: str, account: Account, login: Login, source: str) -> Iterator[str]:
    keys, refused = usable(config, login, source)
    if not keys and login.pam.auth not in (None, SUCCESS) and login.pam.prompts <= 1:
        yield f"PAM refuses a correct password ({_means(login, login.pam.auth)})"
    for way in ways(config, user, account, keys):
        yield f"{way} ({'; '.join(refused)})" if refused else way


def _account_phase(config: Config, account: Account, login: Login) -> Iterator[str]:
    code = login.pam.account
    if value(config, "usepam") != "yes" or code in (None, SUCCESS):
        return
    if code == NEW_PASSWORD_REQUIRED:
        days = account.days
        yield f"its password has expired (changed on day {days.get('changed')}, at most {days.get('maximum')} days old)"
    else:
        told = "".join(f"; {text}" for text in login.pam.said)
        yield f"PAM refuses the account ({_means(login, code)}{told})"


def _means(login: Login, code: int | None) -> str:
    return login.pam.means.get(str(code), f"code {code}")


def _sudo(user: str, found: User) -> Iterator[str]:
    listed, shell = found.sudo.get("list"), found.sudo.get("shell")
    if user == "root" or (found.account and found.account.password == "elsewhere"):  # noqa: S105 - not a password
        return
    if listed is not None and MAY_RUN not in listed.said:
        yield f"sudo gives it nothing: {_last(listed)}"
    if shell is not None and shell.code != 0:
        yield f"sudo gives it no root shell: {_last(shell)}"


def _unseen(seen: Seen, config: Config, found: User, source: str) -> Iterator[str]:
    if not seen.routes.get(source, False):
        yield "no route leads back to it, so the firewall was not tried"
    if found.sources[source].pam.account is None and value(config, "usepam") == "yes":
        yield f"PAM: {'; '.join(found.sources[source].pam.said) or 'not asked'}"
    if found.account and found.account.password == "elsewhere":  # noqa: S105 - not a password
        yield "its password is not kept on this host, so sudo was not tried"
    if value(config, "authorizedkeyscommand", "none") != "none":
        yield "AuthorizedKeysCommand was not asked for keys"


def faults(seen: Seen) -> Iterator[str]:
    """What is wrong with the staged files whoever comes; each is a whole sentence."""
    for command in seen.commands:
        if command.code not in (None, 0):
            yield f"{' '.join(command.argv)} fails: {_last(Said(command.code, command.said))}"
    if seen.sshd.code != 0:
        yield f"sshd -t refuses the configuration: {_last(seen.sshd)}"
    if seen.visudo.code not in (None, 0):
        yield f"visudo -c refuses the rules: {_last(seen.visudo)}"
    if seen.firewall.load is not None and seen.firewall.load.code != 0:
        yield f"nft refuses the ruleset: {_last(seen.firewall.load)}"
    yield from _pam_faults(seen)
    yield from _port_faults(seen)


def _pam_faults(seen: Seen) -> Iterator[str]:
    absent = dict.fromkeys(line for lines in seen.missing.values() for line in lines if _matters(line))
    for line in absent:
        named = f"{line.module or 'no module'} ({line.kind} {line.control})"
        yield f"PAM: {line.file} names {named}, which this host has not"
    for path, names in seen.options.items():
        if unknown := sorted(set(names) - set(KNOWN_OPTIONS[path].split())):
            yield f"PAM: {path}: expected options of its module, found {', '.join(unknown)}"


def _matters(line: Absent) -> bool:
    """A dash before the type, `optional` and `module_unknown=ignore` say that the module may be absent."""
    return not (line.kind.startswith("-") or line.control == "optional" or "module_unknown=ignore" in line.control)


def _port_faults(seen: Seen) -> Iterator[str]:
    configs = [config_of(login.config.said) for user in seen.users.values() for login in user.sources.values()]
    for port in sorted({port for config in configs for port in config.get("port", [])}):
        if others := sorted(set(seen.listening.get(port, ())) - SSH_PROGRAMS):
            yield f"sshd would listen on port {port}, where {', '.join(others)} listens already"


def of_session(seen: Seen, config: Config) -> Iterator[str]:
    """What keeps a new session of the same kind as this one from arriving where sshd will listen."""
    yield from listens(config, seen.server, seen.port)


def doubts(seen: Seen) -> Iterator[str]:
    """What could not be looked at, whoever comes; each is a whole sentence."""
    if not seen.firewall.seen:
        yield f"not seen: the new firewall was not tried: {seen.firewall.reason}"
    if seen.firewall.present is not None and seen.firewall.present.code != 0:
        yield f"not seen: today's ruleset could not be repeated beside the new one: {_last(seen.firewall.present)}"
    programs = [Said(command.code, command.said) for command in seen.commands]
    yield from (f"not seen: {program.said}" for program in (*programs, seen.visudo) if program.code is None)
    if seen.left_out:
        yield f"not staged: {', '.join(seen.left_out)} (outside of what is copied)"


def _last(program: Said) -> str:
    lines: Iterable[str] = program.said.strip().splitlines()[-3:]
    return " / ".join(line.strip() for line in lines)[:400] or f"it ends with code {program.code} and says nothing"

"""The settings and the accounts of a MariaDB (or MySQL) that answers on its local socket.

It is asked over the socket as root, whom the server knows without a password, in a read-only transaction. Of passwords
only whether there is one is asked for. A server that wants a password of root is not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, whole
from hfcheck.readings.snippets import DECLARED

# The client prints tabs and ends of lines in a name escaped. Roles, as which nobody logs in, have no host.
QUESTIONS = r"""
declared mariadb "$@"
need_root
[ -S /run/mysqld/mysqld.sock ] || [ -S /var/lib/mysql/mysql.sock ] || absent "no MariaDB answers on a local socket"
client=mariadb
command -v mariadb >/dev/null 2>&1 || client=mysql
need $client
HOME=/nonexistent "$client" --no-defaults --batch --skip-column-names --connect-timeout=5 --user=root \
  --execute="START TRANSACTION READ ONLY;
    SHOW GLOBAL VARIABLES WHERE Variable_name IN ('local_infile', 'have_symlink', 'secure_file_priv', 'bind_address',
      'tls_version', 'require_secure_transport', 'log_warnings', 'general_log', 'server_audit_logging',
      'interactive_timeout', 'version');
    SELECT 'account', IF(plugin NOT IN ('unix_socket', 'auth_socket') AND authentication_string = '', 'empty', 'kept'),
      Super_priv, CONCAT(User, '@', Host) FROM mysql.user WHERE Host <> '' LIMIT 500;
    SELECT 'database', SCHEMA_NAME FROM information_schema.SCHEMATA LIMIT 500;
    SELECT 'end';" </dev/null
"""
SWITCHES = {
    "local_infile": "local_infile",
    "general_log": "general_log",
    "require_secure_transport": "require_secure_transport",
}
COUNTS = {"log_warnings": "log_warnings", "interactive_timeout_s": "interactive_timeout"}
TEXTS = {"symlinks": "have_symlink", "file_directory": "secure_file_priv"}
LISTS = {"tls_versions": "tls_version", "bind_addresses": "bind_address"}
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
TAGS = ("account", "database")
ALL = {**SWITCHES, **COUNTS, **TEXTS, **LISTS}


def _settings(lines: Sequence[str]) -> dict[str, str]:
    """Setting → its value, which may be empty."""
    found = {}
    for line in lines:
        name, _, value = line.partition("\t")
        found[name] = value.strip()
    if "version" not in found:
        raise Unreadable("expected the version of the server, found none")
    return found


def _values(found: Mapping[str, str], names: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Value of the reading → (setting, what it says) of those that the server knows."""
    return {value: (name, found[name]) for value, name in names.items() if name in found}


def _switch(setting: tuple[str, str]) -> bool:
    name, text = setting
    if text not in ("ON", "OFF"):
        raise Unreadable(f"expected ON or OFF for {name}, found {text[:80]!r}")
    return text == "ON"


def _shown(found: Mapping[str, str]) -> dict[str, Answer]:
    lists = {key: sorted(word.strip() for word in text.split(",")) for key, (_, text) in _values(found, LISTS).items()}
    return {
        **{key: _switch(setting) for key, setting in _values(found, SWITCHES).items()},
        **{key: whole(text, name) for key, (name, text) in _values(found, COUNTS).items()},
        **{key: text or "anywhere" for key, (_, text) in _values(found, TEXTS).items()},
        **lists,
    }


def _accounts(lines: Sequence[str]) -> Mapping[str, Answer]:
    kept, privileged = {}, []
    for line in lines:
        password, super_, name = fields(line, 3, "an account")
        kept[name] = password
        if super_ == "Y":
            privileged.append(name)
    return {
        "anonymous": [name for name in kept if name.startswith("@")],
        "without_password": [name for name, state in kept.items() if state == "empty"],
        "remote_root": [name for name in kept if name.startswith("root@") and name[5:] not in LOCAL],
        "privileged": privileged,
    }


def parse(output: Output) -> Mapping[str, Answer]:
    """Behind tabs: `<setting> <value>`, `account <empty|kept> <Y|N> <user@host>`, `database <name>`; at last `end`."""
    lines = [line for line in output.stdout.splitlines() if line.strip()]
    if lines[-1:] != ["end"]:
        raise Unreadable("expected the line 'end' at the end, found none")
    rests = {tag: [line[len(tag) + 1 :] for line in lines if line.startswith(f"{tag}\t")] for tag in TAGS}
    found = _settings([line for line in lines[:-1] if line.partition("\t")[0] not in TAGS])
    unknown = {key: NotApplicable(Reason.ABSENT, f"this version knows no {name}") for key, name in ALL.items()}
    return {
        **unknown,
        **_shown(found),
        "audit_logging": found.get("server_audit_logging", "OFF") == "ON",
        **_accounts(rests["account"]),
        "test_databases": [name for name in rests["database"] if name == "test" or name.startswith("test_")],
    }


READING = Reading(
    values={
        "local_infile": "whether clients may have the server read files of theirs",
        "symlinks": "YES or DISABLED: whether tables may be symbolic links",
        "file_directory": "the directory that SQL may read files from and write them to, or 'anywhere'",
        "bind_addresses": "addresses that the server listens on",
        "tls_versions": "protocols of encrypted connections",
        "require_secure_transport": "whether connections over the network have to be encrypted",
        "log_warnings": "how much the error log holds; from 2 on failed logins are in it",
        "general_log": "whether every statement is written to a file",
        "audit_logging": "whether the audit plugin logs",
        "interactive_timeout_s": "seconds after which an idle session of a person ends",
        "anonymous": "accounts without a name",
        "without_password": "accounts that need no password",
        "remote_root": "accounts root that may come from another host",
        "privileged": "accounts that may do everything",
        "test_databases": "databases for trying things out",
    },
    parse=parse,
    snippet=DECLARED + QUESTIONS,
    command="mariadb -e 'show global variables'；mariadb -e 'select user, host from mysql.user'",
    privileged=True,
)

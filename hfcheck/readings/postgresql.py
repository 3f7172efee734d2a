"""The settings, the rules of entry and the superusers of every PostgreSQL that answers on a local socket.

It is asked as its own superuser in a read-only session with a time limit. No value that could be a secret is asked for:
of passwords only how they are kept, of rules of entry no options. Clusters are named by their port.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import NO_LIMIT, Unreadable, fields, known, tagged, whole
from hfcheck.readings.snippets import DECLARED

# Names that people chose are printed without control characters. The search path keeps a database's own functions out.
QUESTIONS = r"""
declared postgresql "$@"
need_root
ask() { # port, database, statements
  ask_port=$1 PGDATABASE=$2
  export PGDATABASE
  shift 2
  PGOPTIONS='-c default_transaction_read_only=on -c statement_timeout=5s -c search_path=pg_catalog' \
    PGCONNECT_TIMEOUT=5 PGAPPNAME=hfcheck runuser -u postgres -- \
    psql -XAtqw -v ON_ERROR_STOP=1 -h /run/postgresql -p "$ask_port" "$@" </dev/null
}
cd / || exit 1
clusters=0
for socket in /run/postgresql/.s.PGSQL.*; do
  [ -S "$socket" ] || continue
  need psql
  need runuser
  port=${socket##*.}
  clusters=$((clusters + 1))
  echo "cluster $port"
  ask "$port" postgres -c "SELECT 'setting $port ' || name || ' ' || translate(setting, E'\n\r', '  ') FROM pg_settings
      WHERE name IN ('password_encryption', 'listen_addresses', 'ssl', 'ssl_min_protocol_version', 'ssl_cert_file',
        'log_connections', 'log_disconnections', 'log_line_prefix', 'log_statement', 'idle_session_timeout')" \
    -c "SELECT 'pending $port ' || name FROM pg_settings WHERE pending_restart" \
    -c "SELECT 'mistake $port ' || count(*) FROM pg_file_settings
      WHERE error IS NOT NULL AND error <> 'setting could not be applied'" \
    -c "SELECT 'entry $port ' || line_number || ' ' || coalesce(auth_method, 'unreadable') || ' ' ||
        left(regexp_replace(concat_ws(' ', coalesce(type, '-'), array_to_string(database, ','),
          array_to_string(user_name, ','), address),
          '[[:cntrl:]]', '?', 'g'), 200) FROM pg_hba_file_rules LIMIT 500" \
    -c "SELECT 'superuser $port ' || regexp_replace(rolname, '[[:cntrl:]]', '?', 'g') FROM pg_roles WHERE rolsuper" \
    -c "SELECT 'md5 $port ' || regexp_replace(rolname, '[[:cntrl:]]', '?', 'g') FROM pg_authid
      WHERE rolcanlogin AND rolpassword LIKE 'md5%'" || exit 1
  databases=$(ask "$port" postgres -c "SELECT datname FROM pg_database
    WHERE datallowconn AND NOT datistemplate AND datname !~ '[[:cntrl:]]' ORDER BY 1 LIMIT 50") || exit 1
  while IFS= read -r database; do
    ask "$port" "$database" -c "SELECT 'creator $port ' || current_database() FROM pg_namespace,
      aclexplode(coalesce(nspacl, acldefault('n', nspowner))) right_
      WHERE nspname = 'public' AND right_.grantee = 0 AND right_.privilege_type = 'CREATE'" || exit 1
  done <<END
$databases
END
done
[ "$clusters" -gt 0 ] || absent "no PostgreSQL answers on a local socket"
exit 0
"""
TAGS = ("cluster", "setting", "pending", "mistake", "entry", "superuser", "md5", "creator")
ON_OFF = ("on", "off")


def _text(value: str) -> Answer:
    return value


def _switch(value: str) -> Answer:
    return known(value, ON_OFF, "a switch") == "on"


def _logged(value: str) -> Answer:
    # From version 18 on log_connections is a list of what is logged; an empty one logs nothing.
    return value not in ("", "off")


def _idle(value: str) -> Answer:
    return whole(value, "idle_session_timeout") // 1000 or NO_LIMIT


def _own(value: str) -> Answer:
    return "snakeoil" not in value


# The setting that each value is read from, and how.
SETTINGS: Mapping[str, tuple[str, Callable[[str], Answer]]] = {
    "password_encryption": ("password_encryption", _text),
    "ssl": ("ssl", _switch),
    "ssl_min_protocol": ("ssl_min_protocol_version", _text),
    "own_certificate": ("ssl_cert_file", _own),
    "log_connections": ("log_connections", _logged),
    "log_disconnections": ("log_disconnections", _switch),
    "log_line_prefix": ("log_line_prefix", _text),
    "log_statement": ("log_statement", _text),
    "idle_session_s": ("idle_session_timeout", _idle),
}
Settings = Mapping[str, Mapping[str, str]]


def _settings(lines: list[str]) -> Settings:
    """Setting → port → value, which may be empty."""
    found: dict[str, dict[str, str]] = {}
    for line in lines:
        port, name, value = fields(f"{line} -", 3, "a setting")
        found.setdefault(name, {})[port] = value.removesuffix("-").strip()
    return found


def _entries(lines: list[str]) -> dict[str, str]:
    """'<port>:<line> <rule>' → its method."""
    split = [fields(line, 4, "a rule of entry") for line in lines]
    return {f"{port}:{whole(number, 'a line')} {rule}": method for port, number, method, rule in split}


def _named(lines: list[str]) -> dict[str, str]:
    """'<port> <name>' → the name."""
    split = [fields(line, 2, "a name") for line in lines]
    return {f"{port} {name}": name for port, name in split}


def _setting(settings: Settings, name: str, show: Callable[[str], Answer]) -> Answer:
    if name not in settings:
        return NotApplicable(Reason.ABSENT, f"this version knows no {name}")
    return {port: show(value) for port, value in settings[name].items()}  # type: ignore[misc]


def parse(output: Output) -> Mapping[str, Answer]:
    """Lines that begin with one of TAGS and the port of a cluster."""
    found = tagged(output.stdout, TAGS)
    ports = found["cluster"]
    settings = _settings(found["setting"])
    entries = _entries(found["entry"])
    listening = settings.get("listen_addresses", {})
    for what, seen in (("listen_addresses", listening), ("rules of entry", {key.partition(":")[0] for key in entries})):
        if set(seen) != set(ports):
            raise Unreadable(f"expected {what} of the clusters {ports}, found those of {sorted(seen)}")
    addresses = {word.strip() for value in listening.values() for word in value.split(",") if word.strip()}
    mistakes = [whole(fields(line, 2, "mistakes")[1], "mistakes") for line in found["mistake"]]
    return {
        **{value: _setting(settings, name, show) for value, (name, show) in SETTINGS.items()},
        "listen_addresses": sorted(addresses),
        "entry_methods": entries,
        "mistakes": sum(mistakes),
        "pending_restart": _named(found["pending"]),
        "superusers": _named(found["superuser"]),
        "md5_roles": _named(found["md5"]),
        "public_create": _named(found["creator"]),
    }


READING = Reading(
    values={
        "password_encryption": "cluster (its port) → how new passwords are kept",
        "ssl": "cluster → whether connections may be encrypted",
        "ssl_min_protocol": "cluster → the oldest protocol of encrypted connections",
        "own_certificate": "cluster → whether its certificate is another than the one that the system made for itself",
        "log_connections": "cluster → whether logins are logged",
        "log_disconnections": "cluster → whether the ends of sessions are logged",
        "log_line_prefix": "cluster → what stands before each line of its log",
        "log_statement": "cluster → none, ddl, mod or all",
        "idle_session_s": "cluster → seconds after which an idle session ends, 99999 for never",
        "listen_addresses": "addresses that the clusters listen on",
        "entry_methods": "'<port>:<line> <rule>' of pg_hba.conf → how it lets in; 'unreadable' for a broken line",
        "mistakes": "lines of the configuration that the server refuses",
        "pending_restart": "'<port> <name>' → name of a setting that waits for a restart",
        "superusers": "'<port> <name>' → name of a role that may do everything",
        "md5_roles": "'<port> <name>' → name of a role whose password is kept as md5",
        "public_create": "'<port> <name>' → name of a database in whose schema public everybody may create",
    },
    parse=parse,
    snippet=DECLARED + QUESTIONS,
    command="psql -c 'show all'；cat pg_hba.conf；psql -c '\\du'",
    privileged=True,
    seconds=60,
)

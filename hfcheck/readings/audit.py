"""The audit daemon: whether it runs, what it records, what it lost, and what it does when its disk is full."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, known, only, tagged, whole

SNIPPET = r"""
[ -d /run/systemd/system ] || absent "no systemd"
need systemctl
systemctl show auditd.service -p LoadState -p ActiveState -p UnitFileState | sed 's/=$/=-/; s/^/unit /'
if command -v auditctl >/dev/null 2>&1; then
  if status=$(auditctl -s 2>&1); then
    printf '%s\n' "$status" | sed 's/^/status /'
    rules=$(auditctl -l) || exit 1
    echo "rules $(printf '%s\n' "$rules" | grep -c '^-')"
  else
    echo "refused $status"
  fi
fi
[ -r /etc/audit/auditd.conf ] &&
  awk -F= '/^[ \t]*[a-z_]+[ \t]*=/ { gsub(/[ \t]/, ""); print "conf", $1, tolower($2) }' /etc/audit/auditd.conf
exit 0
"""
ACTIVE = ("active", "reloading", "inactive", "failed", "activating", "deactivating", "maintenance", "refreshing")
# Kernel audit state, as auditctl prints it: 2 cannot be changed until the next boot.
IMMUTABLE = 2
NO_TOOL = NotApplicable(Reason.ABSENT, "auditctl is not installed")
NO_CONF = NotApplicable(Reason.ABSENT, "no /etc/audit/auditd.conf")


def _service(lines: list[str]) -> Mapping[str, Answer]:
    unit = dict(line.partition("=")[::2] for line in lines)
    if not {"ActiveState", "UnitFileState"} <= unit.keys():
        raise Unreadable(f"expected the states of auditd.service, found {sorted(unit)}")
    return {
        "active": known(unit["ActiveState"], ACTIVE, "the state of auditd.service") == "active",
        "enabled": unit["UnitFileState"].startswith("enabled"),
    }


def _kernel(found: Mapping[str, list[str]]) -> Mapping[str, Answer]:
    names = ("rules", "immutable", "lost")
    if found["refused"]:
        return dict.fromkeys(names, NotSeen(Reason.REJECTED, found["refused"][0]))
    if not found["status"]:
        return dict.fromkeys(names, NO_TOOL)
    status = dict(fields(line, 2, "a line of auditctl -s") for line in found["status"])
    if not {"enabled", "lost"} <= status.keys():
        raise Unreadable(f"expected the state of the kernel's audit, found {sorted(status)}")
    return {
        "rules": whole(only(found, "rules"), "audit rules"),
        "immutable": whole(status["enabled"], "the audit state") == IMMUTABLE,
        "lost": whole(status["lost"], "lost audit records"),
    }


def _settings(lines: list[str]) -> Mapping[str, Answer]:
    conf = dict(fields(line, 2, "a setting of auditd.conf") for line in lines)
    keys = ("disk_full_action", "disk_error_action", "max_log_file_action")
    return {key: conf.get(key, NotSeen(Reason.NO_ANSWER, f"auditd.conf does not set {key}")) for key in keys}


def parse(output: Output) -> Mapping[str, Answer]:
    """`unit <k=v>`, `status <key> <value>`, `rules <n>`, `refused <why>` and `conf <key> <value>` lines."""
    found = tagged(output.stdout, ("unit", "status", "rules", "refused", "conf"))
    keys = ("disk_full_action", "disk_error_action", "max_log_file_action")
    settings = _settings(found["conf"]) if found["conf"] else dict.fromkeys(keys, NO_CONF)
    return {**_service(found["unit"]), **_kernel(found), **settings}


READING = Reading(
    values={
        "active": "whether auditd.service runs",
        "enabled": "whether auditd.service starts at boot",
        "rules": "audit rules that the kernel holds",
        "immutable": "whether the rules are locked until the next boot",
        "lost": "audit records lost since boot",
        "disk_full_action": "what auditd does when its disk is full, in lower case",
        "disk_error_action": "what auditd does when writing fails, in lower case",
        "max_log_file_action": "what auditd does with a log file that is long enough, in lower case",
    },
    parse=parse,
    snippet=SNIPPET,
    command="auditctl -s；auditctl -l；systemctl status auditd；cat /etc/audit/auditd.conf",
    privileged=True,
)

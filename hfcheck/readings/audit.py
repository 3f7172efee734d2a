"""The audit daemon: whether it runs, what it records, what it lost, and what it does when its disk is full."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import NO_LIMIT, Unreadable, fields, known, only, tagged, whole

SNIPPET = r"""
[ -d /run/systemd/system ] || absent "no systemd"
need systemctl
systemctl show auditd.service -p LoadState -p ActiveState -p UnitFileState -p RefuseManualStop |
  sed 's/=$/=-/; s/^/unit /'
if command -v auditctl >/dev/null 2>&1; then
  if status=$(auditctl -s 2>&1); then
    printf '%s\n' "$status" | sed 's/^/status /'
    rules=$(auditctl -l) || exit 1
    echo "rules $(printf '%s\n' "$rules" | grep -c '^-')"
  else
    echo "refused $(printf '%s\n' "$status" | head -n 1)"
  fi
fi
[ -r /etc/audit/auditd.conf ] &&
  awk -F= '/^[ \t]*[a-z_]+[ \t]*=/ { gsub(/[ \t]/, ""); print "conf", $1, tolower($2) }' /etc/audit/auditd.conf
[ -r /etc/cron.daily/hfcheck-audit-expiry ] &&
  sed -n 's/.* -mtime +\([0-9]*\) .*/expiry \1/p' /etc/cron.daily/hfcheck-audit-expiry
exit 0
"""
ACTIVE = ("active", "reloading", "inactive", "failed", "activating", "deactivating", "maintenance", "refreshing")
# Kernel audit state, as auditctl prints it: 2 cannot be changed until the next boot.
IMMUTABLE = 2
NO_TOOL = NotApplicable(Reason.ABSENT, "auditctl is not installed")
KEYS = ("disk_full_action", "disk_error_action", "max_log_file_action", "log_format")
NO_UNIT = NotApplicable(Reason.ABSENT, "auditd is not installed")
NO_CONF = NotApplicable(Reason.ABSENT, "no /etc/audit/auditd.conf")


def _service(lines: list[str]) -> Mapping[str, Answer]:
    unit = dict(line.partition("=")[::2] for line in lines)
    if not {"ActiveState", "UnitFileState"} <= unit.keys():
        raise Unreadable(f"expected the states of auditd.service, found {sorted(unit)}")
    refusal: dict[str, Answer] = {}
    if unit.get("LoadState") == "not-found":
        refusal["refuse_stop"] = NO_UNIT
    elif "RefuseManualStop" in unit:
        refusal["refuse_stop"] = known(unit["RefuseManualStop"], ("yes", "no"), "RefuseManualStop") == "yes"
    return {
        **refusal,
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
    return {key: conf.get(key, NotSeen(Reason.NO_ANSWER, f"auditd.conf does not set {key}")) for key in KEYS}


def _retention(settings: Mapping[str, Answer], expiry: list[str]) -> Answer:
    if settings["max_log_file_action"] != "keep_logs":
        return NotSeen(Reason.NO_ANSWER, "the logs are bounded by their size, not by days")
    return min((whole(days, "days of an audit log") for days in expiry), default=NO_LIMIT)


def parse(output: Output) -> Mapping[str, Answer]:
    """`unit <k=v>`, `status <key> <value>`, `rules <n>`, `refused <why>`, `conf <key> <value>`, `expiry <days>`."""
    found = tagged(output.stdout, ("unit", "status", "rules", "refused", "conf", "expiry"))
    kept: Mapping[str, Answer] = dict.fromkeys((*KEYS, "retention_days"), NO_CONF)
    if found["conf"]:
        kept = _settings(found["conf"])
        kept = {**kept, "retention_days": _retention(kept, found["expiry"])}
    return {**_service(found["unit"]), **_kernel(found), **kept}


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
        "log_format": "how auditd writes a record, in lower case; enriched resolves the numbers of users",
        "refuse_stop": "whether auditd.service refuses to be stopped by hand",
        "retention_days": "days that closed logs are kept, 99999 where nothing removes them",
    },
    parse=parse,
    snippet=SNIPPET,
    command="auditctl -s；auditctl -l；systemctl status auditd；cat /etc/audit/auditd.conf",
    privileged=True,
)

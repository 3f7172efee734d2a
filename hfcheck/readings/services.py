"""systemd units: those that failed, and the state of the declared ones."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, headed, key_values, whole

SNIPPET = r"""
[ -d /run/systemd/system ] || absent "systemd does not run here"
need systemctl
failed=$(systemctl list-units --state=failed --all --plain --no-legend --no-pager) || exit 1
echo failed
printf '%s\n' "$failed" | awk 'NF { print $1 }'
echo units
[ $# = 0 ] || systemctl show -p LoadState -p ActiveState -p UnitFileState -p NRestarts -- "$@"
"""


def parse(output: Output) -> Mapping[str, Answer]:
    """`failed`, names, `units`, and a block of properties for each argument, in their order."""
    failed, mark, text = output.stdout.partition("\nunits\n")
    names = headed(failed, "failed")
    if not mark:
        raise Unreadable("expected the declared units behind the failed ones")
    if not output.arguments:
        none = NotApplicable(Reason.NOT_DECLARED, "no services are declared")
        return {"failed_units": names, "active": none, "enabled": none, "restarts": none}
    blocks = [key_values(block) for block in text.split("\n\n") if block.strip()]
    if len(blocks) != len(output.arguments):
        raise Unreadable(f"expected {len(output.arguments)} units, found {len(blocks)}")
    return {"failed_units": names, **_states(dict(zip(output.arguments, blocks, strict=True)))}


def _states(units: Mapping[str, Mapping[str, str]]) -> dict[str, Answer]:
    active, enabled, restarts = dict[str, str](), dict[str, str](), dict[str, int]()
    for name, properties in units.items():
        loaded, state = properties.get("LoadState"), properties.get("ActiveState")
        if not loaded or not state:
            raise Unreadable(f"expected LoadState and ActiveState of {name}")
        active[name] = state if loaded == "loaded" else loaded
        enabled[name] = (properties.get("UnitFileState") or "unknown") if loaded == "loaded" else loaded
        if "NRestarts" in properties:
            restarts[name] = whole(properties["NRestarts"], f"restarts of {name}")
    return {
        "active": active,
        "enabled": enabled,
        "restarts": restarts or NotSeen(Reason.NO_ANSWER, "this systemd counts no restarts"),
    }


READING = Reading(
    values={
        "failed_units": "units in state failed",
        "active": "declared unit → active, inactive, failed, …; not-found and masked where it cannot be loaded",
        "enabled": "declared unit → enabled, disabled, static, …; not-found and masked likewise",
        "restarts": "declared service → automatic restarts since it was started by hand or at the start",
    },
    parse=parse,
    snippet=SNIPPET,
    command="systemctl --failed；systemctl status 服务名",
)

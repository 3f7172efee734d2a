"""display hrp state: a pair of USG firewalls as this one sees it. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, lines
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import percent
from hfcheck.readings.parsing import Unreadable

WORD = r"[A-Za-z][A-Za-z()-]{0,31}"
ROLE = re.compile(
    rf"Role *: *(?P<role>{WORD}), *peer *: *(?P<peer>{WORD})(?: *\(should be \"(?P<should>[a-z-]{{1,40}})\"\))?"
)
PRIORITY = re.compile(r"Running priority *: *(?P<own>\d{1,6}), *peer *: *(?P<peer>\d{1,6}|NA|unknown|-{1,2})")
USAGE = re.compile(r"Backup channel usage *: *(?P<usage>[0-9.]{1,8}%|NA|-{1,2})")
# Releases before V500 say whether the device is the active one in a line of its own.
OLD = re.compile(r"The firewall's config state is *: *(?P<role>ACTIVE|STANDBY|MASTER|SLAVE)", re.IGNORECASE)
WORDS = {"master": "active", "slave": "standby"}


def parse(text: str) -> Mapping[str, object]:
    """The roles; what VGMP watches and what was configured, which stands behind them, is not read."""
    found = [line.strip() for line in lines(text)]
    old = OLD.fullmatch(found[0])
    if old is not None:
        role = old["role"].lower()
        return {"role": WORDS.get(role, role), "peer": None, "should": None, "priority": None, **_rest([])}
    roles = [line for line in found if ROLE.fullmatch(line)]
    if len(roles) != 1 or found[0] != roles[0]:
        raise Unreadable(f"expected the role of the firewall, found {found[0][:120]!r}")
    row = fit(ROLE, roles[0], "the role of the firewall")
    priorities = [match for line in found if (match := PRIORITY.fullmatch(line)) is not None]
    if len(priorities) != 1:
        raise Unreadable(f"expected the running priority, found {len(priorities)}")
    return {
        "role": row["role"].lower(),
        "peer": row["peer"].lower(),
        "should": row["should"] or None,
        "priority": int(priorities[0]["own"]),
        **_rest(found),
    }


def _rest(found: list[str]) -> dict[str, float | None]:
    shares = [match["usage"] for line in found if (match := USAGE.fullmatch(line)) is not None]
    return {"channel_percent": percent(shares[0], "Backup channel usage") if shares and "%" in shares[0] else None}


COMMAND = Command(
    line="display hrp state",
    aliases=("display hrp state verbose",),
    values={
        "role": "active or standby, or as printed",
        "peer": "role of the other one; unknown where it does not answer, None where the release does not print it",
        "should": "both roles as they should be; None while they are so",
        "priority": "of this one's VGMP group; None where the release does not print it",
        "channel_percent": "use of the line between them; None where it is not printed",
    },
    parse=parse,
)

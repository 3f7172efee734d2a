"""display interface: each port with its states, addresses, rates and counters.

What a port prints differs by card and release: a clause that is not known, or whose value cannot be read, is kept as it
is in `unread`, and the value it might have held stays None. The states of a port must be readable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import blocks, fit, lines
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.port_counters import Counters
from hfcheck.network.huawei_vrp.port_lines import FIELDS, read_clause
from hfcheck.network.huawei_vrp.wording import is_rule

HEAD = re.compile(r"(?P<interface>[^ ]+) current state *: *(?P<state>[^,]*),? *")
PROTOCOL = re.compile(r"Line protocol current state *: *(?P<state>.*)")
STATE = re.compile(
    r"(?:(?P<why>Administratively|Error|Trigger) )?(?P<state>UP|DOWN|STANDBY)(?P<marks>(?: ?\([^()]{1,60}\))*)",
    re.IGNORECASE,
)
MARK = re.compile(r"\(([^()]*)\)")
DESCRIPTION = re.compile(r"Description ?:(?P<text>.*)")
MEMBER = re.compile(
    r"(?P<port>[A-Za-z0-9][A-Za-z0-9/.:-]*[0-9]) +(?P<state>UP|DOWN)(?:\([^ ()]{1,20}\))? +(?P<weight>\d+|-)",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """One entry a port, with every field; None for what the port does not print."""
    return {"interfaces": [_port(block) for block in blocks(lines(text), HEAD.fullmatch)]}


def _port(block: list[str]) -> dict[str, object]:
    head = fit(HEAD, block[0], "the state of a port")
    state = fit(STATE, head["state"], f"the state of {head['interface']}")
    port: dict[str, object] = dict.fromkeys(FIELDS)
    port |= {"interface": head["interface"], "link": state["state"].lower()}
    port |= {"enabled": state["why"].lower() != "administratively"}
    port |= {"link_detail": _detail(state), "addresses": [], "members": [], "unread": []}
    counters = Counters()
    for line in block[1:]:
        _line(port, line.strip(), counters)
    return port | counters.read()


def _detail(state: Mapping[str, str]) -> str | None:
    # The index of a port in the MIB stands behind its state as well.
    marks = [mark for mark in MARK.findall(state["marks"]) if not mark.startswith("ifindex")]
    why = [state["why"].lower()] if state["why"].lower() not in ("", "administratively") else []
    return ", ".join(why + marks) or None


def _line(port: dict[str, object], line: str, counters: Counters) -> None:
    protocol = PROTOCOL.fullmatch(line)
    description = DESCRIPTION.fullmatch(line)
    member = MEMBER.fullmatch(line)
    if protocol is not None:
        state = fit(STATE, protocol["state"], f"the protocol state of {port['interface']}")
        port |= {"protocol": state["state"].lower(), "protocol_detail": _detail(state)}
    elif description is not None and port["description"] is None:
        port["description"] = description["text"].strip()
    elif member is not None:
        _list(port, "members").append({"interface": member["port"], "state": member["state"].lower()})
    elif not is_rule(line) and not counters.take(line):
        _clauses(port, line)


def _clauses(port: dict[str, object], line: str) -> None:
    for clause in (part.strip() for part in line.split(",") if part.strip()):
        found = read_clause(clause)
        if found is None:
            _list(port, "unread").append(" ".join(clause.split()))
        elif found[0] == "addresses":
            _list(port, "addresses").append(found[1])
        else:
            port[found[0]] = found[1]


def _list(port: dict[str, object], name: str) -> list[object]:
    found = port[name]
    assert isinstance(found, list)  # noqa: S101 # set so by _port
    return found


COMMAND = Command(
    line="display interface",
    aliases=("display interface *", "display interface * *"),
    values={"interfaces": "one entry a port: " + ", ".join(f"{name} ({what})" for name, what in FIELDS.items())},
    parse=parse,
)

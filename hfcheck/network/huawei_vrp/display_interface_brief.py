"""display interface brief: every port in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, is_header, keyed, lines, maybe, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import is_rule, percent
from hfcheck.readings.parsing import Unreadable, whole

TITLES = ("Interface", "PHY", "Protocol", "InUti", "OutUti", "inErrors", "outErrors")
ROW = re.compile(
    r"(?P<interface>[^ ()]+)(?P<suffix>(?:\([^ ()]{1,20}\))*) +(?P<phy>[^ ]+) +(?P<protocol>[^ ]+) +"
    r"(?P<input>[0-9.]+%|-+) +(?P<output>[0-9.]+%|-+) +(?P<in_errors>\d+|-+) +(?P<out_errors>\d+|-+)"
)
STATE = re.compile(r"(?P<sign>[^a-zA-Z]?)(?P<state>up|down)(?P<marks>(?:\([^ ()]{1,20}\))*)", re.IGNORECASE)
MARK = re.compile(r"\(([^()]*)\)")


def parse(text: str) -> Mapping[str, object]:
    """One row a port; what a sign beside a state means is taken from the legend of the same output."""
    before, _, rest = behind(lines(text), lambda line: is_header(line, TITLES))
    legend = dict(_meaning(line) for line in before)
    rows: list[dict[str, object]] = []
    trunk: object = None
    for line in rest:
        if is_rule(line):
            continue
        row = _row(line, legend)
        indented = line.startswith(" ")
        if indented and trunk is None:
            raise Unreadable(f"expected a port of its own before a member, found {line.strip()[:120]!r}")
        if not indented:
            trunk = row["interface"]
        rows.append(row | {"member_of": trunk if indented else None})
    return {"interfaces": some(rows, "ports")}


def _meaning(line: str) -> tuple[str, str]:
    sign, meaning = keyed(line)
    return sign.lower().removesuffix("down") if not sign.startswith("(") else sign.lower(), meaning


def _row(line: str, legend: Mapping[str, str]) -> dict[str, object]:
    row = fit(ROW, line, "a row of the ports")
    link, link_marks = _state(row["phy"], legend)
    protocol, protocol_marks = _state(row["protocol"], legend)
    return {
        "interface": row["interface"],
        "marks": [legend.get(f"({mark.lower()})", mark) for mark in MARK.findall(row["suffix"])],
        "link": link,
        "link_marks": link_marks,
        "enabled": "administratively down" not in link_marks,
        "protocol": protocol,
        "protocol_marks": protocol_marks,
        "input_percent": maybe(row["input"], percent, "InUti"),
        "output_percent": maybe(row["output"], percent, "OutUti"),
        "input_errors": maybe(row["in_errors"], whole, "inErrors"),
        "output_errors": maybe(row["out_errors"], whole, "outErrors"),
    }


def _state(text: str, legend: Mapping[str, str]) -> tuple[str, list[str]]:
    found = fit(STATE, text, "up or down")
    signs = [found["sign"]] if found["sign"] else []
    signs += [f"({mark.lower()})" for mark in MARK.findall(found["marks"])]
    unknown = [sign for sign in signs if sign not in legend]
    if unknown:
        raise Unreadable(f"expected a sign of the legend, found {text!r}")
    return found["state"].lower(), [legend[sign].lower() for sign in signs]


COMMAND = Command(
    line="display interface brief",
    aliases=("display interface brief main",),
    values={
        "interfaces": "interface, marks (behind its name), link and protocol (up, down) with what their signs mean, "
        "enabled (not shut by an administrator), input_percent and output_percent of the bandwidth, "
        "input_errors, output_errors, member_of (its trunk)"
    },
    parse=parse,
)

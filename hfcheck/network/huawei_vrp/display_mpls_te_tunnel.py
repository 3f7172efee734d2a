"""display mpls te tunnel: the label-switched paths."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import fit, ip, is_header, lines, maybe, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import whole

TITLES = ("Ingress LsrId", "Destination", "LSPID", "In/OutLabel", "R", "Tunnel-name")
LEGEND = frozenset({"* means the LSP is detour LSP", "R: Role, I: Ingress, T: Transit, E: Egress"})
ROW = re.compile(
    r"(?P<detour>\* *)?(?P<ingress>[0-9.]{7,15}) +(?P<destination>[0-9.]{7,15}) +(?P<lsp>\d{1,10}) +"
    r"(?P<inward>\d{1,10}|-+)/(?P<outward>\d{1,10}|-+) +(?P<role>[ITE]) +(?P<name>\S.*)"
)
ROLES = {"I": "ingress", "T": "transit", "E": "egress"}


def parse(text: str) -> Mapping[str, object]:
    """One entry a path."""
    found = [line for line in unruled(lines(text)) if line.strip() not in LEGEND and not is_header(line, TITLES)]
    return {"paths": some([_path(line) for line in found], "paths")}


def _path(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a path")
    return {
        "ingress": ip(row["ingress"], "Ingress LsrId"),
        "destination": ip(row["destination"], "Destination"),
        "lsp": whole(row["lsp"], "LSPID"),
        "in_label": maybe(row["inward"], whole, "the label inwards"),
        "out_label": maybe(row["outward"], whole, "the label outwards"),
        "role": ROLES[row["role"]],
        "detour": bool(row["detour"]),
        "tunnel": row["name"].strip(),
    }


COMMAND = Command(
    line="display mpls te tunnel",
    values={"paths": "ingress, destination, lsp, in_label, out_label, role (ingress, transit, egress), detour, tunnel"},
    parse=parse,
)

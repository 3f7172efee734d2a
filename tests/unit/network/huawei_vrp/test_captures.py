"""Public captures of real devices: every row of their reference parse is found in ours, field by field.

The captures lie beside the project (`../shared/captures`), are not part of it, and are only measured where they are.
Where ours and the reference differ, the difference is named in DISPUTED with what the device printed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from hfcheck.network.columns import span
from hfcheck.network.command import find
from hfcheck.network.huawei_vrp.wording import age

from .references import ROWS

CAPTURES = Path(__file__).parents[5] / "shared" / "captures" / "huawei_vrp"
CASES = sorted(CAPTURES.glob("*/*.raw"))
# By capture: the reference's field, and why ours is right. Each is one field of one row, or of every row.
DISPUTED = {
    ("huawei_vrp_display_http_server", "http_ipv6_server_port"): "the state of the server, `80(80)` is printed",
    ("huawei_vrp_display_http_server", "https_ipv6_status"): "the port of the server, `disabled` is printed",
    ("huawei_vrp_display_vlan_2", "interface"): "9 of the 23 ports are left out where a line holds more than two",
    ("huawei_vrp_display_version5", "model"): "the words behind the model (ours: kind) are not part of it",
}


def rows(raw: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Our rows in the words of the reference, and the reference's rows in comparable spelling."""
    command = find("huawei_vrp", line(raw))
    ours = list(ROWS[command.slug](command.parse(raw.read_text(encoding="utf-8"))))
    reference = yaml.safe_load(raw.with_suffix(".yml").read_text(encoding="utf-8"))["parsed_sample"]
    return ours, [{key: comparable(key, value) for key, value in row.items()} for row in reference]


def line(raw: Path) -> str:
    """The command line of a capture; the folder's name puts what was typed in words of the templates."""
    return raw.parent.name.replace("_id_id", "_id 1").replace("_", " ")


def comparable(key: str, value: Any) -> Any:
    if key in ("uptime", "age"):
        return (span if key == "uptime" else age)(value, key)
    if key == "system_id" and isinstance(value, list):
        return "".join(value)
    if key == "link_status":
        return value.strip(" ,")
    if key in ("global_ip_port", "inside_ip_port"):
        return re.sub(r" ?\([^()]*\)", "", value)
    if key == "protocol":
        return re.sub(r"^(\d+)\([^()]*\)$", r"\1", value)
    return value


@pytest.mark.skipif(not CASES, reason="the public captures are not here")
@pytest.mark.parametrize("raw", CASES, ids=[path.stem for path in CASES])
def test_every_row_of_the_reference_is_found(raw: Path) -> None:
    ours, reference = rows(raw)
    assert len(ours) == len(reference)
    for number, (mine, theirs) in enumerate(zip(ours, reference, strict=True)):
        compared = {key: value for key, value in mine.items() if key in theirs}
        assert len(compared) >= min(len(theirs), 3), f"row {number}: nothing to compare"
        differing = {key for key, value in compared.items() if value != theirs[key]}
        assert all((raw.stem, key) in DISPUTED for key in differing), {
            key: (mine[key], theirs[key]) for key in differing if (raw.stem, key) not in DISPUTED
        }


@pytest.mark.skipif(not CASES, reason="the public captures are not here")
@pytest.mark.parametrize("stem", sorted({stem for stem, _ in DISPUTED}))
def test_no_dispute_is_left_over(stem: str) -> None:
    raw = next(path for path in CASES if path.stem == stem)
    ours, reference = rows(raw)
    named = {key for case, key in DISPUTED if case == stem}
    differing = {
        key
        for mine, theirs in zip(ours, reference, strict=True)
        for key, value in mine.items()
        if key in theirs and value != theirs[key]
    }
    assert named == differing

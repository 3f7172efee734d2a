"""display users: who is logged in to the device. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.network.columns import behind, fit, ip, lines, some
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import age, unruled
from hfcheck.readings.parsing import Unreadable, whole

HEADER = re.compile(
    r"User-Intf +Delay +Type +Network Address +(?:AuthenStatus +AuthorcmdFlag|Authen +Author +Username)"
)
LEGEND = re.compile(r"NOTE:|(?:User-Intf|Authen|Author): .*")
NAME = re.compile(r"Username *: *(?P<name>.*)")
ROW = re.compile(
    r"(?P<mine>[+*])? *(?P<number>\d{1,4}) +(?P<line>[A-Z]+ +\d{1,4}) +(?P<idle>\d{1,9}:\d\d:\d\d)"
    r"(?: +(?P<type>TEL|SSH|ASYNC|WEB|FTP|NCA))?(?: +(?P<address>[0-9][0-9A-Fa-f.:]*|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*))?"
    r"(?: +(?P<authenticated>pass|fail|-))?(?: +(?P<authorised>yes|no|-)(?: +(?P<column>[^ :]{1,253}))?)?"
    r"(?: +Username *: *(?P<name>.*))?"
)


def parse(text: str) -> Mapping[str, object]:
    """One entry a session; the name may stand in a line of its own."""
    before, _, rest = behind(unruled(lines(text)), lambda line: HEADER.fullmatch(line.strip()))
    strange = [line for line in before if not LEGEND.fullmatch(line.strip())]
    if strange:
        raise Unreadable(f"expected the header, found {strange[0].strip()[:120]!r}")
    users: list[dict[str, object]] = []
    for line in rest:
        name = NAME.fullmatch(line.strip())
        if name is None:
            users.append(_user(line))
        elif not users or users[-1]["name"] is not None:
            raise Unreadable(f"expected a session before its name, found {line.strip()[:120]!r}")
        else:
            users[-1]["name"] = _name(name["name"])
    return {"users": some(users, "sessions")}


def _user(line: str) -> dict[str, object]:
    row = fit(ROW, line, "a session")
    return {
        "line": " ".join(row["line"].split()),
        "number": whole(row["number"], "User-Intf"),
        "mine": bool(row["mine"]),
        "idle_seconds": age(row["idle"], "Delay"),
        "type": row["type"].lower() or None,
        "address": ip(row["address"], "Network Address") if row["address"] else None,
        "authenticated": {"pass": True, "fail": False}.get(row["authenticated"]),
        "name": _name(row["name"] or row["column"]),
    }


def _name(text: str) -> str | None:
    return None if text.strip() in ("", "Unspecified") else text.strip()


COMMAND = Command(
    line="display users",
    aliases=("display users all",),
    values={
        "users": "line (VTY 0), number, mine (the session that asked), idle_seconds, type (tel, ssh; None at the "
        "console), address, authenticated, name (None while nobody has logged in, and where no name is asked for)"
    },
    parse=parse,
)

"""H3C Comware: switches of V7, which takes back what is not committed in time, and of V5, which does not."""

from __future__ import annotations

from hfcheck.lab.devices.h3c_comware.actions import CONFIGURING, SYSTEM, USER
from hfcheck.lab.devices.h3c_comware.grammar import ENTERS, OUTPUTS, SETTINGS, spelled
from hfcheck.lab.devices.h3c_comware.models import firewall, v5, v7
from hfcheck.lab.devices.h3c_comware.words import RECORDS, greeting, log, prompt, refusal
from hfcheck.lab.devices.platform import Platform, Release, View

PLATFORM = Platform(
    name="h3c_comware",
    releases={
        "v7": Release(v7, "---- More ----", "\r" + " " * 14 + "\r"),
        "firewall": Release(firewall, "---- More ----", "\r" + " " * 14 + "\r", like="v7"),
        "v5": Release(v5, "  ---- More ----", "\x1b[16D" + " " * 16 + "\x1b[16D"),
    },
    first="user",
    configuring="system",
    views={"user": View(actions=USER)}
    | {
        name: View(actions=SYSTEM if name == "system" else CONFIGURING, settings=lines, enters=ENTERS.get(name, {}))
        for name, lines in SETTINGS.items()
    },
    outputs=OUTPUTS,
    mark="#",
    tail="return",
    negation="undo",
    prompt=prompt,
    refusal=refusal,
    log=log,
    spelled=spelled,
    greeting=greeting,
    records=RECORDS,
)

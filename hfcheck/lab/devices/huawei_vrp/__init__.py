"""Huawei VRP: switches and routers of VRP5, data centre switches of VRP8 with their two stages, firewalls in pairs."""

from __future__ import annotations

from hfcheck.lab.devices.huawei_vrp.actions import CONFIGURING, SYSTEM, USER
from hfcheck.lab.devices.huawei_vrp.grammar import ENTERS, SETTINGS, spelled
from hfcheck.lab.devices.huawei_vrp.lines import OUTPUTS
from hfcheck.lab.devices.huawei_vrp.models import ar, ce, s, usg
from hfcheck.lab.devices.huawei_vrp.words import RECORDS, greeting, log, prompt, refusal
from hfcheck.lab.devices.platform import Platform, Release, View

PAGE, WIPE = "  ---- More ----", "\x1b[16D" + " " * 16 + "\x1b[16D"

PLATFORM = Platform(
    name="huawei_vrp",
    releases={
        "vrp5": Release(s, PAGE, WIPE, like="v5"),
        "ar": Release(ar, PAGE, WIPE, like="v5"),
        "vrp8": Release(ce, PAGE, WIPE),
        "usg": Release(usg, PAGE, WIPE, like="v5"),
    },
    first="user",
    configuring="system",
    views={"user": View(actions=USER)}
    | {
        name: View(
            actions=SYSTEM if name == "system" else CONFIGURING, settings=SETTINGS[name], enters=ENTERS.get(name, {})
        )
        for name in SETTINGS
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

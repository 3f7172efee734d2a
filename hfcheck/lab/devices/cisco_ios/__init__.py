"""Cisco IOS: a switch with the rollback of a change that is not confirmed, if its archive is set up."""

from __future__ import annotations

from hfcheck.lab.devices.cisco_ios.actions import CONFIGURING, EXEC, USER
from hfcheck.lab.devices.cisco_ios.grammar import ENTERS, OUTPUTS, SETTINGS, spelled
from hfcheck.lab.devices.cisco_ios.models import switch
from hfcheck.lab.devices.cisco_ios.words import greeting, log, prompt, refusal
from hfcheck.lab.devices.platform import Platform, Release, View

PLATFORM = Platform(
    name="cisco_ios",
    releases={"ios": Release(switch, " --More-- ", "\b" * 9 + " " * 8 + "\b" * 9)},
    first="user",
    configuring="config",
    views={"user": View(actions=USER), "exec": View(actions=EXEC)}
    | {
        name: View(actions=CONFIGURING, settings=lines, enters=ENTERS.get(name, {}), shows=False)
        for name, lines in SETTINGS.items()
    },
    outputs=OUTPUTS,
    mark="!",
    tail="end",
    negation="no",
    prompt=prompt,
    refusal=refusal,
    log=log,
    spelled=spelled,
    greeting=greeting,
)

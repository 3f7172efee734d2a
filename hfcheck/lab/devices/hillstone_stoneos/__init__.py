"""Hillstone StoneOS: a firewall of a pair, whose changes apply at once and are never taken back."""

from __future__ import annotations

from hfcheck.lab.devices.hillstone_stoneos.actions import CONFIGURING, EXEC
from hfcheck.lab.devices.hillstone_stoneos.grammar import ENTERS, OUTPUTS, SETTINGS, spelled
from hfcheck.lab.devices.hillstone_stoneos.models import firewall
from hfcheck.lab.devices.hillstone_stoneos.words import greeting, log, prompt, refusal
from hfcheck.lab.devices.platform import Platform, Release, View

PLATFORM = Platform(
    name="hillstone_stoneos",
    releases={"stoneos5": Release(firewall, " --More-- ", "\b" * 10 + " " * 10 + "\b" * 10)},
    first="exec",
    configuring="config",
    views={"exec": View(actions=EXEC)}
    | {
        name: View(actions=CONFIGURING, settings=lines, enters=ENTERS.get(name, {})) for name, lines in SETTINGS.items()
    },
    outputs=OUTPUTS,
    mark="!",
    tail="End",
    negation="no",
    prompt=prompt,
    refusal=refusal,
    log=log,
    spelled=spelled,
    greeting=greeting,
)

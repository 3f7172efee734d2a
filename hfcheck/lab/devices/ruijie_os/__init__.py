"""Ruijie RGOS: a switch whose changes apply at once and are never taken back."""

from __future__ import annotations

from hfcheck.lab.devices.platform import Platform, Release, View
from hfcheck.lab.devices.ruijie_os.actions import CONFIGURING, EXEC, USER
from hfcheck.lab.devices.ruijie_os.grammar import ENTERS, OUTPUTS, SETTINGS, spelled
from hfcheck.lab.devices.ruijie_os.models import switch
from hfcheck.lab.devices.ruijie_os.words import greeting, log, prompt, refusal

PLATFORM = Platform(
    name="ruijie_os",
    releases={"rgos12": Release(switch, " --More-- ", "\b" * 10 + " " * 10 + "\b" * 10)},
    first="user",
    configuring="config",
    views={"user": View(actions=USER), "exec": View(actions=EXEC)}
    | {
        name: View(actions=CONFIGURING, settings=lines, enters=ENTERS.get(name, {})) for name, lines in SETTINGS.items()
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

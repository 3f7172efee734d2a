"""Simulated devices whose every output carries a tag of its own, and whether sessions give each line its own output."""

from __future__ import annotations

import hashlib
import itertools
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hfcheck.device.session import Session
from hfcheck.device.target import Target
from hfcheck.lab.devices import running, scene
from hfcheck.lab.devices.device import Device
from hfcheck.lab.devices.platform import Action
from hfcheck.lab.devices.shell import Shell
from hfcheck.network.command import commands
from hfcheck.network.observed import Heard, Outcome

COMMANDS = 48
# The last ones of a session are asked alone, each confirmed by itself.
ALONE = 6
KINDS = (
    ("huawei_vrp", "vrp5"),
    ("huawei_vrp", "vrp8"),
    ("huawei_vrp", "usg"),
    ("h3c_comware", "v7"),
    ("cisco_ios", "ios"),
    ("ruijie_os", "rgos12"),
    ("hillstone_stoneos", "stoneos5"),
)


@dataclass(frozen=True)
class Cell:
    """One device of the matrix; `options` are those of a scene, `traps`: outputs hold lines like its prompt."""

    platform: str
    release: str
    options: Mapping[str, Any] = field(default_factory=dict)
    traps: bool = False

    @property
    def name(self) -> str:
        """What tells the cell from the others."""
        said = "-".join(f"{key}-{value}" for key, value in self.options.items())
        return f"{self.release}-{said}{'-traps' if self.traps else ''}"


@dataclass(frozen=True)
class Seen:
    """What a session made of a cell: lines answered with their own output, with anything else, and not answered."""

    cell: Cell
    right: int
    wrong: tuple[str, ...]
    states: Mapping[str, int]

    @property
    def lost(self) -> int:
        """Lines without an answer, whatever the state."""
        return sum(self.states.values())


def matrix(rtts: Iterable[float], delays: Iterable[float], kinds: Iterable[tuple[str, str]] = KINDS) -> list[Cell]:
    """Every kind of device with every round trip and every delay, milliseconds; the slowest first."""
    cells = [
        Cell(platform, release, {"rtt_ms": rtt, "delay_ms": delay})
        for (platform, release), rtt, delay in itertools.product(kinds, rtts, delays)
    ]
    return sorted(cells, key=lambda cell: -cell.options["rtt_ms"] - cell.options["delay_ms"])


def lines(platform: str, count: int = COMMANDS) -> list[str]:
    """So many lines of the allow-list, different ones as long as there are any."""
    known = [one.line for one in commands(platform).values()]
    open_ones = [alias for one in commands(platform).values() for alias in one.aliases if "*" in alias]
    numbered = [alias.replace("*", f"1/0/{number}") for number in range(1, count) for alias in open_ones]
    return list(itertools.islice(itertools.cycle([*known, *numbered[: max(0, count - len(known))]]), count))


class Printed:
    """What a device printed for each line, in order. Each line of an output carries the output's tag."""

    def __init__(self, device: Device, asked: Sequence[str], *, traps: bool) -> None:
        self._texts: defaultdict[str, list[str]] = defaultdict(list)
        self._numbers = itertools.count()
        self._name = device.name
        self._traps = traps
        tagged = {line: self._action(line) for line in asked}
        views = {
            name: replace(view, actions={**view.actions, **tagged}) for name, view in device.platform.views.items()
        }
        device.platform = replace(device.platform, views=views, outputs=())

    def _action(self, line: str) -> Action:
        async def act(shell: Shell, words: tuple[str, ...]) -> str:
            text = self._text(shell)
            self._texts[line].append(text)
            return text

        return act

    def _text(self, shell: Shell) -> str:
        tag = hashlib.sha256(f"{self._name} {next(self._numbers)}".encode()).hexdigest()
        rows = [f"{tag[:16]} row {number} 柜面" for number in range(1, 1 + int(tag[:2], 16) % 64)]
        if self._traps:
            rows[len(rows) // 2 : 0] = [shell.prompt, f"{shell.prompt}show {tag}", shell.prompt, shell.prompt]
        return "\n".join([f"{tag[:16]} first", *rows, f"{tag[:16]} last"])

    def judge(self, cell: Cell, asked: Sequence[str], heard: Sequence[Heard]) -> Seen:
        """Each answer beside what the device printed for that line that time."""
        turns, wrong, states = Counter[str](), [], Counter[str]()
        for line, one in zip(asked, heard, strict=True):
            printed = self._texts[line][turns[line] : turns[line] + 1]
            turns[line] += 1
            if one.outcome is not Outcome.ANSWERED:
                states[one.outcome.value] += 1
            elif [one.text] != printed or one.line != line:
                wrong.append(f"{cell.name}: {line}: {one.text[:80]!r}")
        return Seen(cell, len(asked) - len(wrong) - states.total(), tuple(wrong), states)


def ask(cells: Sequence[Cell], *, count: int = COMMANDS, seconds: float = 20) -> list[Seen]:
    """Ask every cell's device all its lines in one session, all cells at once; raises DeviceUnreachable."""
    devices = {
        f"cell{number}": {"platform": cell.platform, "release": cell.release, "hostname": "SW-1", **cell.options}
        for number, cell in enumerate(cells)
    }
    with (
        tempfile.TemporaryDirectory() as directory,
        running(scene({"devices": devices})) as lab,
        ThreadPoolExecutor(len(cells)) as pool,
    ):
        known_hosts = Path(directory) / "known_hosts"
        known_hosts.write_text(lab.known_hosts, encoding="utf-8")
        asking = [
            pool.submit(_ask, cell, lab.devices[f"cell{number}"], known_hosts, count, seconds)
            for number, cell in enumerate(cells)
        ]
        return [one.result() for one in asking]


def _ask(cell: Cell, device: Device, known_hosts: Path, count: int, seconds: float) -> Seen:
    asked = lines(cell.platform, count)
    printed = Printed(device, asked, traps=cell.traps)
    with Session.open(target(device, known_hosts, seconds)) as session:
        heard = session.ask_all(asked[:-ALONE])
        for line in asked[-ALONE:]:
            heard.append(session.ask(line))
    return printed.judge(cell, asked, heard)


def target(device: Device, known_hosts: Path, seconds: float = 20) -> Target:
    """The way to a simulated device."""
    spec = device.spec
    return Target(
        spec.address,
        device.port,
        spec.username,
        spec.platform,
        spec.password,
        known_hosts=str(known_hosts),
        seconds=seconds,
    )

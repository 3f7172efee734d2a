"""Labs of the tests: real ones, each in a data directory of its own, with the project's cached tree of the nodes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hfcheck.lab import LabError, operation, packages, room, tree
from hfcheck.lab.tiers import TIERS, Tier
from hfcheck.station import PROJECT, current_station

TIER = {tier.name: tier for tier in TIERS}


def tier_or_skip(name: str) -> Tier:
    """The tier, or a skipped test with the sentence that says why it cannot run here."""
    obstacle = TIER[name].obstacle()
    if obstacle is not None:
        pytest.skip(f"tier {name}: {obstacle}")
    return TIER[name]


def borrow_tree(data: Path, tier: Tier) -> None:
    """Give a data directory the tree that `lab up` caches for this project; made there if this is the first use."""
    if not tier.tree:
        return
    cache, lab = (current_station().root / "lab").absolute(), data / "lab"
    try:
        with operation.alone(cache):
            made = tree.make(cache, tier.tree)
    except LabError as problem:
        pytest.skip(f"the nodes' tree needs the network once: {problem}")
    lab.mkdir(parents=True)
    (lab / tier.tree).symlink_to(made)
    (lab / f"{tier.tree}.stamp").write_text(packages.stamp(tier.tree))


def environment(data: Path) -> dict[str, str]:
    """The environment of a command whose data is in `data`."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"HFCHECK_DATA": str(data), "PATH": path}


def hfcheck(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of hfcheck with its data in `data`."""
    command = [sys.executable, "-m", "hfcheck", *words]
    return subprocess.run(
        command, cwd=PROJECT, env=environment(data), capture_output=True, text=True, check=False, timeout=300
    )


def ssh(data: Path, node: str, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a node, through the lab's own ssh configuration."""
    words = [shutil.which("ssh") or "ssh", "-F", str(data / "lab/ssh_config"), "-o", "BatchMode=yes", node, command]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)


def traces(data: Path) -> list[str]:
    """Everything of a lab that the machine still shows: processes, mounts, cgroups."""
    mounts = [line for line in Path("/proc/mounts").read_text().splitlines() if str(data).replace(" ", "\\040") in line]
    groups = [str(top / room.cgroup(data / "lab")) for top in room.HIERARCHIES]
    lab = data / "lab"
    processes = [str(pid) for pid in (room.room(lab), room.channels(lab), *room.sites(lab).values()) if pid]
    return mounts + [group for group in groups if Path(group).exists()] + processes

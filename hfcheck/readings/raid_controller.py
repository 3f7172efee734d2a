"""Hardware RAID controllers, through the vendor's tool (storcli, perccli or ssacli)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, rows

# PCI class 0104 is a RAID controller.
SNIPPET = r"""
grep -qs '^0x0104' /sys/bus/pci/devices/*/class || absent "no RAID controller"
PATH=$PATH:/opt/MegaRAID/storcli:/opt/MegaRAID/perccli
for tool in storcli64 storcli perccli64 perccli; do
  command -v $tool >/dev/null 2>&1 || continue
  echo "tool storcli"
  # Asked for what is not there, the tool says so and fails; what it found is printed all the same.
  $tool /call/vall show nolog
  $tool /call/eall/sall show nolog
  exit 0
done
for tool in ssacli hpssacli; do
  command -v $tool >/dev/null 2>&1 || continue
  echo "tool ssacli"
  $tool ctrl all show config
  exit
done
need storcli
"""
STORCLI_VOLUME = re.compile(r"(\d+/\d+) +RAID\d+ +(\S+) .*")
STORCLI_DRIVE = re.compile(r"((?:\d+| ):\d+) +\d+ +(\S+) +(?:\d+|-|F) +[\d.]+ [KMGT]B .*")
SSACLI_VOLUME = re.compile(r"logicaldrive (\d+) \(.*?(?:, ([^,()]+)\)|\): (.+))")
SSACLI_DRIVE = re.compile(r"physicaldrive (\S+) \(.*, ([^,()]+)\)")
STATES = {
    "Optl": "optimal",
    "OK": "optimal",
    "Pdgd": "partially degraded",
    "Dgrd": "degraded",
    "OfLn": "offline",
    "Rec": "recovery",
    "Onln": "online",
    "Offln": "offline",
    "UGood": "unconfigured good",
    "UBad": "unconfigured bad",
    "GHS": "hot spare",
    "DHS": "hot spare",
    "Rbld": "rebuilding",
    "spare": "hot spare",
}


def parse(output: Output) -> Mapping[str, Answer]:
    """`tool storcli|ssacli`, followed by what the tool printed."""
    lines = list(rows(output.stdout))
    match next(iter(lines), ""):
        case "tool storcli":
            volumes, drives = _storcli(lines)
        case "tool ssacli":
            volumes, drives = _ssacli(lines)
        case other:
            raise Unreadable(f"expected tool storcli or ssacli, found {other!r}")
    if not drives:
        raise Unreadable("expected the drives of the controller")
    return {"volumes": volumes or NotApplicable(Reason.ABSENT, "the controller has no volume"), "drives": drives}


def _storcli(lines: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    volumes, drives, controller = dict[str, str](), dict[str, str](), ""
    for line in lines:
        if line.startswith("Controller = "):
            controller = f"c{line.removeprefix('Controller = ')}:"
        elif volume := STORCLI_VOLUME.fullmatch(line):
            volumes[f"{controller}{volume[1]}"] = _state(volume[2])
        elif drive := STORCLI_DRIVE.fullmatch(line):
            drives[f"{controller}{drive[1].strip()}"] = _state(drive[2])
    return volumes, drives


def _ssacli(lines: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    volumes, drives = dict[str, str](), dict[str, str]()
    for line in lines:
        if volume := SSACLI_VOLUME.fullmatch(line):
            volumes[volume[1]] = _state(volume[2] or volume[3])
        elif drive := SSACLI_DRIVE.fullmatch(line):
            state = _state(drive[2])
            drives[drive[1]] = "online" if state == "optimal" else state
    return volumes, drives


def _state(word: str) -> str:
    # A word that is not known here stays as it is, and is then not among the expected ones.
    return STATES.get(word.strip(), word.strip().lower())


READING = Reading(
    values={
        "volumes": "volume → optimal, degraded, offline, … as the controller says",
        "drives": "drive → online, hot spare, unconfigured good, rebuilding, offline, … as the controller says",
    },
    parse=parse,
    snippet=SNIPPET,
    command="storcli /call show；ssacli ctrl all show status",
    privileged=True,
    seconds=60,
)

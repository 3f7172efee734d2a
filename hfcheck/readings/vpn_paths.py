"""What a packet meets inside a tunnel: loss, latency, and the largest packet that gets through.

Arguments: `<tunnel>=<address of the far end within it>=<largest packet declared>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason, Scalar
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, number, tagged, whole

# 28 bytes of every packet are headers of IP and ICMP. One try may be lost by chance, two in a row hardly.
SNIPPET = r"""
need ping
echo "paths $#"
path() {
  fits() {
    for try in 1 2; do
      ping -n -q -c 1 -W 1 -M do -s $(($1 - 28)) -I "$device" "$far" >/dev/null 2>&1 && return
    done
    return 1
  }
  device=${1%%=*} rest=${1#*=} mtu=-
  far=${rest%%=*} high=${rest#*=} low=576
  told=$(ping -n -q -c 10 -i 0.2 -W 1 -I "$device" "$far" 2>/dev/null | awk '
    / packets transmitted/ { sent = $1; got = $4 }
    /min\/avg\/max/ { split($0, halves, "= "); split(halves[2], times, "/"); average = times[2] }
    END { print (sent == "" ? 0 : sent), (got == "" ? 0 : got), (average == "" ? "-" : average) }')
  case $told in
    *" 0 -") ;;
    *)
      if fits "$high"; then
        mtu=$high
      elif fits $low; then
        while [ $((high - low)) -gt 1 ]; do
          middle=$(((low + high) / 2))
          if fits $middle; then low=$middle; else high=$middle; fi
        done
        mtu=$low
      fi ;;
  esac
  echo "path $device $told $mtu"
}
for one; do path "$one" & done
wait
"""


@dataclass(frozen=True, slots=True)
class Path:
    """Packets sent and answered, the mean way there and back in milliseconds, the largest packet in bytes."""

    sent: int
    answered: int
    milliseconds: float | None
    largest: int | None


def parse(output: Output) -> Mapping[str, Answer]:
    """`paths <n>`, and for each tunnel `path <tunnel> <sent> <answered> <mean ms|-> <largest packet|->`."""
    if not output.arguments:
        return dict.fromkeys(READING.values, NotApplicable(Reason.NOT_DECLARED, "no tunnels are declared"))
    found = tagged(output.stdout, ("paths", "path"))
    paths = dict(_path(line) for line in found["path"])
    names = [argument.partition("=")[0] for argument in output.arguments]
    if found["paths"] != [str(len(names))] or sorted(paths) != sorted(names) or len(found["path"]) != len(names):
        raise Unreadable(f"expected an answer for each of {names}, found {sorted(paths)[:8]}")
    return {
        # What has no device to be sent by is as lost as what does not come back.
        "loss_percent": {name: round(100 * (1 - path.answered / max(path.sent, 1)), 1) for name, path in paths.items()},
        "latency_ms": _each({name: path.milliseconds for name, path in paths.items()}),
        "largest_packet": _each({name: path.largest for name, path in paths.items()}),
    }


def _path(line: str) -> tuple[str, Path]:
    name, sent, answered, milliseconds, largest = fields(line, 5, "a path")
    path = Path(
        whole(sent, "packets sent"),
        whole(answered, "packets answered"),
        None if milliseconds == "-" else number(milliseconds, "the way there and back"),
        None if largest == "-" else whole(largest, "the largest packet"),
    )
    if not 0 <= path.answered <= path.sent:
        raise Unreadable(f"expected no more answers than packets, found {line!r}")
    return name, path


def _each(found: Mapping[str, float | int | None]) -> Answer:
    seen: dict[str, Scalar] = {name: round(value, 3) for name, value in found.items() if value is not None}
    return seen or NotSeen(Reason.NO_ANSWER, "nothing came back through any tunnel")


READING = Reading(
    values={
        "loss_percent": "tunnel → share of ten packets that did not come back, percent; 100 where none could be sent",
        "latency_ms": "tunnel that answers → mean time there and back, milliseconds",
        "largest_packet": "tunnel that answers → bytes of the largest packet, up to the declared, that gets through",
    },
    parse=parse,
    snippet=SNIPPET,
    command="ping -I 隧道 -M do -s 1322 对端隧道内地址",
    privileged=True,
    seconds=40,
)

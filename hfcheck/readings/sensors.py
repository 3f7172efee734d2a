"""Temperatures and fans that the kernel reads itself (hwmon, thermal zones)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason, Scalar
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, headed, whole

# A sensor that is not connected fails to be read: it is no sensor. Names come last, they may hold anything.
SNIPPET = r"""
echo sensors
for input in /sys/class/hwmon/hwmon*/temp*_input /sys/class/hwmon/hwmon*/fan*_input; do
  [ -r "$input" ] && read -r value <"$input" || continue
  stem=${input%_input} alarm=- chip= label=
  { read -r chip <"${input%/*}/name"; read -r label <"${stem}_label"; } 2>/dev/null
  { read -r alarm <"${stem}_fault" || read -r alarm <"${stem}_alarm"; } 2>/dev/null
  kind=${stem##*/}
  echo "${kind%%[0-9]*} $value $alarm $chip/${label:-$kind}"
done 2>/dev/null
for zone in /sys/class/thermal/thermal_zone*; do
  [ -r "$zone/temp" ] && read -r value <"$zone/temp" && read -r kind <"$zone/type" && echo "temp $value - zone/$kind"
done 2>/dev/null
:
"""
# Outside of this the sensor is broken, and says nothing of the machine.
PLAUSIBLE_CELSIUS = (-40.0, 125.0)


def parse(output: Output) -> Mapping[str, Answer]:
    """`sensors`, then `<temp|fan> <value> <alarm: 0, 1 or -> <name>`; temperatures are in thousandths of °C."""
    lines = headed(output.stdout, "sensors")
    found = [_sensor(line) for line in lines]
    low, high = PLAUSIBLE_CELSIUS
    warm = [(name, value / 1000) for kind, value, _, name in found if kind == "temp" and low < value / 1000 < high]
    fans = [(name, value) for kind, value, _, name in found if kind == "fan"]
    alarms = [(name, alarm) for _, _, alarm, name in found if alarm != "-"]
    return {
        "celsius": _named(warm, "no temperature sensor"),
        "fans": _named(fans, "no fan sensor"),
        "alarms": [name for name, alarm in alarms if alarm == "1"]
        if alarms
        else NotApplicable(Reason.ABSENT, "no sensor with an alarm"),
    }


def _sensor(line: str) -> tuple[str, int, str, str]:
    kind, value, alarm, name = [*line.split(None, 3), "", "", "", ""][:4]
    if kind not in ("temp", "fan") or alarm not in ("-", "0", "1") or not name:
        raise Unreadable(f"expected <temp|fan> <value> <alarm> <name>, found {line!r}")
    return kind, whole(value, name), alarm, name


def _named(found: Iterable[tuple[str, Scalar]], none: str) -> Answer:
    """A mapping; where two sensors share a name (two processors), the later ones get a number."""
    times = Counter[str]()
    named = {}
    for name, value in found:
        times[name] += 1
        named[name if times[name] == 1 else f"{name}#{times[name]}"] = value
    return named or NotApplicable(Reason.ABSENT, none)


READING = Reading(
    values={
        "celsius": "chip/sensor → temperature, °C",
        "fans": "chip/fan → speed, turns a minute",
        "alarms": "sensors that raise their own alarm or say that they are broken",
    },
    parse=parse,
    snippet=SNIPPET,
    command="sensors",
)

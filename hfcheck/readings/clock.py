"""The clock: whether it follows a source, how far it is off, and how it compares with the station's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, number, rows, whole

# A time daemon that is installed must answer for itself: the kernel goes on calling the clock synchronised for hours
# after its daemon died. Only where there is none to ask, the kernel's own opinion is taken.
SNIPPET = r"""
echo "now $(date +%s)"
tools=
if command -v chronyc >/dev/null 2>&1; then
  tools=chrony
  if line=$(chronyc -n -c tracking 2>/dev/null); then
    echo "chrony $line"
    chronyc -n -c sources 2>/dev/null | awk -F , '$1 == "^" || $1 == "=" || $1 == "#" { print "source", $6 }'
    # As configured: a name stays a name (chrony 4); an older one shows addresses.
    { chronyc -N -c sources 2>/dev/null || chronyc -n -c sources 2>/dev/null; } |
      awk -F , '$1 == "^" { print "server", $3 }'
    exit 0
  fi
fi
if command -v ntpq >/dev/null 2>&1; then
  tools="$tools ntp"
  if line=$(ntpq -n -c 'rv 0 leap,stratum,offset' 2>/dev/null) && case $line in *stratum=*) ;; *) false ;; esac; then
    echo "ntp" $line
    ntpq -n -p 2>/dev/null | awk 'NR > 2 { print "source", $(NF - 3) }'
    exit 0
  fi
fi
if [ -n "$tools" ]; then
  echo "silent $tools"
elif command -v timedatectl >/dev/null 2>&1 && line=$(timedatectl show -p NTPSynchronized 2>/dev/null); then
  echo "kernel $line"
elif command -v timedatectl >/dev/null 2>&1 && line=$(timedatectl 2>/dev/null | grep -i 'synchronized:'); then
  echo "kernel $line"
elif command -v adjtimex >/dev/null 2>&1 && line=$(adjtimex 2>/dev/null | grep -i 'status:'); then
  echo "kernel $line"
else
  echo "unasked -"
fi
"""
NTP_VARIABLE = re.compile(r"\b(leap|stratum|offset)=([^,\s]+)")
SYNCHRONISED = re.compile(r"NTPSynchronized=(yes|no)|.*synchronized: (yes|no)|status: +\d+ *(\(.*\))?")
UNNAMED = NotSeen(Reason.NO_COMMAND, "chronyc")
UNSYNCHRONISED = NotSeen(Reason.NO_ANSWER, "the clock follows no source")


def parse(output: Output) -> Mapping[str, Answer]:
    """`now <epoch seconds>`, `chrony …`, `ntp …`, `kernel …`, `silent <daemons>` or `unasked`, `source <reach>` and
    `server <name>`."""
    first, *lines = [*rows(output.stdout), ""]
    word, now = fields(first, 2, "the clock")
    if word != "now":
        raise Unreadable(f"expected now <seconds> and what a time daemon says, found {first!r}")
    source, rest = fields(lines[0], 2, "the clock")
    skew: dict[str, Answer] = {"skew_s": round(abs(whole(now, "the time") - output.taken_at.timestamp()), 1)}
    match source:
        case "chrony":
            servers = [line.removeprefix("server ") for line in lines[1:-1] if line.startswith("server ")]
            sources = [line for line in lines[1:-1] if not line.startswith("server ")]
            return {
                **skew,
                **_chrony(rest),
                "sources": _reached(sources),
                "servers": servers or NotSeen(Reason.NO_ANSWER, "chrony names no server"),
            }
        case "ntp":
            return {**skew, **_ntp(rest), "sources": _reached(lines[1:-1]), "servers": UNNAMED}
        case "silent":
            return {**skew, **_untold(NotSeen(Reason.NO_ANSWER, f"{rest} does not answer")), "synchronised": False}
        case "kernel":
            return {**skew, **_untold(NotSeen(Reason.NO_ANSWER, "only the kernel")), "synchronised": _kernel(rest)}
        case "unasked":
            return {**skew, **_untold(NotSeen(Reason.NO_COMMAND, "chronyc"))}
        case other:
            raise Unreadable(f"expected chrony, ntp, kernel, silent or unasked, found {other!r}")


def _untold(why: NotSeen) -> dict[str, Answer]:
    return dict.fromkeys(("synchronised", "offset_ms", "stratum", "sources", "servers"), why)


def _chrony(line: str) -> dict[str, Answer]:
    found = line.split(",")
    if len(found) != 14:
        raise Unreadable(f"expected 14 fields of chronyc tracking, found {line!r}")
    if found[13] == "Not synchronised":
        return _clock(None, found[2])
    if found[13] not in ("Normal", "Insert second", "Delete second"):
        raise Unreadable(f"expected a leap status, found {found[13]!r}")
    return _clock(1000 * number(found[4], "the offset"), found[2])


def _ntp(line: str) -> dict[str, Answer]:
    found = dict(NTP_VARIABLE.findall(line))
    if found.keys() != {"leap", "stratum", "offset"}:
        raise Unreadable(f"expected leap, stratum and offset, found {line!r}")
    free = found["leap"] in ("11", "3", "leap_alarm", "leap_unsynced")
    return _clock(None if free else number(found["offset"], "the offset"), found["stratum"])


def _clock(offset_ms: float | None, stratum: str) -> dict[str, Answer]:
    # Without a source the daemons report an offset of zero, which is no measurement.
    if offset_ms is None:
        return {"synchronised": False, "offset_ms": UNSYNCHRONISED, "stratum": UNSYNCHRONISED}
    return {
        "synchronised": True,
        "offset_ms": round(abs(offset_ms), 3),
        "stratum": whole(stratum, "the stratum"),
    }


def _kernel(line: str) -> bool:
    found = SYNCHRONISED.fullmatch(line)
    if not found:
        raise Unreadable(f"expected whether the clock is synchronised, found {line!r}")
    word = found[1] or found[2]
    return word == "yes" if word else "UNSYNC" not in (found[3] or "")


def _reached(lines: list[str]) -> int:
    """Sources of which at least one of the last eight questions was answered; reach is an octal register."""
    count = 0
    for line in lines:
        word, reach = fields(line, 2, "a time source")
        if word != "source":
            raise Unreadable(f"expected source <reach>, found {line!r}")
        count += whole(reach, "the reach of a source") > 0
    return count


READING = Reading(
    values={
        "synchronised": "whether the time daemon (or without one, the kernel) says that the clock follows a source",
        "offset_ms": "distance from that source, ms, without its sign",
        "stratum": "steps from a reference clock",
        "sources": "time sources that answered lately",
        "servers": "names of the time servers as chrony's configuration has them, addresses before chrony 4",
        "skew_s": "distance from the station's clock, s; includes the seconds from asking to reading",
    },
    parse=parse,
    snippet=SNIPPET,
    command="timedatectl；chronyc tracking；chronyc sources",
)

"""display cpu-usage of VRP5 and display cpu of VRP8: how busy the processor is. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hfcheck.network.columns import fit, lines
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import unruled
from hfcheck.readings.parsing import Unreadable, number

SHARE = r"(?P<{}>[0-9.]{{1,6}})%"
USED = re.compile(
    r"(?:CPU Usage|System CPU Using Percentage) *: *"
    + SHARE.format("used")
    + "(?: +Max: *"
    + SHARE.format("most")
    + ")?"
)
MEANS = re.compile(
    rf"CPU utilization for five seconds: *{SHARE.format('five_seconds')}[:,] *"
    rf"one minute: *{SHARE.format('one_minute')}[:,] *five minutes: *{SHARE.format('five_minutes')}\.?"
)
MOST = re.compile(rf"Max CPU Usage *: *{SHARE.format('most')}")
TASKS = re.compile(r"TaskName +CPU .*|ServiceName +UseRate.*")
TASK = re.compile(r"(?P<name>[^%]*[^ %]) (?P<share>[0-9.]{1,6})%(?: .*)?")
# What is printed beside: times, the cycle, and the state of the overload control.
BESIDE = re.compile(
    r"(?:CPU utilization statistics at|CPU Usage Stat\.|Max CPU Usage Stat\.|State:|Overload threshold:"
    r"|CPU Usage Max\. Time|System CPU Usage Information|Dataplane CPU Using Percentage|Slot ?: ?\d+ +CPU ?: ?\d+"
    r"|CPU Usage Details|CPU +Current +FiveSec|cpu\d+ |CPU usage of slot|={3,20} ?Current CPU usage info).*",
    re.IGNORECASE,
)


def parse(text: str) -> Mapping[str, object]:
    """The shares of the whole processor, and of its tasks."""
    found: dict[str, float | None] = dict.fromkeys(("used", "most", "five_seconds", "one_minute", "five_minutes"))
    rest = unruled(lines(text))
    at = next((number for number, line in enumerate(rest) if TASKS.fullmatch(line.strip())), len(rest))
    for line in (part.strip() for part in rest[:at]):
        match = USED.fullmatch(line) or MEANS.fullmatch(line) or MOST.fullmatch(line)
        if match is not None:
            if any(found[name] is not None for name, share in match.groupdict().items() if share is not None):
                raise Unreadable(f"expected the use of one processor, found another: {line[:120]!r}")
            found |= {name: _share(share, name) for name, share in match.groupdict().items() if share is not None}
        elif not BESIDE.fullmatch(line):
            raise Unreadable(f"expected the use of the processor, found {line[:120]!r}")
    if found["used"] is None:
        raise Unreadable("expected the use of the processor, found none")
    return {f"{name}_percent": value for name, value in found.items()} | {"tasks": list(_tasks(rest[at + 1 :]))}


def _tasks(found: Iterable[str]) -> Iterable[dict[str, object]]:
    for line in found:
        if not BESIDE.fullmatch(line.strip()):
            row = fit(TASK, " ".join(line.split()), "a task and its share")
            yield {"name": row["name"], "percent": _share(row["share"], row["name"])}


def _share(text: str, what: str) -> float:
    value = number(text, what)
    if value > 100:
        raise Unreadable(f"expected at most 100% for {what}, found {text}%")
    return value


COMMAND = Command(
    line="display cpu-usage",
    aliases=("display cpu", "display cpu-usage slot *", "display cpu slot *"),
    values={
        "used_percent": "use of the processor, percent",
        "most_percent": "highest use, percent; None where it is not printed",
        "five_seconds_percent": "mean of five seconds; None where it is not printed",
        "one_minute_percent": "mean of a minute; None where it is not printed",
        "five_minutes_percent": "mean of five minutes; None where it is not printed",
        "tasks": "name, percent",
    },
    parse=parse,
)

"""The 7x24 watch on this host, as its Prometheus tells: what has no data, and which alarms did not get out.

Argument: the address of Prometheus. Its own promtool asks, one question after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hfcheck.model import Answer, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, headed

SNIPPET = r"""
need promtool
echo watch
ask() {
  echo "[$1]"
  timeout 10 promtool query instant "$address" "$2" 2>/dev/null || echo failed
}
address=$1
ask answering 'vector(1)'
ask silent 'up == 0'
ask seen 'count(up)'
ask reloaded 'min({__name__=~"(prometheus|alertmanager)_config_last_reload_successful"})'
ask undelivered 'sum(increase(alertmanager_notifications_failed_total[1d]))'
ask waiting 'max(hfcheck_receive_waiting)'
"""
SECTION = re.compile(r"\[([a-z]+)\]", re.ASCII)
SAMPLE = re.compile(r"[a-z_:]*(?:\{(.*)\})? => (\S+) @\[[0-9.]+\]", re.ASCII)
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\]|\\.)*)"')
NO_DATA = NotSeen(Reason.NO_ANSWER, "Prometheus has no data of it")
SILENT = NotSeen(Reason.NO_ANSWER, "Prometheus does not answer")
Samples = list[tuple[Mapping[str, str], float]]


def parse(output: Output) -> Mapping[str, Answer]:
    """`[question]` lines, each with the samples that answer it, or `failed`."""
    sections = _sections(headed(output.stdout, "watch"))
    if sections["answering"] is None:
        return {"answering": False} | dict.fromkeys(set(READING.values) - {"answering"}, SILENT)
    seen = _number(sections["seen"])
    return {
        "answering": True,
        "silent": _silent(sections["silent"]) if seen else NO_DATA,
        "targets": seen or NO_DATA,
        "reloaded": NO_DATA if (loaded := _number(sections["reloaded"])) is None else loaded == 1,
        "undelivered": _round(sections["undelivered"]),
        "waiting": _round(sections["waiting"]),
    }


QUESTIONS = ("answering", "silent", "seen", "reloaded", "undelivered", "waiting")


def _sections(lines: Iterable[str]) -> dict[str, Samples | None]:
    """Question → its samples, None for one that failed."""
    found: dict[str, Samples | None] = {}
    name = ""
    for line in lines:
        heading = SECTION.fullmatch(line)
        if heading:
            name = heading[1]
            found[name] = []
        elif line == "failed" and name:
            found[name] = None
        else:
            samples = found.get(name)
            if samples is None:
                raise Unreadable(f"expected a question before its answer, found {line[:80]!r}")
            samples.append(_sample(line))
    if tuple(found) != QUESTIONS:
        raise Unreadable(f"expected the questions {', '.join(QUESTIONS)}, found {', '.join(found)[:80] or 'none'}")
    return found


def _sample(line: str) -> tuple[Mapping[str, str], float]:
    match = SAMPLE.fullmatch(line)
    if match is None:
        raise Unreadable(f"expected a sample, found {line[:80]!r}")
    try:
        return dict(LABEL.findall(match[1] or "")), float(match[2])
    except ValueError:
        raise Unreadable(f"expected a number, found {match[2][:40]!r}") from None


def _number(samples: Samples | None) -> float | None:
    return samples[0][1] if samples else None


def _round(samples: Samples | None) -> Answer:
    found = _number(samples)
    return NO_DATA if found is None or not 0 <= found < 1e9 else round(found)


def _silent(samples: Samples | None) -> Answer:
    if samples is None:
        return SILENT
    return sorted(
        f"{labels.get('job', '')} {labels.get('host') or labels.get('instance', '')}" for labels, _ in samples
    )


READING = Reading(
    values={
        "answering": "whether Prometheus answers",
        "silent": "targets without data, as `job host`",
        "targets": "number of targets",
        "reloaded": "whether Prometheus and Alertmanager run what their files say",
        "undelivered": "notifications that failed within a day",
        "waiting": "letters of the receiver that wait for the ledger",
    },
    parse=parse,
    snippet=SNIPPET,
    seconds=70,
    command="promtool query instant http://127.0.0.1:9090 'up == 0'",
)

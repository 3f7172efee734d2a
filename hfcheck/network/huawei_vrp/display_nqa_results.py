"""display nqa results: what the device itself measured of its lines, latency and loss. No public capture yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hfcheck.network.columns import blocks, fit, ip, lines, maybe
from hfcheck.network.command import Command
from hfcheck.network.huawei_vrp.wording import labelled, labels, percent
from hfcheck.readings.parsing import Unreadable, known, whole

HEAD = re.compile(
    r"NQA entry ?\((?P<admin>[^,()]{1,34}), ?(?P<name>[^,()]{1,34})\) ?: ?testflag is (?P<flag>active|inactive) ?, ?"
    r"testtype is (?P<type>[a-z0-9-]{1,30})",
    re.IGNORECASE,
)
TEST = re.compile(
    r"(?P<row>\d{1,4}) ?\. Test (?P<number>\d{1,10}) result +The test is (?P<state>[a-z ]{1,30})", re.IGNORECASE
)
SENT, RECEIVED = ("send operation times", "sendprobe"), ("receive response times", "responseprobe")
RTT = ("min/max/average completion time", "min/max/avg/sum rtt")
LOSS = ("lost packet ratio", "packet loss ratio")
TARGET = ("destination ip address", "destination address")
LABELS = labels((*SENT, *RECEIVED, *RTT, *LOSS, *TARGET, "completion", "last good probe time"))
ROUND = re.compile(r"(?P<least>\d{1,9}) ?/ ?(?P<most>\d{1,9}) ?/ ?(?P<mean>\d{1,9})(?: ?/ ?\d{1,12})?")
# A label that is not known ends a value: what stands behind it belongs to it.
NEXT = re.compile(r" {2,}[A-Z][^:]{1,60}:.*")


def parse(text: str) -> Mapping[str, object]:
    """One entry a test instance, with the results that the device still has, as printed."""
    instances = blocks(lines(text), lambda line: HEAD.fullmatch(line.strip()))
    return {"instances": [_instance(block) for block in instances]}


def _instance(block: Sequence[str]) -> dict[str, object]:
    head = fit(HEAD, block[0], "a test instance")
    return {
        "admin": head["admin"].strip(),
        "name": head["name"].strip(),
        "type": head["type"].lower(),
        "active": head["flag"].lower() == "active",
        "results": [_result(part) for part in blocks(block[1:], lambda line: TEST.fullmatch(line.strip()))],
    }


def _result(block: Sequence[str]) -> dict[str, object]:
    head = fit(TEST, block[0], "the result of a test")
    values: dict[str, str] = {}
    for line in block[1:]:
        values |= {key: NEXT.sub("", value).strip() for key, value in _known(line).items() if key not in values}
    sent, received = (_first(values, names) for names in (SENT, RECEIVED))
    if not sent or not received or "completion" not in values:
        raise Unreadable(f"expected sent, received and completion of test {head['number']}, found not all of them")
    least, most, mean = _round(_first(values, RTT), whole(received, "received"))
    return {
        "number": whole(head["number"], "Test"),
        "finished": head["state"].strip().lower() == "finished",
        "completion": known(values["completion"].lower(), ("success", "failed", "no result"), "Completion"),
        "target": maybe(_first(values, TARGET), ip, "Destination ip address"),
        "sent": whole(sent, "sent"),
        "received": whole(received, "received"),
        "loss_percent": maybe(_first(values, LOSS).replace(" ", ""), percent, "Lost packet ratio"),
        "least_ms": least,
        "most_ms": most,
        "mean_ms": mean,
        "last_good": _last_good(values.get("last good probe time", "")),
    }


def _known(line: str) -> dict[str, str]:
    """The labels of a line that this parser reads; a line may begin with another."""
    first = LABELS.search(line)
    return {} if first is None else labelled(line[first.start() :], LABELS)


def _first(values: Mapping[str, str], names: Sequence[str]) -> str:
    return next((values[name] for name in names if name in values), "")


def _last_good(text: str) -> str | None:
    """As printed; None for the zeros of a test that never had a response."""
    return None if not text or text.startswith("0000-00-00") else text


def _round(text: str, received: int) -> tuple[int | None, int | None, int | None]:
    """Round trips in ms; the zeros of a test without a response say nothing."""
    if not text or not received:
        return None, None, None
    row = fit(ROUND, text, "least, most and mean round trip")
    return int(row["least"]), int(row["most"]), int(row["mean"])


COMMAND = Command(
    line="display nqa results",
    aliases=("display nqa results test-instance * *",),
    values={
        "instances": "admin, name, type (icmp …), active, results: number, finished, completion (success, failed, no "
        "result), target, sent, received, loss_percent, least_ms, most_ms, mean_ms (None without a response), last_good"
    },
    parse=parse,
)

"""Alarms (告警): what the 7x24 watch says, as events of the ledger, and folded into incidents with exact first times.

An alarm firing is one event, its end another. Both are named by what they say, so that a repetition is no news and the
order of arrival does not matter. What fires again before it has ended, under a later first time because the watch was
restarted, is the same incident, and the earliest time is its first.

    {"id": "alarm/0f3a…/20261123T001530.250000Z", "type": "alarm", "at": …, "fingerprint": …, "host": …, "check": …,
     "title": …, "severity": …, "runbook": …, "labels": {…}, "source": …, "heard": …}
    {"id": "alarm/0f3a…/20261123T001530.250000Z/20261123T003000.000000Z", "type": "alarm", "at": …, "ends": first id,
     "fingerprint": …, "host": …, "check": …, "title": …, "source": …, "heard": …}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from hfcheck.errors import InputError
from hfcheck.model import SHANGHAI

TYPE = "alarm"
ALERTS_LIMIT = 20_000
SHOWN = 200
# Go's zero time: an alert that has not ended says that it ended then.
NO_TIME = datetime(1, 1, 2, tzinfo=UTC)


def _plain(text: object) -> object:
    """Text that commands no terminal."""
    return "".join(mark if mark.isprintable() else " " for mark in text) if isinstance(text, str) else text


Word = Annotated[str, StringConstraints(max_length=200)]
Label = Annotated[str, BeforeValidator(_plain), StringConstraints(max_length=1000)]
Labels = Annotated[dict[Word, Label], Field(max_length=64)]


class Alert(BaseModel):
    """One alert of a notification, as Alertmanager's webhook (version 4) describes it."""

    model_config = ConfigDict(frozen=True)

    status: Literal["firing", "resolved"]
    labels: Labels
    annotations: Labels = Field(default_factory=dict)
    starts: AwareDatetime = Field(alias="startsAt")
    ends: AwareDatetime | None = Field(default=None, alias="endsAt")

    @property
    def resolved(self) -> datetime | None:
        """When it ended, if it has; one that is said to have ended without a time has not."""
        known = self.status == "resolved" and self.ends is not None and self.ends > NO_TIME
        return self.ends if known else None


class Notification(BaseModel):
    """What Alertmanager posts: a group of alerts. `truncated`: how many it left out, which nobody will hear of."""

    model_config = ConfigDict(frozen=True)

    version: Literal["4"]
    alerts: Annotated[tuple[Alert, ...], Field(max_length=ALERTS_LIMIT)]
    truncated: int = Field(default=0, alias="truncatedAlerts", ge=0)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One incident of the watch. `resolved`: when it ended, None while it lasts. `entries`: its ledger entries.

    `check` is the check that it stands for, or the alert's own name where it stands for none. `site` may be "".
    """

    fingerprint: str
    host: str
    site: str
    check: str
    title: str
    first: datetime
    resolved: datetime | None
    entries: tuple[str, ...]

    @property
    def id(self) -> str:
        """The entry that told of it first."""
        return self.entries[0]


def notification(body: bytes) -> Notification:
    """A notification from the bytes that were posted; raises InputError that says what does not fit."""
    try:
        found = Notification.model_validate_json(body)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the body"
        raise InputError(f"expected a notification of version 4, found at {where[:SHOWN]}: {first['msg']}") from None
    early = next((alert for alert in found.alerts if alert.starts <= NO_TIME), None)
    if early is not None:
        raise InputError("expected a notification whose alerts say since when, found one without startsAt")
    return found


def fingerprint(labels: Mapping[str, str]) -> str:
    """Sixteen hex digits for a set of labels: the FNV-1a hash that Prometheus and Alertmanager show, too."""
    found = 0xCBF29CE484222325
    for mark in b"".join(b"%b\xff%b\xff" % (name.encode(), labels[name].encode()) for name in sorted(labels)):
        found = ((found ^ mark) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{found:016x}"


def events(told: Notification, source: str, heard: datetime) -> Iterator[dict[str, Any]]:
    """The events of a notification that `source` sent, heard at this instant."""
    for alert in told.alerts:
        first = _firing(alert, source, heard)
        yield first
        if alert.resolved is not None:
            yield {
                "id": f"{first['id']}/{_stamp(alert.resolved)}",
                "type": TYPE,
                "at": _local(alert.resolved),
                "ends": first["id"],
                **{name: first[name] for name in ("fingerprint", "host", "check", "title")},
                "source": source,
                "heard": _local(heard),
            }


def _firing(alert: Alert, source: str, heard: datetime) -> dict[str, Any]:
    labels, mark = alert.labels, fingerprint(alert.labels)
    name = labels.get("alertname", "unnamed")
    body = {
        "id": f"{TYPE}/{mark}/{_stamp(alert.starts)}",
        "type": TYPE,
        "at": _local(alert.starts),
        "fingerprint": mark,
        "host": (labels.get("host") or labels.get("instance") or source)[:SHOWN],
        "check": (labels.get("check") or name)[:SHOWN],
        "title": (alert.annotations.get("summary") or name)[:SHOWN],
        "severity": labels.get("severity"),
        "runbook": labels.get("runbook"),
        "labels": dict(labels),
        "source": source,
        "heard": _local(heard),
    }
    return {name: value for name, value in body.items() if value is not None}


def _stamp(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%S.%f}Z"


def _local(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).isoformat()


@dataclass(frozen=True, slots=True)
class _Span:
    """One first time of an alarm, and the last end that was told of it."""

    event: Mapping[str, Any]
    first: datetime
    ends: tuple[tuple[datetime, str], ...]

    @property
    def end(self) -> datetime | None:
        return max(self.ends)[0] if self.ends else None


def fold(told: Iterable[Mapping[str, Any]]) -> tuple[Alarm, ...]:
    """The incidents that events of the type `alarm` make, by their beginning; order and repetition do not matter."""
    firing: dict[str, Mapping[str, Any]] = {}
    ends: dict[str, set[tuple[datetime, str]]] = defaultdict(set)
    for event in told:
        if "ends" in event:
            ends[str(event["ends"])].add((datetime.fromisoformat(str(event["at"])), str(event["id"])))
        else:
            firing[str(event["id"])] = event
    spans: dict[str, list[_Span]] = defaultdict(list)
    for name, event in firing.items():
        first = datetime.fromisoformat(str(event["at"]))
        spans[str(event["fingerprint"])].append(_Span(event, first, tuple(sorted(ends.get(name, ())))))
    found = (alarm for group in spans.values() for alarm in _joined(group))
    return tuple(sorted(found, key=lambda one: (one.first, one.id)))


def _joined(spans: Iterable[_Span]) -> Iterator[Alarm]:
    """The spans of one alarm, those that overlap as one."""
    group: list[_Span] = []
    for span in sorted(spans, key=lambda one: (one.first, str(one.event["id"]))):
        if group and (end := _end(group)) is not None and end < span.first:
            yield _alarm(group)
            group = []
        group.append(span)
    if group:
        yield _alarm(group)


def _end(group: Sequence[_Span]) -> datetime | None:
    """When a group of spans ended. The last one knows best: an earlier one whose end was lost does not hold it open."""
    if group[-1].end is None:
        return None
    return max(span.end for span in group if span.end is not None)


def _alarm(group: Sequence[_Span]) -> Alarm:
    event = group[0].event
    entries = (str(span.event["id"]) for span in group), (name for span in group for _, name in span.ends)
    return Alarm(
        fingerprint=str(event["fingerprint"]),
        host=str(event["host"]),
        site=str((event.get("labels") or {}).get("site", "")),
        check=str(event["check"]),
        title=str(event["title"]),
        first=group[0].first,
        resolved=_end(group),
        entries=tuple(name for part in entries for name in part),
    )

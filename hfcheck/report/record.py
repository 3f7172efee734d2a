"""The inspection record (机房巡检记录表) as data: all that the three renderers get to see.

Texts are final Chinese, or what was observed; nothing here is markup. A tuple that is empty means that there was
nothing of its kind, except where a field says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hfcheck.model import Severity, Verdict
from hfcheck.network.topology import Topology


class Tone(StrEnum):
    """How a cell of the heat map reads. GREEN only where everything was seen and all of it conforms."""

    DEVIATES = "deviates"
    UNSEEN = "unseen"
    WAIVED = "waived"
    CONFORMS = "conforms"
    NEUTRAL = "neutral"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Notice:
    """A banner at the top: `stop` is for what keeps the record from counting, the others are for the reader's care."""

    title: str
    lines: tuple[str, ...] = ()
    stop: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled box of the head of the form, half or the whole of its width."""

    label: str
    value: str
    small: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs as what; `state` says in Chinese whether the electronic signature is there and fits."""

    role: str
    name: str
    state: str
    at: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many checks got a verdict."""

    verdict: Verdict
    number: int


@dataclass(frozen=True, slots=True)
class HeatCell:
    """Everything of one kind at one site: the worst of it, and how many checks got each verdict that matters."""

    tone: Tone
    marks: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One site."""

    site: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Sites × kinds of equipment; every row has one cell a kind."""

    kinds: tuple[str, ...] = ()
    rows: tuple[HeatRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A host as people know it."""

    host: str
    title: str
    site: str
    kind: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """A check that deviates: what was expected, what was found, since when, and what is to be done.

    `behind`: the line that is down, behind which the device is silent.
    """

    place: Place
    check: str
    title: str
    clause: str
    severity: Severity | None
    expected: str
    actual: str
    since: str
    detail: str
    runbook: str
    handling: str
    evidence: str
    behind: Place | None = None


@dataclass(frozen=True, slots=True)
class Unseen:
    """The checks of one host that went unseen for one reason; `detail` says why in words.

    `behind`: the line that is down, behind which the device is silent.
    """

    place: Place
    reason: str
    checks: int
    examples: str
    detail: str
    behind: Place | None = None


@dataclass(frozen=True, slots=True)
class Exempt:
    """A deviation that is accepted as an exception (例外) while it lasts."""

    place: Place
    check: str
    title: str
    expected: str
    actual: str
    reason: str
    owner: str
    approver: str
    expires: str
    compensation: str


@dataclass(frozen=True, slots=True)
class OnsiteItem:
    """One answer that only a person in the room can give."""

    area: str
    title: str
    answer: str
    abnormal: bool
    value: str
    note: str
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """A number over the last rounds, oldest first; None is a round in which it was not seen.

    `telling`: worth paper, since it deviates, or moves and is near its limit.
    """

    place: Place
    title: str
    unit: str
    points: tuple[float | None, ...]
    limit: float | None
    upper: bool
    last: str
    limit_text: str
    span: str
    deviates: bool
    telling: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the appendix."""

    verdict: Verdict
    title: str
    value: str


@dataclass(frozen=True, slots=True)
class HostResult:
    """One host: its counts, and all its checks where the appendix holds them (`items` empty in a large record)."""

    place: Place
    counts: Mapping[Verdict, int]
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A raw output, a plan or a photograph, named by the SHA-256 of its plain bytes."""

    what: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Seal:
    """The ledger's head that the record rests on: a code for people, and the text of the QR symbol."""

    code: str
    qr: str
    seq: int


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """One inspection record. `folder` names its directory; `made` is the instant that it closed at."""

    title: str
    centre: str
    subtitle: str
    folder: str
    made: datetime
    seal: Seal
    notices: tuple[Notice, ...]
    facts: tuple[Fact, ...]
    signatures: tuple[Signature, ...]
    counts: tuple[Count, ...]
    heat: HeatMap
    deviations: tuple[Deviation, ...]
    unseen: tuple[Unseen, ...]
    exempt: tuple[Exempt, ...]
    onsite: tuple[OnsiteItem, ...]
    trends: tuple[Trend, ...]
    trends_left_out: int
    uncovered: tuple[Place, ...]
    hosts: tuple[HostResult, ...]
    itemised: bool
    evidence: tuple[Evidence, ...]
    note: str = field(default="")
    topology: Topology = field(default_factory=Topology)

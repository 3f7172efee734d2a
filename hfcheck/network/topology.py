"""The network as one round saw it: devices, and the links between them as their neighbours tell and the plan declares.

Pure. A device is a host of the inventory, or a stranger: a name that a neighbour announced and that no host has. What
is said of a link by either of its ends counts; a link that was declared and that neither end sees is down, one whose
ends were both not seen is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

# A device that announces a thousand neighbours is a fault of its own; the picture stays one.
STRANGERS = 40
NAME_LIMIT = 60
STRANGE = "?"
Rows = tuple[tuple[str, ...], ...]


class Condition(StrEnum):
    """How a link is."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Device:
    """What one host told. `names`: what it is called; `neighbours`: own port → name, None where that was not seen.

    `missing`: declared links that it does not see, `unsure`: declared ones while it was not seen, both as
    `port name port`; `down`: ports that should have a link and have none.
    """

    host: str
    title: str
    site: str
    names: tuple[str, ...] = ()
    neighbours: Mapping[str, str] | None = None
    missing: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    down: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """A carrier's line between two hosts, on which no neighbour is heard; `carries` None: not seen."""

    title: str
    ends: tuple[str, ...]
    carries: bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the picture; `seen` is false where a planned host told nothing of its neighbours."""

    key: str
    title: str
    site: str = ""
    known: bool = True
    seen: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """All links between two boxes: the worst condition, how many there are, and what is wrong with which."""

    near: str
    far: str
    condition: Condition
    count: int = 1
    ports: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    line: str = ""


@dataclass(frozen=True, slots=True)
class Topology:
    """The picture: `layers` are the keys of the largest site's boxes, from its core outwards, each from left to right;

    `columns` those of the other sites, from the one that leads there downwards, `alone` those without any link.
    """

    nodes: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()
    layers: Rows = ()
    columns: Rows = ()
    alone: tuple[str, ...] = ()
    strangers_left_out: int = 0


@dataclass(slots=True)
class _Pair:
    """What is known between two boxes, by the end that says it."""

    live: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    down: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unsure: list[str] = field(default_factory=list)

    def link(self, near: str, far: str) -> Link:
        """Each end counts its own ports, so that the larger number is that of the links."""
        counts = [len(self.live.get(end, ())) + len(self.down.get(end, ())) for end in (near, far)]
        condition = Condition.DOWN if self.down else Condition.UP if self.live else Condition.UNKNOWN
        ports = tuple(port for end in (near, far) for port in self.live.get(end, ()))
        troubles = tuple(text for end in (near, far) for text in self.down.get(end, ()))
        return Link(near, far, condition, max(*counts, 1), ports, troubles)


def topology(devices: Sequence[Device], others: Mapping[str, str], lines: Iterable[Line] = ()) -> Topology:
    """The picture of these devices; `others`: hosts that may be neighbours and tell nothing themselves, with titles."""
    hosts = {one.host for one in devices}
    called = {host.casefold(): host for host in others}
    called |= {name.casefold(): one.host for one in devices for name in (one.host, *one.names)}
    pairs: dict[tuple[str, str], _Pair] = defaultdict(_Pair)
    for device in devices:
        _see(device, called, pairs)
    links = [pair.link(*ends) for ends, pair in sorted(pairs.items())]
    links += [_carrier(line) for line in lines if len(line.ends) == 2 and hosts.issuperset(line.ends)]
    kept, left_out = _bounded(links)
    nodes = tuple(_nodes(devices, others, kept))
    return Topology(nodes, tuple(kept), *_arranged(nodes, kept), left_out)


def _see(device: Device, called: Mapping[str, str], pairs: dict[tuple[str, str], _Pair]) -> None:
    for port, names in (device.neighbours or {}).items():
        for name in dict.fromkeys(names.split(", ")):
            pair = pairs[_ends(device.host, _key(name, called))]
            (pair.down if port in device.down else pair.live)[device.host].append(port)
    for text in device.missing:
        far = _named(text, called)
        if far is not None:
            pairs[_ends(device.host, far)].down[device.host].append(text)
    for text in device.unsure:
        far = _named(text, called)
        if far is not None:
            pairs[_ends(device.host, far)].unsure.append(text)


def _ends(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _key(name: str, called: Mapping[str, str]) -> str:
    plain = " ".join(name.split())[:NAME_LIMIT]
    return called.get(plain.casefold(), STRANGE + plain)


def _named(text: str, called: Mapping[str, str]) -> str | None:
    """The host that a declared link `port name port` leads to; some makers' ports have a blank in their name."""
    return next((called[word.casefold()] for word in text.split()[1:] if word.casefold() in called), None)


def _carrier(line: Line) -> Link:
    conditions = {True: Condition.UP, False: Condition.DOWN, None: Condition.UNKNOWN}
    near, far = _ends(*line.ends)
    condition = conditions[line.carries]
    return Link(near, far, condition, troubles=(line.title,) * (condition is Condition.DOWN), line=line.title)


def _bounded(links: Iterable[Link]) -> tuple[list[Link], int]:
    """The links without those to strangers beyond the limit, and how many strangers that leaves out."""
    found = list(links)
    strangers = dict.fromkeys(key for link in found for key in (link.near, link.far) if key.startswith(STRANGE))
    left_out = set(list(strangers)[STRANGERS:])
    return [link for link in found if left_out.isdisjoint((link.near, link.far))], len(left_out)


def _nodes(devices: Sequence[Device], others: Mapping[str, str], links: Iterable[Link]) -> Iterator[Node]:
    """The boxes; who told nothing himself stands where he is heard."""
    sites = {one.host: one.site for one in devices}
    for one in devices:
        yield Node(one.host, one.title, one.site, seen=one.neighbours is not None)
    for key, by in dict(
        [*((link.near, link.far) for link in links), *((link.far, link.near) for link in links)]
    ).items():
        if key.startswith(STRANGE):
            yield Node(key, key.removeprefix(STRANGE), sites.get(by, ""), known=False)
        elif key not in sites:
            yield Node(key, others.get(key, key), sites.get(by, ""))


Around = Mapping[str, set[str]]


def _arranged(nodes: Sequence[Node], links: Iterable[Link]) -> tuple[Rows, Rows, tuple[str, ...]]:
    """The layers of the largest site, a column for each other one, and what has no link in the largest."""
    sites: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        sites[node.site].append(node)
    largest = max(sites, key=lambda site: len(sites[site]), default="")
    around: dict[str, set[str]] = {node.key: set() for node in nodes}
    for link in links:
        around[link.near].add(link.far)
        around[link.far].add(link.near)
    columns = (_column(members, around) for site, members in sorted(sites.items()) if site != largest)
    alone = tuple(node.key for node in sites.get(largest, []) if not around[node.key])
    return _layers(sites.get(largest, []), around), tuple(sorted(columns)), alone


def _column(members: Sequence[Node], around: Around) -> tuple[str, ...]:
    """A small site from top to bottom: who is linked to elsewhere, then by distance from him."""
    keys = {node.key for node in members}
    top = [node.key for node in members if around[node.key] - keys] or _core(members, around)[:1]
    depth = _distances(top, _within(around, keys))
    return tuple(sorted(keys, key=lambda key: (depth.get(key, len(keys)), key)))


def _layers(members: Sequence[Node], around: Around) -> Rows:
    """A site by the distance from its core, each layer in an order that keeps links short."""
    inner = _within(around, {node.key for node in members})
    depth: dict[str, int] = {}
    # A part without a link to the core hangs below it.
    while rest := [node for node in members if node.key not in depth and inner[node.key]]:
        start = 1 if depth else 0
        depth |= {key: start + steps for key, steps in _distances(_core(rest, inner), inner).items()}
    rows = [[key for key in inner if depth.get(key) == row] for row in range(max(depth.values(), default=-1) + 1)]
    # Who is linked to other sites only is nearer to them than to the core.
    outer = sorted(key for key in inner if key not in depth and around[key])
    return tuple(map(tuple, [*_ordered(rows, inner), *([outer] if outer else [])]))


def _within(around: Around, keys: set[str]) -> Around:
    return {key: around[key] & keys for key in sorted(keys)}


def _core(members: Iterable[Node], around: Around) -> list[str]:
    """The device with the most neighbours, and its twin: one that has about the same neighbours."""
    known = [node.key for node in members if node.known] or [node.key for node in members]
    first = min(known, key=lambda key: (-len(around[key]), key))
    shared = {key: len(around[key] & around[first]) for key in known if key in around[first]}
    twins = sorted((-count, key) for key, count in shared.items() if 3 * count >= len(around[first]))
    return [first, *(key for _, key in twins[:1])]


def _distances(core: Sequence[str], around: Around) -> dict[str, int]:
    found, edge, steps = dict.fromkeys(core, 0), list(core), 0
    while edge:
        steps += 1
        edge = sorted({far for key in edge for far in around[key]} - found.keys())
        found |= dict.fromkeys(edge, steps)
    return found


def _ordered(rows: Iterable[Sequence[str]], around: Around) -> list[list[str]]:
    """Each row by the middle of its neighbours in the row above."""
    done: list[list[str]] = []
    for row in rows:
        above = {key: (index + 0.5) / len(done[-1]) for index, key in enumerate(done[-1])} if done else {}
        order = {key: (_middle(around[key], above), key) for key in row}
        done.append(sorted(row, key=order.__getitem__))
    return done


def _middle(neighbours: Iterable[str], above: Mapping[str, float]) -> float:
    known = [above[key] for key in neighbours if key in above]
    return sum(known) / len(known) if known else 0.5

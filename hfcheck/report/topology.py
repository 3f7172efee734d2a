"""The topology picture of the record: from the rows of a round to the model, and from the model to SVG.

Boxes are ours, their words may be anybody's: every text is cut to its box and escaped. Black and white tells as much
as colour: a link that is down is dashed, a device that is not in the inventory has a dashed box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple, TypeVar

from hfcheck.model import Value, Verdict
from hfcheck.network.topology import Condition, Device, Line, Link, Node, Topology, topology
from hfcheck.outages import CARRIES
from hfcheck.report import fonts
from hfcheck.report.chart_frame import trimmed
from hfcheck.report.sources import PICTURED, Row, Scope

NAME, NEIGHBOURS, LINKS, PORTS = "topology.name", "topology.neighbours", "topology.links", "network_ports.up"

WIDTH, ACROSS, COLUMNS = 1000.0, 8, 12
BOX_WIDTH, BOX_HEIGHT = 112.0, 34.0
ROW_GAP, LAYER_GAP, GAP, MARGIN = 16.0, 56.0, 7.0, 6.0
# How far a line within a row hangs through.
BOW = 28.0
INK, SOFT, LINE, PALE = "#1c2430", "#5b6573", "#6d8db3", "#f4f6f8"
RED, ORANGE, ORANGE_PALE = "#a61b1b", "#b4610a", "#fdf1e2"
STYLES = {Condition.UP: (LINE, 1.2, ""), Condition.DOWN: (RED, 2.2, "6 3"), Condition.UNKNOWN: (SOFT, 1.0, "2 3")}
T = TypeVar("T")


class Place(NamedTuple):
    """The middle of a box, and how wide it is."""

    x: float
    y: float
    width: float


def topology_of(seen: Iterable[Row], plan: Scope) -> Topology:
    """The topology that the rows tell, empty where no device told a neighbour."""
    told: dict[str, dict[str, Row]] = {}
    for row in seen:
        if row.check in PICTURED:
            told.setdefault(row.host, {})[row.check] = row
    devices = [_device(host, rows, plan) for host, rows in sorted(told.items()) if NEIGHBOURS in rows]
    if not any(device.neighbours or device.missing for device in devices):
        return Topology()
    lines = (
        Line(plan.place(name).title, tuple(ends), _carries(told.get(name, {}))) for name, ends in plan.ends.items()
    )
    # Who may be a neighbour and is no host (a carrier's equipment) is called by the name that the plan gives it.
    accepted = {
        name: name for rows in told.values() if NEIGHBOURS in rows for name in _texts(rows[NEIGHBOURS].expected)
    }
    return topology(devices, accepted | {host: place.title for host, place in plan.places.items()}, lines)


def _device(host: str, rows: Mapping[str, Row], plan: Scope) -> Device:
    place, links = plan.place(host), rows.get(LINKS)
    names = [value for value in _said(rows.get(NAME)) if isinstance(value, str)]
    heard = rows[NEIGHBOURS].found
    unseen = rows[NEIGHBOURS].verdict is Verdict.NOT_SEEN
    return Device(
        host,
        place.title,
        place.site,
        tuple(names),
        None if unseen else {port: str(name) for port, name in heard.items()} if isinstance(heard, Mapping) else {},
        _texts(links.offending) if links and links.verdict is Verdict.DEVIATES else (),
        _texts(links.expected) if links and links.verdict is Verdict.NOT_SEEN else (),
        frozenset(_texts(rows[PORTS].offending) if PORTS in rows else ()),
    )


def _said(row: Row | None) -> tuple[Any, ...]:
    return (row.expected, row.found) if row else ()


def _texts(value: Value | None) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _carries(rows: Mapping[str, Row]) -> bool | None:
    verdict = rows[CARRIES].verdict if CARRIES in rows else None
    return {Verdict.CONFORMS: True, Verdict.DEVIATES: False}.get(verdict) if verdict else None


def remarks(picture: Topology) -> Iterator[str]:
    """What stands out in the picture, in words: links that are down, devices that no inventory knows."""
    titles = {node.key: node.title for node in picture.nodes}
    for link in picture.links:
        if link.condition is Condition.DOWN:
            yield f"断开：{titles[link.near]} — {titles[link.far]}（{'；'.join(link.troubles)}）"
    for node in picture.nodes:
        if not node.known:
            seen_by = [link for link in picture.links if node.key in (link.near, link.far)]
            yield f"未登记的相邻设备：{node.title}（{'；'.join(_heard(link, node.key, titles) for link in seen_by)}）"
    silent = [node.title for node in picture.nodes if not node.seen]
    if silent:
        yield f"未取得相邻关系：{'、'.join(silent)}"
    if picture.strangers_left_out:
        yield f"另有 {picture.strangers_left_out} 台未登记的相邻设备未画出，见各设备检查结果。"


def _heard(link: Link, stranger: str, titles: Mapping[str, str]) -> str:
    by = link.far if link.near == stranger else link.near
    return " ".join([titles[by], *link.ports])


def svg(picture: Topology) -> str:
    """The picture as SVG of 1000 units width."""
    places, height = _places(picture)
    nodes = {node.key: node for node in picture.nodes}
    parts = [
        *(_link(link, places[link.near], places[link.far], nodes) for link in picture.links),
        *(_box(node, places[node.key]) for node in picture.nodes),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}" width="{WIDTH:g}" '
        f'height="{height:g}" font-family="{fonts.FAMILY}" font-size="10" fill="{INK}" role="img" '
        f'aria-label="网络拓扑">{"".join(parts)}</svg>'
    )


def _places(picture: Topology) -> tuple[dict[str, Place], float]:
    """Where each box is, and how high the picture is: layers in rows, below them the other sites in columns."""
    found: dict[str, Place] = {}
    y = MARGIN + BOX_HEIGHT / 2
    for layer in picture.layers:
        y = _laid(found, _rows(layer, ACROSS), y)
    for band in _rows(picture.columns, COLUMNS):
        deepest = max(map(len, band))
        levels = [[column[level] if level < len(column) else "" for column in band] for level in range(deepest)]
        y = _laid(found, levels, y)
    y = _laid(found, _rows(picture.alone, ACROSS), y)
    return found, y - LAYER_GAP - BOX_HEIGHT / 2 + MARGIN


def _laid(found: dict[str, Place], rows: Iterable[Sequence[str]], y: float) -> float:
    """Put rows of boxes one below another from y on; an empty key leaves its place free. Returns where to go on."""
    start = y
    for row in rows:
        found |= {key: place for key, place in _row(row, y).items() if key}
        y += BOX_HEIGHT + ROW_GAP
    return y if y == start else y + LAYER_GAP - ROW_GAP


def _rows(items: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """The items in as few rows as hold at most so many, about equally long."""
    count = -(-len(items) // most)
    each = -(-len(items) // count) if count else 1
    return (items[start : start + each] for start in range(0, len(items), each))


def _row(keys: Sequence[str], y: float) -> dict[str, Place]:
    slot = WIDTH / len(keys)
    breadth = min(BOX_WIDTH, slot - GAP)
    return {key: Place(round((index + 0.5) * slot, 1), y, round(breadth, 1)) for index, key in enumerate(keys)}


def _link(link: Link, near: Place, far: Place, nodes: Mapping[str, Node]) -> str:
    colour, weight, dashes = STYLES[link.condition]
    if link.condition is Condition.UP and not (nodes[link.near].known and nodes[link.far].known):
        colour, dashes = ORANGE, "4 3"
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    said = "；".join((*link.ports, *link.troubles)) or link.line
    return (
        f'<g><title>{escape(said)}</title><path d="{_path(near, far)}" stroke="{colour}" stroke-width="{weight:g}" '
        f'fill="none"{dashed}/>{_number(link, near, far, colour)}</g>'
    )


def _path(near: Place, far: Place) -> str:
    """A straight line; within a row a bow, so that it does not run behind the boxes between."""
    if near.y != far.y:
        return f"M{near.x:g} {near.y:g}L{far.x:g} {far.y:g}"
    middle, low = (near.x + far.x) / 2, near.y + 2 * BOW
    return f"M{near.x:g} {near.y:g}Q{middle:g} {low:g} {far.x:g} {far.y:g}"


def _number(link: Link, near: Place, far: Place, colour: str) -> str:
    """A mark on the line: ✕ where it is down, how many links it stands for where these are several."""
    words = ("✘" if link.condition is Condition.DOWN else "") + (f"×{link.count}" if link.count > 1 else "")
    if not words:
        return ""
    x, y = (near.x + far.x) / 2, (near.y + far.y) / 2 + (BOW if near.y == far.y else 0)
    return (
        f'<rect x="{x - 13:g}" y="{y - 7:g}" width="26" height="14" fill="#fff"/>'
        f'<text x="{x:g}" y="{y + 3.5:g}" text-anchor="middle" fill="{colour}">{words}</text>'
    )


def _box(node: Node, place: Place) -> str:
    x, y = place.x - place.width / 2, place.y - BOX_HEIGHT / 2
    stroke, fill, dashes = (SOFT, PALE, "") if node.known else (ORANGE, ORANGE_PALE, ' stroke-dasharray="4 3"')
    if not node.seen:
        stroke, fill, dashes = SOFT, "#dcdfe3", ' stroke-dasharray="2 3"'
    under = node.key if node.known else "不在设备清单中"
    return (
        f"<g><title>{escape(f'{node.title} {node.site}'.strip())}</title>"
        f'<rect x="{x:g}" y="{y:g}" width="{place.width:g}" height="{BOX_HEIGHT:g}" rx="3" fill="{fill}" '
        f'stroke="{stroke}"{dashes}/>'
        f'<text x="{place.x:g}" y="{place.y - 3:g}" text-anchor="middle">{_cut(node.title, place.width, 10)}</text>'
        f'<text x="{place.x:g}" y="{place.y + 11:g}" text-anchor="middle" font-size="8.5" '
        f'fill="{SOFT if node.known else ORANGE}">{_cut(under, place.width, 8.5)}</text></g>'
    )


def _cut(words: str, room: float, size: float) -> str:
    return escape(trimmed(words, (room - 6) * 10 / size))

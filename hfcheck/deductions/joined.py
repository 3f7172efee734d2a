"""One root cause is one occurrence of an item, however many records it left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from hfcheck.clauses import Terms
from hfcheck.rulings import Ruling, merged

PER_CAUSE = "cause"


def joined(terms: Terms, rulings: Iterable[Ruling]) -> Iterator[Ruling]:
    """The rulings, those of one item and one root cause as one where the item counts by cause."""
    by_item: dict[int, list[Ruling]] = defaultdict(list)
    for ruling in rulings:
        by_item[ruling.item].append(ruling)
    for item, found in by_item.items():
        if terms.items[item].per == PER_CAUSE:
            yield from map(merged, sharing(found))
        else:
            yield from found


def sharing(rulings: Iterable[Ruling]) -> Iterator[Sequence[Ruling]]:
    """The rulings in groups that hang together by their root causes; one that has none stands alone."""
    groups: dict[str, list[Ruling]] = {}
    alone: list[list[Ruling]] = []
    for ruling in rulings:
        touched = {id(groups[cause]): groups[cause] for cause in ruling.causes if cause in groups}
        group = [ruling, *(member for one in touched.values() for member in one)]
        groups |= {cause: group for member in group for cause in member.causes}
        if not ruling.causes:
            alone.append(group)
    yield from {id(group): group for group in groups.values()}.values()
    yield from alone

"""A configuration as a device keeps it: lines below lines, in paragraphs, printed exactly as it was read."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Node:
    """A line without its indentation, and the lines below it."""

    line: str
    below: list[Node] = field(default_factory=list)

    def printed(self, depth: int = 0) -> Iterator[str]:
        """The line and those below it, one blank deeper each."""
        yield " " * depth + self.line
        for node in self.below:
            yield from node.printed(depth + 1)


@dataclass(slots=True)
class Tree:
    """Paragraphs of lines; `mark` stands before each, `tail` (return, end) below the last."""

    mark: str
    tail: str
    paragraphs: list[list[Node]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The configuration as the device prints it, without a last line end."""
        printed = []
        for paragraph in self.paragraphs:
            printed.append(self.mark)
            printed += [line for node in paragraph for line in node.printed()]
        return "\n".join([*printed, self.mark, *([self.tail] if self.tail else [])])

    def copy(self) -> Tree:
        """Another tree that may change without changing this one."""
        return copy.deepcopy(self)

    def nodes(self) -> list[Node]:
        """The lines that are not below another one."""
        return [node for paragraph in self.paragraphs for node in paragraph]

    def find(self, *path: str) -> Node | None:
        """The node of a line below lines: find("interface Vlanif1", "shutdown")."""
        nodes = self.nodes()
        found = None
        for line in path:
            found = next((node for node in nodes if node.line == line), None)
            if found is None:
                return None
            nodes = found.below
        return found

    def set(self, path: Sequence[str], line: str, replaced: Sequence[str] = ()) -> None:
        """Put a line below a path of lines (made where missing), in the place of the first of the lines it replaces."""
        siblings = self._below(path)
        olds = [node for node in siblings if node.line in replaced or node.line == line]
        if not olds:
            if path:
                siblings.append(Node(line))
            else:
                self._insert(Node(line))
            return
        olds[0].line = line
        for old in olds[1:]:
            self._drop(path, old)

    def remove(self, path: Sequence[str], line: str) -> None:
        """Take a line away with all that is below it; nothing happens where there is none."""
        for node in self._below(path):
            if node.line == line:
                self._drop(path, node)

    def lines(self, path: Sequence[str]) -> list[str]:
        """The lines directly below a path; none where the path does not exist."""
        node = self.find(*path) if path else None
        return [one.line for one in (node.below if node else [] if path else self.nodes())]

    def _below(self, path: Sequence[str]) -> list[Node]:
        if not path:
            return self.nodes()
        if self.find(*path) is None:
            self.set(path[:-1], path[-1])
        node = self.find(*path)
        return node.below if node else []

    def _drop(self, path: Sequence[str], node: Node) -> None:
        for siblings in [self._below(path)] if path else self.paragraphs:
            siblings[:] = [one for one in siblings if one is not node]
        self.paragraphs = [paragraph for paragraph in self.paragraphs if paragraph]

    def _insert(self, node: Node) -> None:
        """A new line goes behind the last paragraph that begins with the same word, else to the end."""
        word = node.line.split()[0]
        same = [at for at, one in enumerate(self.paragraphs) if one[0].line.split()[0] == word]
        at = same[-1] + 1 if same else len(self.paragraphs)
        self.paragraphs.insert(at, [node])


def parse(text: str, mark: str, tail: str) -> Tree:
    """The tree of a configuration's text: an indented line is below the nearest one above with less indentation.

    An indented mark stands between sections of a section and is kept as a line.
    """
    tree = Tree(mark, tail)
    above: list[tuple[int, Node]] = []
    fresh = True
    for line in text.splitlines():
        if not line.strip() or line.strip() == tail:
            continue
        if line.rstrip() == mark:
            fresh, above = True, []
            continue
        depth, node = len(line) - len(line.lstrip()), Node(line.strip())
        above = [(at, one) for at, one in above if at < depth]
        if above:
            above[-1][1].below.append(node)
        elif fresh:
            tree.paragraphs.append([node])
        else:
            tree.paragraphs[-1].append(node)
        fresh = False
        above.append((depth, node))
    return tree

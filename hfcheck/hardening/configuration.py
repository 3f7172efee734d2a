"""The configuration files of a role: what an entry of `<role>_files` says, and what a server says of it. Pure."""

from __future__ import annotations

import base64
import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hfcheck.collect.script import clean
from hfcheck.errors import ChangeRefused, CollectError, ContentError

MODULES = ("configuration",)
MODE = re.compile(r"0?[0-7]{3,4}")
SHOWN = 2000  # characters of a refusal


@dataclass(frozen=True, slots=True)
class File:
    """One entry: where it goes and whose it is. Its bytes are rendered from `src`, or are `content`.

    `validate` is a command that takes the new file as %s and ends with 0 when it may be put in place; `item` is the
    whole entry, as its template sees it.
    """

    src: str
    dest: str
    mode: str
    group: str
    owner: str = "root"
    content: str = ""
    validate: str | None = None
    item: Mapping[str, Any] = field(default_factory=dict)

    def laid(self, content: bytes) -> dict[str, str | None]:
        """The file as programs on the target are given it."""
        text = base64.b64encode(content).decode()
        told = {"dest": self.dest, "content": text, "mode": self.mode}
        return {**told, "owner": self.owner, "group": self.group, "validate": self.validate}


def files(declared: Any, where: str) -> tuple[File, ...]:
    """Every entry of a list; `where` names it. ContentError when one lacks something, or two go to one place."""
    if isinstance(declared, str) or not isinstance(declared, Sequence):
        raise ContentError(f"{where}: expected a list, found {declared!r}")
    found = tuple(_file(item, where) for item in declared)
    places = [file.dest for file in found]
    twice = sorted({place for place in places if places.count(place) > 1})
    if twice:
        raise ContentError(f"{where}: expected each path once, found twice: {', '.join(twice)}")
    return found


def _file(item: Any, where: str) -> File:
    """Other keys than those of a File are the template's own."""
    told = item if isinstance(item, Mapping) else {}
    source = "content" if "content" in told else "src"
    needed = (source, "dest", "mode", "group")
    fields = {name: told.get(name) for name in (*needed, *({"owner", "validate"} & set(told)))}
    if not all(isinstance(text, str) and (text or name == "content") for name, text in fields.items()):
        raise ContentError(f"{where}: expected {source}, dest, mode and group as texts, found {_shown(item)}")
    file = File(**{"src": "", **{name: str(text) for name, text in fields.items()}}, item=told)
    for problem in _problems(file):
        raise ContentError(f"{where}: {problem}")
    return file


def _problems(file: File) -> Iterator[str]:
    if not file.dest.startswith("/") or posixpath.normpath(file.dest) != file.dest or "\0" in file.dest:
        yield f"expected a whole path without . and .., found {file.dest!r}"
    if not MODE.fullmatch(file.mode):
        yield f"{file.dest}: expected a mode as 0644, found {file.mode!r}"
    if file.validate is not None and "%s" not in file.validate:
        yield f"{file.dest}: expected %s in the command that validates it, found {file.validate!r}"


def _shown(item: Any) -> str:
    """An entry as a message may name it: what it holds may be secret."""
    return repr({**item, "content": "…"} if isinstance(item, Mapping) and "content" in item else item)


@dataclass(frozen=True, slots=True)
class Laid:
    """What a server says of one file: `was` is "0644 root:root", or nothing; `before` its text, where it was asked."""

    dest: str
    changed: bool
    was: str
    before: Mapping[str, Any] | None


def read(text: str) -> tuple[Laid, ...]:
    """The answer of hfcheck/target/configuration.py; ChangeRefused with its problem, CollectError for what is none."""
    try:
        said = json.loads(text)
        laid = tuple(Laid(one["dest"], one["changed"], one["was"], one["before"]) for one in said["files"])
        problem = said["problem"]
    except (ValueError, KeyError, TypeError):
        raise CollectError(f"expected what became of the files as JSON, found {text[:200]!r}") from None
    if problem is not None:
        raise ChangeRefused(str(problem)[:SHOWN])
    return laid


def difference(laid: Laid, file: File, content: bytes, limit: int) -> Iterator[dict[str, Any]]:
    """A changed file as Ansible shows it with --diff: bytes, then mode and owner; texts above `limit` bytes are not."""
    if laid.before is not None:
        yield _content_difference(laid.before, file.dest, content, limit)
    becomes = f"{file.mode.zfill(4)} {file.owner}:{file.group}"
    if laid.was != becomes:
        yield {"prepared": f"{file.dest}: {laid.was or 'absent'} -> {becomes}\n"}


def _content_difference(before: Mapping[str, Any], dest: str, content: bytes, limit: int) -> dict[str, Any]:
    if "text" not in before:
        return {"dst_binary": 1} if "binary" in before else {"dst_larger": limit}
    if b"\0" in content or len(content) > limit:
        return {"src_binary": 1} if b"\0" in content else {"src_larger": limit}
    after = content.decode("utf-8", "replace")
    return {"before_header": dest, "before": clean(before["text"]), "after_header": dest, "after": clean(after)}

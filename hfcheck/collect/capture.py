"""What one host is asked and what it answered, between Ansible's variables and the spool."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hfcheck.collect.plan import checks_in
from hfcheck.collect.script import Request, asked
from hfcheck.errors import ContentError
from hfcheck.readings import load


@dataclass(frozen=True, slots=True)
class Questions:
    """What a host is asked: the requests, and for each check its request (None: the transport) and expected value."""

    requests: tuple[Request, ...]
    checks: Mapping[str, Mapping[str, Any]]


REFERENCE = re.compile(r"\{\{ *([A-Za-z_][A-Za-z0-9_]*) *\}\}")


def resolver(variables: Mapping[str, Any], template: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`template`, but a stanza's usual "{{ one_variable }}" is looked up without compiling a template for it.

    A host has some 150 such references; compiling them would cost more than asking the host.
    """

    rendered = functools.cache(template)  # several checks share one reading, and so its arguments

    def resolve(value: Any) -> Any:
        if isinstance(value, str):
            found = REFERENCE.fullmatch(value)
            if found and found[1] in variables:
                return resolve(variables[found[1]])
            return rendered(value) if "{{" in value or "{%" in value else value
        if isinstance(value, Mapping):
            return {name: resolve(item) for name, item in value.items()}
        return [resolve(item) for item in value] if isinstance(value, Sequence) else value

    return resolve


def questions(variables: Mapping[str, Any], template: Callable[[Any], Any], source: str) -> Questions:
    """Unite the readings that every `*_checks` list in scope names; `template` resolves a stanza's variables.

    Raises ContentError when a stanza cannot be resolved or names a reading that `source` cannot see.
    """
    wanted: dict[str, tuple[Request | None, Any]] = {}
    for name, stanzas in checks_in(variables):
        for stanza in stanzas:
            wanted[str(stanza["id"])] = (_request(stanza, template, source, name), template(stanza.get("expected")))
    requests = asked(request for request, _ in wanted.values() if request is not None)
    places = {request: place for place, request in enumerate(requests)}
    return Questions(
        tuple(requests),
        {
            check: {"request": None if request is None else places[request], "expected": expected}
            for check, (request, expected) in wanted.items()
        },
    )


def _request(stanza: Mapping[str, Any], template: Callable[[Any], Any], source: str, where: str) -> Request | None:
    name = str(stanza["reading"]).partition(".")[0]
    reading = load(name)
    if reading.source == "transport":
        return None
    if reading.source != source:
        raise ContentError(f"{where}: reading {name} needs the source {reading.source}, the host has {source}")
    arguments = template(stanza.get("arguments")) or []
    if isinstance(arguments, str) or not isinstance(arguments, Sequence):
        raise ContentError(f"{where}: {stanza['id']}: expected a list of arguments, found {arguments!r}")
    return name, tuple(str(argument) for argument in arguments)

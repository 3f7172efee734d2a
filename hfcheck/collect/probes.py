"""The reading source `probe`: the station asks from outside, and brings home what it saw as one JSON document.

A probe never says whether that is good. Its document holds `asked` (the arguments with their defaults), `outcome` (one
word: answered, or what went wrong), `detail`, and what the probe's own module notes; the parser of the reading with the
same name makes typed values of it. Only a question that could not be put has an exit status other than 0.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from hfcheck.collect import probe_arguments, probe_dns, probe_http, probe_icmp, probe_tcp, probe_tls
from hfcheck.collect.frame import Answered, framed
from hfcheck.collect.probe_network import Facts, StoppedError, outcome_of
from hfcheck.collect.script import Request
from hfcheck.errors import ContentError, InputError
from hfcheck.model import SHANGHAI, Output
from hfcheck.readings import DETAIL_LIMIT, EXIT_ABSENT, EXIT_NEEDS_ROOT

RawAnswer = Output
Ask = Callable[[probe_arguments.Asked, Facts], None]
EXIT_BAD_ARGUMENT = 2


def _run(name: str, known: Mapping[str, str | None], ask: Ask, given: tuple[str, ...]) -> RawAnswer:
    taken_at = datetime.now(tz=SHANGHAI)
    try:
        asked = probe_arguments.named(given, known, name)
        facts: Facts = {"asked": asked}
        facts |= _outcome(ask, asked, facts)
    except InputError as problem:
        return Output("", str(problem), EXIT_BAD_ARGUMENT, given, taken_at)
    except probe_arguments.UndeclaredError as nothing:
        return Output("", str(nothing), EXIT_ABSENT, given, taken_at)
    except probe_icmp.NeedsRootError as problem:
        return Output("", str(problem), EXIT_NEEDS_ROOT, given, taken_at)
    return Output(json.dumps(facts, ensure_ascii=False, sort_keys=True) + "\n", "", 0, given, taken_at)


def _outcome(ask: Ask, asked: probe_arguments.Asked, facts: Facts) -> Facts:
    try:
        ask(asked, facts)
    except StoppedError as stop:
        return {"outcome": stop.outcome, "detail": str(stop)[:DETAIL_LIMIT]}
    except OSError as error:
        return {"outcome": outcome_of(error), "detail": str(error)[:DETAIL_LIMIT]}
    return {"outcome": "answered"}


# One probe for each reading of source `probe`: its arguments (`name=value`) → what was seen, as an Output.
PROBES: Mapping[str, Callable[[tuple[str, ...]], RawAnswer]] = {
    "probe_dns": functools.partial(_run, "probe_dns", probe_dns.KNOWN, probe_dns.ask),
    "probe_http": functools.partial(_run, "probe_http", probe_http.KNOWN, probe_http.ask),
    "probe_icmp": functools.partial(_run, "probe_icmp", probe_icmp.KNOWN, probe_icmp.ask),
    "probe_tcp": functools.partial(_run, "probe_tcp", probe_tcp.KNOWN, probe_tcp.ask),
    "probe_tls": functools.partial(_run, "probe_tls", probe_tls.KNOWN, probe_tls.ask),
}


def probe_all(requests: Sequence[Request], nonce: str) -> Answered:
    """Put `requests` one after another, so that none slows another's latency down; framed as a script's answer.

    Raises ContentError for a reading that is not a probe.
    """
    strange = sorted({name for name, _ in requests} - set(PROBES))
    if strange:
        raise ContentError(f"expected probes ({', '.join(PROBES)}), found {', '.join(strange)}")
    return framed([PROBES[name](arguments) for name, arguments in requests], nonce)

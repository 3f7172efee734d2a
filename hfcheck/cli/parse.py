"""hfcheck parse: the typed values of a reading or of a network device's command, from raw output."""

from __future__ import annotations

import json
import sys
from datetime import datetime

import click

from hfcheck.collect.script import clean
from hfcheck.errors import InputError
from hfcheck.model import SHANGHAI, Answer, NotApplicable, NotSeen, Output
from hfcheck.network.answer import answer
from hfcheck.network.command import PLATFORMS as NETWORK
from hfcheck.network.reply import TEXT_LIMIT, State, decoded
from hfcheck.readings import load, read

# One more than a text may have, at four bytes a character: what is longer is seen to be too long.
BYTES_LIMIT = 4 * (TEXT_LIMIT + 1)
PLATFORMS = {"linux": ("shell", "transport"), "station": ("probe",)}


@click.command()
@click.argument("reading")
@click.option(
    "--platform",
    help=f"Where the raw output comes from: linux (a server), station (a probe), or gear: {', '.join(NETWORK)}.",
)
@click.option("--argument", "arguments", multiple=True, help="An argument that the reading was given.")
@click.option("--at", help="When the output was taken (ISO 8601 with offset); now if left out.")
def parse(reading: str, platform: str | None, arguments: tuple[str, ...], at: str | None) -> None:
    """Print the values of a raw output as JSON.

    READING (a file of hfcheck/readings; of network gear a command line, 'display version') is given the raw output on
    standard input. Ends 1 when not a single value could be read; the reason stands in place of each value, or of all.
    """
    if platform in NETWORK:
        _network(platform, reading)
        return
    known = load(reading)
    if platform is not None and known.source not in PLATFORMS.get(platform, ()):
        raise InputError(f"expected a platform of {[*PLATFORMS, *NETWORK]} that {reading} reads, found {platform!r}")
    raw = sys.stdin.buffer.read(known.section_bytes + 1)
    text = clean(raw.decode(errors="replace"))
    output = Output(text, arguments=arguments, taken_at=_instant(at), truncated=len(raw) > known.section_bytes)
    answers = read(known, output)
    click.echo(json.dumps({name: _plain(answer) for name, answer in answers.items()}, ensure_ascii=False, indent=2))
    if all(isinstance(answer, NotSeen) for answer in answers.values()):
        sys.exit(1)


def _network(platform: str, line: str) -> None:
    found = answer(platform, line, decoded(sys.stdin.buffer.read(BYTES_LIMIT)))
    is_ok = found.reply.state is State.OK
    said = found.values if is_ok else {"state": found.reply.state.value, "detail": found.reply.detail}
    click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    if not is_ok:
        sys.exit(1)


def _instant(text: str | None) -> datetime:
    if text is None:
        return datetime.now(tz=SHANGHAI)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(f"--at: expected an instant such as 2026-01-05T09:00:00+08:00, found {text!r}") from None
    if instant.tzinfo is None:
        raise InputError(f"--at: expected an instant with its offset, found {text!r}")
    return instant


def _plain(answer: Answer) -> object:
    match answer:
        case NotSeen(reason, detail):
            return {"not_seen": reason.value, "detail": detail}
        case NotApplicable(reason, detail):
            return {"not_applicable": reason.value, "detail": detail}
        case value:
            return value


COMMAND = parse

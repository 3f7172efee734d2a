"""The tunnels of a VPN gateway, as strongSwan tells them over vici, seen twice with packets in between.

Arguments: `<tunnel>=<address of the far end within it>`. Of several associations of one name, as while new keys are
made, the youngest that stands counts. What the peer calls itself is written in the same line: the first word of a name
counts, and what is asked for here stands before it or in the braces behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason, Scalar
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, known, tagged, whole

# A gateway whose daemon does not listen has no tunnels, and that was seen; anything else that swanctl says was not.
SNIPPET = r"""
need swanctl
echo "tunnels $#"
sample() {
  if said=$(swanctl --list-sas --raw 2>&1); then
    printf '%s\n' "$said" | sed -n "s/^list-sa event /$1 /p"
    return
  fi
  case $said in
    *'Connection refused'* | *'No such file'*) echo "silent $1" ;;
    *) printf '%s\n' "$said" >&2; exit 1 ;;
  esac
}
sample first
for one; do
  ping -n -q -c 2 -i 0.3 -W 1 -I "${one%%=*}" "${one#*=}" >/dev/null 2>&1 &
done
wait
sample second
"""
WORD = re.compile(r"[{}]|[^\s{}]+")
NAME = re.compile(r"([A-Za-z0-9_.-]+)=(.*)")
DEEPEST = 8  # braces within braces; strongSwan has four
STANDS = "ESTABLISHED"
NONE, SILENT = "NONE", "NO_DAEMON"
Tree = dict[str, "str | Tree"]


@dataclass(frozen=True, slots=True)
class Association:
    """What counts of one IKE association and its child; ages are seconds, -1 where the child does not stand."""

    state: str
    age: int
    child: str
    child_age: int
    cipher: str
    taken: int
    sent: int


def tree(text: str) -> Tree:
    """`{name {key=value …} …}` as vici prints it; words that are neither belong to the value before and are dropped."""
    stack: list[Tree] = [{}]
    before = ""
    for found in WORD.finditer(text):
        word = found[0]
        if word == "{":
            if len(stack) > DEEPEST:
                raise Unreadable(f"expected at most {DEEPEST} braces within braces, found more")
            inner: Tree = {}
            stack[-1].setdefault(before, inner)
            stack.append(inner)
        elif word == "}":
            if len(stack) == 1:
                raise Unreadable(f"expected balanced braces, found one more at {found.start()}")
            stack.pop()
        elif pair := NAME.fullmatch(word):
            stack[-1].setdefault(pair[1], pair[2])
        before = word
    if len(stack) != 1:
        raise Unreadable("expected the end of an association, found a line cut off")
    return stack[0]


def parse(output: Output) -> Mapping[str, Answer]:
    """`tunnels <n>`, then `first|second {<tunnel> {…}}` for each association, or `silent first|second`."""
    if not output.arguments:
        return dict.fromkeys(READING.values, NotApplicable(Reason.NOT_DECLARED, "no tunnels are declared"))
    found = tagged(output.stdout, ("tunnels", "first", "second", "silent"))
    names = [argument.partition("=")[0] for argument in output.arguments]
    if found["tunnels"] != [str(len(names))]:
        raise Unreadable(f"expected tunnels {len(names)}, found {found['tunnels'][:3]}")
    silent = [known(word, ("first", "second"), "a sample") for word in found["silent"]]
    before, after = ({} if word in silent else dict(_youngest(found[word])) for word in ("first", "second"))
    absent = SILENT if "second" in silent else NONE
    standing = {name: after[name] for name in names if name in after}
    return {
        "ike": {name: standing[name].state if name in standing else absent for name in names},
        "child": {name: standing[name].child if name in standing else absent for name in names},
        "ike_age_s": _each({name: one.age for name, one in standing.items() if one.state == STANDS}),
        "child_age_s": _each({name: one.child_age for name, one in standing.items() if one.child_age >= 0}),
        "cipher": _each({name: one.cipher for name, one in standing.items() if one.cipher}),
        "bytes_moving": {name: _moved(before.get(name), standing.get(name)) for name in names},
    }


def _each(found: Mapping[str, Scalar]) -> Answer:
    return found or NotSeen(Reason.NO_ANSWER, "no tunnel stands")


def _moved(before: Association | None, after: Association | None) -> bool:
    # Counters begin anew with new keys: then whatever they show has moved just now.
    if before is None or after is None:
        return False
    fresh = after.child_age < before.child_age
    return all(now > (0 if fresh else then) for now, then in ((after.taken, before.taken), (after.sent, before.sent)))


def _youngest(lines: list[str]) -> Iterator[tuple[str, Association]]:
    """Each tunnel with its association that counts: the last yielded of a name."""
    events = [_braces(tree(line).get("", "")) for line in lines]
    told = [(name, _association(_braces(inner))) for event in events for name, inner in event.items()]
    yield from sorted(told, key=lambda one: (one[1].state == STANDS, one[1].child_age >= 0, -one[1].age))


def _braces(inner: str | Tree) -> Tree:
    if isinstance(inner, str):
        raise Unreadable(f"expected an association in braces, found {inner[:80]!r}")
    return inner


def _association(found: Tree) -> Association:
    children = found.get("child-sas", {})
    told = [_braces(child) for child in children.values()] if isinstance(children, dict) else []
    installed = [child for child in told if child.get("state") == "INSTALLED"]
    child = min(installed, key=lambda one: _count(one, "install-time"), default=None)
    established = _count(found, "established") if "established" in found else 0
    if child is None:
        state = _text(told[0], "state") if told else NONE
        return Association(_text(found, "state"), established, state, -1, "", 0, 0)
    cipher = f"{_text(child, 'encr-alg')}-{_text(child, 'encr-keysize')}"
    numbers = [_count(child, name) for name in ("install-time", "bytes-in", "bytes-out")]
    return Association(_text(found, "state"), established, "INSTALLED", numbers[0], cipher, *numbers[1:])


def _text(found: Tree, name: str) -> str:
    text = found.get(name)
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_]{1,40}", text):
        raise Unreadable(f"expected a word for {name}, found {str(text)[:80]!r}")
    return text


def _count(found: Tree, name: str) -> int:
    return whole(str(found.get(name)), name)


READING = Reading(
    values={
        "ike": "tunnel → state of its IKE association; NONE without one, NO_DAEMON where strongSwan does not answer",
        "child": "tunnel → state of its child association, likewise",
        "ike_age_s": "tunnel that stands → seconds since its peer was last authenticated or its IKE keys renewed",
        "child_age_s": "tunnel that stands → seconds since the keys of its packets were made",
        "cipher": "tunnel that stands → cipher of its packets and bits of the key: AES_GCM_16-256",
        "bytes_moving": "tunnel → whether bytes went both ways between two looks, with packets of ours in between",
    },
    parse=parse,
    snippet=SNIPPET,
    command="swanctl --list-sas",
    privileged=True,
)

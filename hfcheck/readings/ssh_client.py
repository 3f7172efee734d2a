"""The effective configuration of the SSH client, as the client prints it for a server that nothing singles out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, known, rows

# Only the machine's own file: a user's file may weaken it for that user, and is that user's.
SNIPPET = r"""
need ssh
ssh -G -F /etc/ssh/ssh_config server.invalid
"""
KEYWORD = re.compile(r"[a-z][A-Za-z0-9]*")
# Since OpenSSH 7.6 the words of a yes-or-no switch are true and false here.
WORDS = {"true": "yes", "false": "no"}
SWITCHES = {"hashknownhosts": "hash_known_hosts", "forwardagent": "forward_agent", "forwardx11": "forward_x11"}
LISTS = {"ciphers": "ciphers", "macs": "macs", "kexalgorithms": "kex_algorithms"}


def parse(output: Output) -> Mapping[str, Answer]:
    """The lines `<keyword> <value>` of ssh -G."""
    config: dict[str, str] = {}
    for line in rows(output.stdout):
        keyword, _, value = line.partition(" ")
        if not KEYWORD.fullmatch(keyword):
            raise Unreadable(f"expected a line of ssh -G, found {line!r}")
        config.setdefault(keyword, WORDS.get(value.strip(), value.strip()))
    if "stricthostkeychecking" not in config:
        raise Unreadable("expected the output of ssh -G, found no stricthostkeychecking in it")
    switches: dict[str, Answer] = {
        name: known(config[key], ("yes", "no"), key) == "yes" for key, name in SWITCHES.items() if key in config
    }
    lists: dict[str, Answer] = {name: config[key].split(",") for key, name in LISTS.items() if key in config}
    return {"strict_host_keys": config["stricthostkeychecking"], **switches, **lists}


READING = Reading(
    values={
        "strict_host_keys": "what becomes of a server that is not known yet: ask, yes (refused), accept-new, no",
        "hash_known_hosts": "whether the names in the list of known servers are hidden",
        "forward_agent": "whether servers may use the keys of the user's agent",
        "forward_x11": "whether servers may open windows on the user's screen",
        "ciphers": "names of the ciphers that it uses",
        "macs": "names of the message authentication codes that it uses",
        "kex_algorithms": "names of the key exchanges that it uses",
    },
    parse=parse,
    snippet=SNIPPET,
    command="ssh -G -F /etc/ssh/ssh_config server.invalid",
)

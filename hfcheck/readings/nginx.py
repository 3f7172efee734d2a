"""What the files of nginx set, read as they lie there: nginx -T would create logs and directories that are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, headed, known, whole
from hfcheck.readings.snippets import DECLARED

# Only the directives of this list leave the target: others may hold keys and passwords. A directive ends at its ';',
# on whatever line that stands. The files are those of the distributions and of nginx's own packages.
SNIPPET = (
    DECLARED
    + r"""
declared nginx "$@"
set --
for file in /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/sites-enabled/*; do
  [ -f "$file" ] && set -- "$@" "$file"
done
[ -f /etc/nginx/nginx.conf ] || absent "no nginx.conf"
echo "files $#"
for file; do
  [ -r "$file" ] || exit 1
done
awk '
  FNR == 1 { statement = "" }
  { sub(/^[ \t]*#.*/, ""); sub(/[ \t]#.*/, ""); line = $0
    while (match(line, /[;{}]/)) {
      statement = statement " " substr(line, 1, RSTART - 1)
      if (substr(line, RSTART, 1) == ";") say(statement)
      statement = ""
      line = substr(line, RSTART + 1)
    }
    statement = statement " " line }
  function say(text, word) {
    gsub(/[ \t\r]+/, " ", text); sub(/^ /, "", text)
    word = text; sub(/ .*/, "", word)
    if (word ~ /^(server_tokens|ssl_protocols|ssl_ciphers|autoindex|user|client_header_timeout|client_body_timeout)$/)
      print word, FILENAME ":" FNR, substr(text, length(word) + 2)
    else if (word == "access_log" && text ~ /^access_log off/) print word, FILENAME ":" FNR, "off"
  }' "$@"
"""
)
PATIENCE = ("client_header_timeout", "client_body_timeout")
DIRECTIVES = (*PATIENCE, "server_tokens", "ssl_protocols", "ssl_ciphers", "autoindex", "user", "access_log")
SCALES = {"s": 1, "m": 60, "h": 3600}
DEFAULT_TIMEOUT = 60
Places = Mapping[str, str]


def _places(lines: Sequence[str]) -> dict[str, dict[str, str]]:
    """Directive → '<file>:<line>' → its value."""
    found: dict[str, dict[str, str]] = {name: {} for name in DIRECTIVES}
    for line in lines:
        name, place, value = fields(line, 3, "a directive")
        if not place.startswith("/"):
            raise Unreadable(f"expected a file and a line, found {place[:80]!r}")
        found[known(name, DIRECTIVES, "a directive")][place] = value.replace('"', "").replace("'", "")
    return found


def _words(places: Places, separator: str | None) -> list[str]:
    return sorted({word for value in places.values() for word in value.split(separator)}) or ["default"]


def _seconds(text: str) -> int:
    scale = SCALES.get(text[-1:], 0)
    return whole(text[:-1] if scale else text, "a time limit") * (scale or 1)


def _patience(found: Mapping[str, Places]) -> dict[str, int]:
    given = {f"{place} {name}": _seconds(value) for name in PATIENCE for place, value in found[name].items()}
    return given | {name: DEFAULT_TIMEOUT for name in PATIENCE if not found[name]}


def parse(output: Output) -> Mapping[str, Answer]:
    """`files <n>`, then `<directive> <file>:<line> <value>` lines."""
    head, _, rest = output.stdout.lstrip().partition("\n")
    count = whole(head.removeprefix("files "), "files")
    found = _places(headed(f"{head}\n{rest}", f"files {count}"))
    ciphers = [word for word in _words(found["ssl_ciphers"], ":") if not word.startswith(("!", "-"))]
    return {
        "server_tokens": found["server_tokens"] or {"default": "on"},
        "protocols": _words(found["ssl_protocols"], None),
        "ciphers": ciphers,
        "autoindex": found["autoindex"],
        "workers": next(iter(found["user"].values()), "default").split()[0],
        "patience_s": _patience(found),
        "unlogged": sorted(found["access_log"]),
    }


READING = Reading(
    values={
        "server_tokens": "'<file>:<line>' → whether the version is told: on, off, build; 'default' → on",
        "protocols": "protocols of encrypted connections; ['default'] where none are named",
        "ciphers": "ciphers that are let in, as they are named; ['default'] where none are",
        "autoindex": "'<file>:<line>' → whether the content of a directory is shown",
        "workers": "the account of the workers",
        "patience_s": "time limit → seconds that a client may take to send its request",
        "unlogged": "places where accesses are not logged",
    },
    parse=parse,
    snippet=SNIPPET,
    command="cat /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf",
    privileged=True,
)

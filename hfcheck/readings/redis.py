"""What the configuration of Redis declares, and as whom it runs; of a password only whether there is one."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import known, tagged, whole
from hfcheck.readings.snippets import DECLARED

# A running Redis would want its password to be asked, so its file is: the last line of a setting counts.
QUESTIONS = r"""
declared redis "$@"
conf=
for file in /etc/redis/redis.conf /etc/redis.conf; do
  [ -f "$file" ] && conf=$file && break
done
[ -n "$conf" ] || absent "no redis.conf"
[ -r "$conf" ] || exit 1
echo "file $conf"
awk 'tolower($1) == "bind" { sub(/^[ \t]*[^ \t]+[ \t]+/, ""); bind = $0; bound = 1 }
  tolower($1) == "protected-mode" { guarded = $2 }
  tolower($1) == "port" { port = $2 }
  tolower($1) == "requirepass" { kept = ($2 != "" && $2 != "\"\"") }
  tolower($1) == "aclfile" { kept = 1 }
  END { if (bound) print "bind", bind
    print "protected", guarded == "" ? "yes" : guarded
    print "port", port == "" ? 6379 : port
    print "password", kept + 0 }' "$conf"
for dir in /proc/[0-9]*; do
  name=
  read -r name 2>/dev/null < "$dir/comm"
  [ "$name" = redis-server ] && grep -q '^NSpid:[[:space:]]*[0-9]*$' "$dir/status" && stat -c 'account %U' "$dir"
done
exit 0
"""
TAGS = ("file", "bind", "protected", "port", "password", "account")
NOT_RUNNING = NotApplicable(Reason.ABSENT, "Redis does not run")


def parse(output: Output) -> Mapping[str, Answer]:
    """`file`, `bind <addresses>`, `protected <yes|no>`, `port <n>`, `password <0|1>`, `account <name>` lines."""
    found = {"bind": ["*"], **{tag: rests for tag, rests in tagged(output.stdout, TAGS).items() if rests}}
    protected, password, port = ("".join(found.get(tag, [])) for tag in ("protected", "password", "port"))
    return {
        # A minus says that an address may be missing.
        "bind": sorted(word.removeprefix("-") for word in found["bind"][0].replace('"', "").split()),
        "protected_mode": known(protected, ("yes", "no"), "protected-mode") == "yes",
        "password": known(password, ("0", "1"), "whether there is a password") == "1",
        "port": whole(port, "the port"),
        "accounts": sorted(set(found["account"])) if "account" in found else NOT_RUNNING,
    }


READING = Reading(
    values={
        "bind": "addresses that it listens on, '*' for all",
        "protected_mode": "whether it answers local clients only while it has no password",
        "password": "whether it needs a password, or has a file of accounts",
        "port": "the port without encryption, 0 for none",
        "accounts": "the accounts that it runs as",
    },
    parse=parse,
    snippet=DECLARED + QUESTIONS,
    command="grep -E 'bind|protected-mode|requirepass' /etc/redis/redis.conf；ps -ef",
    privileged=True,
)

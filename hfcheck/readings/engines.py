"""Which databases and which middleware run on the host itself (those in containers belong to their images)."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, Output
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, fields, tagged, whole
from hfcheck.readings.snippets import PROCESS_NAMES

# A servlet container shows only as java, so its command line decides; of it nothing but the word tomcat is printed.
SNIPPET = (
    PROCESS_NAMES
    + r"""
process_names | sort | uniq -c | sed 's/^ */process /'
for dir in /proc/[0-9]*; do
  name=
  read -r name 2>/dev/null < "$dir/comm"
  [ "$name" = java ] || continue
  grep -q '^NSpid:[[:space:]]*[0-9]*$' "$dir/status" 2>/dev/null || continue
  tr '\0' '\n' < "$dir/cmdline" 2>/dev/null | grep -qx 'org\.apache\.catalina\.startup\.Bootstrap' &&
    echo "process 1 tomcat"
done
exit 0
"""
)
DATABASES: Mapping[str, str] = {
    "postgres": "postgresql",
    "postmaster": "postgresql",
    "mariadbd": "mariadb",
    "mysqld": "mariadb",
    "mongod": "mongodb",
    "dmserver": "dameng",
    "kingbase": "kingbase",
    "gaussdb": "gaussdb",
    "oracle": "oracle",
    "sqlservr": "mssql",
}
MIDDLEWARE: Mapping[str, str] = {
    "nginx": "nginx",
    "tomcat": "tomcat",
    "redis-server": "redis",
    "apache2": "apache",
    "httpd": "apache",
    "memcached": "memcached",
    "haproxy": "haproxy",
}


def parse(output: Output) -> Mapping[str, Answer]:
    """`process <how many> <name>` lines; at least one process runs, the one that asks."""
    names = set()
    for line in tagged(output.stdout, ("process",))["process"]:
        count, name = fields(line, 2, "a process")
        whole(count, "processes")
        names.add(name)
    if not names:
        raise Unreadable("expected running processes, found none")
    return {
        "databases": sorted({word for process, word in DATABASES.items() if process in names}),
        "middleware": sorted({word for process, word in MIDDLEWARE.items() if process in names}),
    }


READING = Reading(
    values={
        "databases": "databases that run, by the word that declares them",
        "middleware": "web servers, servlet containers and caches that run, by the word that declares them",
    },
    parse=parse,
    snippet=SNIPPET,
    command="ps -ef",
)

"""What server.xml of Tomcat declares, which applications of its makers are there, and as whom it runs."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import known, only, tagged, whole
from hfcheck.readings.snippets import DECLARED

# Only these attributes are printed: others hold passwords. Comments may hold whole elements and are skipped.
QUESTIONS = r"""
declared tomcat "$@"
home=
for dir in /var/lib/tomcat[0-9]* /var/lib/tomcat /usr/share/tomcat /opt/tomcat /usr/local/tomcat; do
  [ -f "$dir/conf/server.xml" ] && home=$dir && break
done
[ -n "$home" ] || absent "no server.xml of Tomcat"
[ -r "$home/conf/server.xml" ] || exit 1
awk 'BEGIN { RS = "<" }
  inside { if (index($0, "-->")) inside = 0; next }
  /^!--/ { if (!index($0, "-->")) inside = 1; next }
  { gsub(/[ \t\r\n]+/, " "); gsub(/\047/, "\"") }
  /^Server / { print "shutdown_port", attribute("port") }
  /^Host / { print "auto_deploy", attribute("autoDeploy") == "false" ? 0 : 1 }
  /^Connector / && attribute("protocol") ~ /AJP/ { print "ajp", attribute("port") }
  /^Valve / && /AccessLogValve"/ { logged = 1 }
  /^Valve / && /ErrorReportValve"/ && attribute("showServerInfo") == "false" { hidden = 1 }
  function attribute(name, at, rest) {
    at = index($0, " " name "=\"")
    if (!at) return ""
    rest = substr($0, at + length(name) + 3)
    return substr(rest, 1, index(rest, "\"") - 1)
  }
  END { print "access_log", logged + 0; print "server_info", 1 - hidden }' "$home/conf/server.xml"
for app in manager host-manager examples docs; do
  [ -e "$home/webapps/$app" ] || [ -e "$home/webapps/$app.war" ] || [ -e "$home/conf/Catalina/localhost/$app.xml" ] &&
    echo "app $app"
done
for dir in /proc/[0-9]*; do
  name=
  read -r name 2>/dev/null < "$dir/comm"
  [ "$name" = java ] && grep -q '^NSpid:[[:space:]]*[0-9]*$' "$dir/status" &&
    tr '\0' '\n' < "$dir/cmdline" | grep -qx 'org\.apache\.catalina\.startup\.Bootstrap' && stat -c 'account %U' "$dir"
done
exit 0
"""
TAGS = ("shutdown_port", "auto_deploy", "ajp", "access_log", "server_info", "app", "account")
NOT_RUNNING = NotApplicable(Reason.ABSENT, "Tomcat does not run")


def _yes(text: str, what: str) -> bool:
    return known(text, ("0", "1"), what) == "1"


def parse(output: Output) -> Mapping[str, Answer]:
    """Lines that begin with one of TAGS; what is so or not is 1 or 0."""
    found = tagged(output.stdout, TAGS)
    return {
        "shutdown_port": whole(only(found, "shutdown_port"), "the port that stops it"),
        "auto_deploy": any(_yes(text, "autoDeploy") for text in found["auto_deploy"]),
        "access_log": _yes(only(found, "access_log"), "the access log"),
        "server_info": _yes(only(found, "server_info"), "showServerInfo"),
        "ajp": found["ajp"],
        "default_apps": found["app"],
        "accounts": sorted(set(found["account"])) if found["account"] else NOT_RUNNING,
    }


READING = Reading(
    values={
        "shutdown_port": "the port that stops it, -1 for none",
        "auto_deploy": "whether it starts whatever is put into its directory of applications",
        "access_log": "whether accesses are logged",
        "server_info": "whether pages of errors tell the version",
        "ajp": "ports of connectors of AJP",
        "default_apps": "applications of its makers",
        "accounts": "the accounts that it runs as",
    },
    parse=parse,
    snippet=DECLARED + QUESTIONS,
    command="cat conf/server.xml；ls webapps；ps -ef",
    privileged=True,
)

"""Updates that the host's own package lists know and that are not installed, and whether it needs a reboot.

The network is not used: what the lists say is as old as the lists, which is a value of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hfcheck.model import Answer, NotApplicable, NotSeen, Output, Reason
from hfcheck.readings import Reading
from hfcheck.readings.parsing import Unreadable, instant, known, only, tagged, whole

# apt builds its cache in memory and logs no plan here (empty names), and dnf writes its logs to memory in a mount
# namespace of its own, so that nothing is left behind. A count is printed only where there is a list to count from:
# without lists, both find no update and would look perfect. The words of dnf 5 for advisories are others, so there they
# are not asked for.
SNIPPET = r"""
if command -v apt-get >/dev/null 2>&1; then
  lists=$(ls /var/lib/apt/lists 2>/dev/null)
  if printf '%s\n' "$lists" | grep -q '_Packages'; then
    plan=$(apt-get -s -o Debug::NoLocking=1 -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
      -o Dir::Log::Planner= dist-upgrade) || exit 1
    echo "pending $(printf '%s\n' "$plan" | grep -c '^Inst [^ ]* \[')"
    printf '%s\n' "$lists" | grep -i security | grep -q '_Packages' &&
      echo "security $(printf '%s\n' "$plan" | grep -ciE '^Inst [^ ]* \[[^]]*\] \([^)]*security')"
    printf '%s\n' "$plan" | sed -n 's/^Inst \([^ ]*\) \[.*/package \1/p' | head -n 200
  fi
  newest=$(ls -t /var/lib/dpkg/info/*.list 2>/dev/null | head -n 1)
  [ -z "$newest" ] || stat -c 'changed %Y' "$newest"
  on() { [ "$(systemctl is-active "$1" 2>/dev/null)" = active ]; }
  settings=$(apt-config shell refresh APT::Periodic::Update-Package-Lists install APT::Periodic::Unattended-Upgrade \
    enable APT::Periodic::Enable/b restart Unattended-Upgrade::Automatic-Reboot/b)
  refresh= install= enable=true restart=false
  eval "$settings"
  echo "restart $restart"
  echo "automatic"
  [ "$enable" = false ] || case $refresh in '' | 0) ;; *) on apt-daily.timer && echo "automatic lists" ;; esac
  [ "$enable" = false ] || case $install in '' | 0) ;; *)
    on apt-daily-upgrade.timer && command -v unattended-upgrade >/dev/null 2>&1 && echo "automatic install" ;;
  esac
  for path in /var/lib/apt/lists /var/lib/apt/lists/partial /var/lib/apt/periodic/update-success-stamp; do
    [ -e "$path" ] && [ -n "$lists" ] && stat -c 'updated %Y' "$path"
  done
elif command -v dnf >/dev/null 2>&1 || command -v yum >/dev/null 2>&1; then
  tool=$(command -v dnf || command -v yum)
  need unshare
  cached() { unshare -m sh -c 'mount -t tmpfs none /var/log && exec "$@"' sh "$tool" -C -q "$@"; }
  lists=$(find "/var/cache/${tool##*/}" /var/cache/libdnf5 -name repomd.xml -o -name '*updateinfo*' 2>/dev/null)
  if printf '%s\n' "$lists" | grep -q 'repomd.xml$'; then
    plan=$(cached check-update)
    case $? in 0 | 100) ;; *) exit 1 ;; esac
    printf '%s\n' "$plan" | awk '/^Obsoleting/ { exit } NF == 3 { n++; if (n <= 200) print "package", $1 }
      END { print "pending", n + 0 }'
    if printf '%s\n' "$lists" | grep -q updateinfo && ! command -v dnf5 >/dev/null 2>&1; then
      advice=$(cached updateinfo list security) || exit 1
      echo "security $(printf '%s\n' "$advice" | awk 'NF == 3 { print $3 }' | sort -u | grep -c .)"
    fi
    printf '%s\n' "$lists" | grep 'repomd.xml$' | while read -r path; do stat -c 'updated %Y' "$path"; done
  fi
  rpm -qa --qf 'changed %{INSTALLTIME}\n' 2>/dev/null | sort -k 2n | tail -n 1
  setting() {
    sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*\([a-z-]*\).*/\1/p" /etc/dnf/automatic.conf 2>/dev/null
  }
  echo "automatic"
  if [ "$(systemctl is-active dnf-automatic.timer 2>/dev/null)" = active ]; then
    echo "automatic lists"
    [ "$(setting apply_updates)" = yes ] && echo "automatic install"
  fi
  case $(setting reboot) in '' | never) echo "restart false" ;; *) echo "restart true" ;; esac
else
  need apt-get
fi
echo "running $(uname -r)"
for file in /boot/vmlinuz-*; do
  case $file in *'*' | *rescue* | *.old) ;; *) echo "kernel ${file#/boot/vmlinuz-}" ;; esac
done
for file in /run/reboot-required /var/run/reboot-required; do
  [ -e "$file" ] && { echo "reboot $file"; break; }
done
exit 0
"""
TAGS = (
    *("pending", "security", "package", "updated", "changed", "automatic", "restart"),
    *("running", "kernel", "reboot"),
)
NO_LISTS = NotSeen(Reason.NO_ANSWER, "there are no package lists to count from")
NO_SECURITY = NotSeen(Reason.NO_ANSWER, "the package lists do not say which updates are for security")
NO_TIME = NotSeen(Reason.NO_ANSWER, "the package manager does not tell when it changed something")
NO_SETTING = NotSeen(Reason.NO_ANSWER, "the package manager does not tell what it does by itself")
NO_KERNEL = NotApplicable(Reason.ABSENT, "no kernel of its own is installed")


def _version(text: str) -> list[tuple[int, int, str]]:
    """Numbers compare as numbers and stand above words, so that 6.1.0-20 is newer than 6.1.0-9."""
    parts = re.findall(r"[0-9]+|[A-Za-z]+", text)
    return [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts]


def _kernel(found: Mapping[str, list[str]]) -> Mapping[str, Answer]:
    kernels = found["kernel"]
    flagged = bool(found["reboot"])
    if not kernels:
        return {"kernel_is_newest": NO_KERNEL, "reboot_required": True if flagged else NO_KERNEL}
    newest = _version(only(found, "running")) >= max(map(_version, kernels))
    return {"kernel_is_newest": newest, "reboot_required": flagged or not newest}


def _count(found: Mapping[str, list[str]], tag: str, missing: NotSeen) -> Answer:
    return whole(only(found, tag), f"{tag} updates") if found[tag] else missing


def _automatic(found: Mapping[str, list[str]]) -> Mapping[str, Answer]:
    deeds = [known(word, ("lists", "install"), "what happens by itself") for word in found["automatic"] if word]
    restarts = [known(word, ("true", "false"), "a restart by itself") == "true" for word in found["restart"]]
    return {
        "automatic": deeds if found["automatic"] else NO_SETTING,
        "automatic_reboot": any(restarts) if restarts else NO_SETTING,
    }


def parse(output: Output) -> Mapping[str, Answer]:
    """Lines of TAGS; `updated` and `changed` hold seconds since the epoch, `reboot` the file that asks for one."""
    found = tagged(output.stdout, TAGS)
    if not only(found, "running"):
        raise Unreadable("expected the release of the running kernel, found none")
    times = [whole(text, "the time of the lists") for text in found["updated"]]
    return {
        "pending": _count(found, "pending", NO_LISTS),
        "pending_security": _count(found, "security", NO_SECURITY if found["pending"] else NO_LISTS),
        "lists_updated": instant(str(max(times)), "the time of the lists") if times else NO_LISTS,
        "last_change": instant(only(found, "changed"), "the last change") if found["changed"] else NO_TIME,
        **_automatic(found),
        **_kernel(found),
    }


READING = Reading(
    values={
        "pending": "installed packages for which the lists hold a newer one",
        "pending_security": "how many of these updates (apt), or security advisories' packages (dnf), are for security",
        "lists_updated": "instant at which the package lists were last refreshed",
        "last_change": "instant at which a package was last installed or updated",
        "automatic": "what happens by itself: 'lists' are refreshed, security updates are 'install'ed",
        "automatic_reboot": "whether the host restarts itself after updates",
        "kernel_is_newest": "whether the running kernel is the newest installed one",
        "reboot_required": "whether the system asks for a reboot, or a newer kernel waits for one",
    },
    parse=parse,
    snippet=SNIPPET,
    command="apt list --upgradable；dnf check-update；uname -r",
    privileged=True,
    seconds=60,
)

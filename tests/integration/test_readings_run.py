"""All shell readings in one script, run by the shells of real targets, leave answers and nothing else behind.

dash runs it over a copy-on-write view of this machine's own files, so that whatever is written shows; busybox ash runs
it in a tree that holds busybox and nothing else, as on a small appliance.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from datetime import datetime
from pathlib import Path

import pytest
import yaml

import hfcheck.readings
from hfcheck.collect.script import Request, asked, compile_script, split
from hfcheck.model import SHANGHAI, NotSeen, Output, Reason
from hfcheck.readings import load, read

FIXTURES = Path(__file__).parents[1] / "fixtures" / "readings"
NONCE = "5ec71045ec71045ec7104"
BROKEN = {Reason.UNREADABLE, Reason.EMPTY, Reason.TIMED_OUT, Reason.CUT_OFF}
MARK = "HF_TEST_MARK"
READINGS = sorted(
    path.stem
    for path in Path(hfcheck.readings.__file__).parent.glob("*.py")
    if "\nREADING = " in path.read_text(encoding="utf-8") and load(path.stem).source == "shell"
)
PRIVATE = ["unshare", "--user", "--map-root-user", "--mount"]
# The machine's own files with every change in $1/upper; devices and kernel file systems as they are. A tree that holds
# mounts of others cannot be laid over without privileges: it is shown as it is.
OVERLAY = """\
set -e
mount -t tmpfs none "$1"
mkdir "$1/upper" "$1/work" "$1/root"
for path in /*; do
  name=${path#/}
  if [ -L "$path" ]; then cp -P "$path" "$1/root/"; continue; fi
  [ -d "$path" ] || continue
  mkdir "$1/root/$name"
  case $name in
    tmp|mnt|media) continue ;;
    proc|sys|dev|run) mount --rbind "$path" "$1/root/$name"; continue ;;
  esac
  mkdir "$1/upper/$name" "$1/work/$name"
  mount -t overlay overlay -o "userxattr,lowerdir=$path,upperdir=$1/upper/$name,workdir=$1/work/$name" "$1/root/$name" \
    2>/dev/null || mount --rbind "$path" "$1/root/$name"
done
[ "$(grep -c "^overlay $1/root/" /proc/self/mounts)" -ge 3 ]
chroot "$1/root" /usr/bin/dash -s
find "$1"/upper/* "$1/root/tmp" "$1/root/mnt" "$1/root/media" -mindepth 1 >&3
"""
TIMED_OUT = 124
# busybox alone.
SMALL = """\
set -e
for name in proc sys dev; do mount --rbind "/$name" "$1/$name"; done
find "$1" -xdev | sort >"$2"
chroot "$1" /bin/busybox ash -s
find "$1" -xdev | sort | diff "$2" - >&3 || :
"""


def requests() -> list[Request]:
    """Every shell reading without arguments and with those of its recorded cases, but for the hostile ones."""
    found: list[Request] = [(name, ()) for name in READINGS]
    for side in sorted(FIXTURES.glob("*/*.yml")):
        arguments = yaml.safe_load(side.read_text(encoding="utf-8")).get("arguments", ())
        if side.parent.name in READINGS and not side.stem.startswith("hostile"):
            found.append((side.parent.name, tuple(arguments)))
    return asked(found)


def allowed() -> bool:
    """Whether this machine lets a plain user make a mount namespace."""
    return shutil.which("unshare") is not None and not subprocess.run([*PRIVATE, "true"], check=False).returncode


def left_running(mark: str) -> list[str]:
    """Processes whose environment carries the mark, when they had the time that busybox's timeout takes to notice."""
    deadline = time.monotonic() + 10
    while (found := marked(mark)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def marked(mark: str) -> list[str]:
    """Processes whose environment carries the mark now."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


def run(wrapper: str, root: Path, *arguments: str) -> tuple[list[Output], str]:
    """The outputs of all requests, and what changed in the file system."""
    changes, wanted = root.with_suffix(".changes"), requests()
    script = compile_script(wanted, NONCE)
    taken = datetime.now(tz=SHANGHAI)
    command = [*PRIVATE, "sh", "-c", f'exec 3>"$0"; {wrapper}', str(changes), str(root), *arguments]
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", MARK: NONCE}
    done = subprocess.run(
        command, input=script, capture_output=True, text=True, env=environment, check=False, timeout=300
    )
    assert f"{NONCE} done" in done.stdout, done.stderr[-2000:]
    return split(done.stdout, done.stderr, NONCE, wanted, taken), changes.read_text(encoding="utf-8")


def small_machine(root: Path) -> None:
    """A tree with busybox for all its programs and the few files every Linux has."""
    for name in ("bin", "etc", "proc", "sys", "dev", "tmp", "root", "var"):
        (root / name).mkdir(parents=True)
    busybox = Path(shutil.which("busybox") or "")
    shutil.copy(busybox, root / "bin/busybox")
    applets = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split()
    for applet in set(applets) - {"busybox"}:
        (root / "bin" / applet).symlink_to("busybox")
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n", encoding="utf-8")
    (root / "etc/group").write_text("root:x:0:\n", encoding="utf-8")


def check(outputs: list[Output]) -> None:
    """Each section ended, said why where it has no answer, and what it printed can be read."""
    unreadable = {}
    for (name, arguments), output in zip(requests(), outputs, strict=True):
        assert output.code is not None, f"{name} {arguments} never ended"
        in_time = output.code != TIMED_OUT  # on a busy machine a long reading may be cut off, which is an answer too
        assert output.code == 0 or output.stderr or not in_time, (
            f"{name} {arguments}: exit {output.code} without a word"
        )
        answers = read(load(name), output)
        broken = [a for a in answers.values() if isinstance(a, NotSeen) and a.reason in BROKEN]
        if broken and arguments and in_time:
            unreadable[name, arguments] = broken[0].detail
    assert unreadable == {}


pytestmark = pytest.mark.skipif(not allowed(), reason="no user namespaces here: unshare --user --mount is refused")


def test_dash_on_this_machine(tmp_path: Path) -> None:
    root = tmp_path / "machine"
    root.mkdir()
    outputs, changes = run(OVERLAY, root)
    check(outputs)
    assert changes == ""
    assert left_running(f"{MARK}={NONCE}") == []


@pytest.mark.skipif(shutil.which("busybox") is None, reason="no busybox here: apt-get install busybox-static")
def test_busybox_alone(tmp_path: Path) -> None:
    root = tmp_path / "small"
    small_machine(root)
    outputs, changes = run(SMALL, root, str(tmp_path / "before"))
    check(outputs)
    assert changes == ""
    assert left_running(f"{MARK}={NONCE}") == []

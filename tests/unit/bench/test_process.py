import os
import subprocess
import sys

from bench.process import run, tree

BURN = "import time\nwhile time.process_time() < 0.3: pass\nprint('done')"


def test_the_time_of_children_is_counted_and_sleep_is_not() -> None:
    shell = run(["sh", "-c", f'"{sys.executable}" -c "{BURN}"; sleep 0.5; exit 7'], os.environ)
    assert shell.cpu >= 0.3
    assert shell.wall >= 0.8
    assert (shell.code, shell.stdout) == (7, "done\n")
    assert run(["sleep", "0.5"], os.environ).cpu < 0.2


def test_the_tree_holds_children_and_their_children() -> None:
    shell = subprocess.Popen(["sh", "-c", "sh -c 'echo $$; read x; :'; :"], stdin=-1, stdout=-1, text=True)
    assert shell.stdin
    assert shell.stdout
    inner = int(shell.stdout.readline())
    assert tree(shell.pid) == [shell.pid, inner]
    shell.communicate("\n")

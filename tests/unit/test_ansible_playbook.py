"""What every playbook loads, and what only those that look are made to load."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest

from hfcheck.ansible.playbook import about, observes


def play(*tasks: object, **variables: object) -> SimpleNamespace:
    return SimpleNamespace(tasks=list(tasks), vars=variables)


def task(action: str) -> SimpleNamespace:
    return SimpleNamespace(action=action)


def block(part: str, action: str) -> SimpleNamespace:
    return SimpleNamespace(**{"block": [], "rescue": [], "always": [], part: [task(action)]})


@pytest.mark.parametrize("part", ["block", "rescue", "always"])
def test_a_look_is_found_however_deep_it_stands(part: str) -> None:
    assert observes(play(task("ansible.builtin.setup"), block(part, "observe")))
    assert not observes(play(task("configuration"), block(part, "trial")))


def test_a_runbook_says_so_in_its_first_play() -> None:
    told = {"hosts": "one"}
    runbook = SimpleNamespace(get_plays=lambda: [play(runbook=told), play()])
    assert about(runbook) == told
    assert about(SimpleNamespace(get_plays=lambda: [play(), play(runbook=told)])) is None
    assert about(SimpleNamespace(get_plays=list)) is None


def test_a_playbook_that_only_changes_servers_loads_no_ledger_and_shares_its_memory() -> None:
    program = """
import gc, sys
from types import SimpleNamespace
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import callback_loader
callback_loader.add_directory("hfcheck/ansible/callback")
callback = callback_loader.get("hfcheck")
play = SimpleNamespace(tasks=[SimpleNamespace(action="configuration")], vars={})
callback.v2_playbook_on_start(SimpleNamespace(get_plays=lambda: [play], _loader=DataLoader()))
print(gc.get_freeze_count() > 10000, sorted({"hfcheck.ingest", "hfcheck.runbooks.record"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "True []\n"), done.stderr

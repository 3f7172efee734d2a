"""What every task did on every host, as one JSON line each; the tests of fresh servers read it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ansible.playbook.handler import Handler
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
    name: told
    type: aggregate
    short_description: Writes what every task did as JSON lines into the file HFCHECK_TOLD
    description:
        - One line for each execution; a loop has one for each item, a list of files one for each file.
"""


class CallbackModule(CallbackBase):  # type: ignore[misc]
    """Lines of `{host, role, task, item, handler, outcome, seconds, msg}`."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "told"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._lines = Path(os.environ["HFCHECK_TOLD"]).open("w", buffering=1, encoding="utf-8")  # noqa: SIM115 - open as long as the play
        self._begun: dict[tuple[str, str], float] = {}

    def v2_runner_on_start(self, host: Any, task: Any) -> None:
        """Remember when."""
        self._begun[host.get_name(), task._uuid] = time.monotonic()

    def v2_runner_on_ok(self, result: Any) -> None:
        """A task without a loop; the items of one with a loop were told already."""
        self._whole(result, "ok")

    def v2_runner_on_skipped(self, result: Any) -> None:
        """A task that was left out."""
        self._whole(result, "skipped")

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """A task that failed."""
        self._whole(result, "failed")

    def v2_runner_item_on_ok(self, result: Any) -> None:
        """One item of a loop."""
        self._tell(result, "ok")

    def v2_runner_item_on_skipped(self, result: Any) -> None:
        """One item that was left out."""
        self._tell(result, "skipped")

    def v2_runner_item_on_failed(self, result: Any) -> None:
        """One item that failed."""
        self._tell(result, "failed")

    def _whole(self, result: Any, outcome: str) -> None:
        if "results" not in result._result or not result._task.loop:
            self._tell(result, outcome)

    def _tell(self, result: Any, outcome: str) -> None:
        task, said, now = result._task, result._result, time.monotonic()
        key = result._host.get_name(), task._uuid
        line = {
            "host": key[0],
            "role": task._role.get_name() if task._role else "",
            "task": task.get_name().rpartition(" : ")[2],
            "handler": isinstance(task, Handler),
            "seconds": round(now - self._begun.get(key, now), 3),
            "msg": str(said.get("msg", ""))[:300] if outcome == "failed" else "",
        }
        self._begun[key] = now
        for item, is_changed in _items(said):
            done = "changed" if outcome == "ok" and is_changed else outcome
            self._lines.write(json.dumps({**line, "item": item, "outcome": done}) + "\n")


def _items(said: Any) -> Iterator[tuple[str, bool]]:
    """What a result is about, and whether that changed: the item of a loop, or each file of a list."""
    if said.get("files") and "dest" in said["files"][0]:
        yield from ((file["dest"], file["changed"]) for file in said["files"])
    else:
        yield str(said.get("_ansible_item_label", said.get("item", ""))), bool(said.get("changed"))

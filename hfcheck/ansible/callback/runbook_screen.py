"""What a person sees of a runbook: the five stages, each task with its hosts, and what was said; nothing of Ansible."""

from __future__ import annotations

from typing import Any

from ansible import constants
from ansible.plugins.callback import CallbackBase

from hfcheck.collect.script import clean
from hfcheck.runbooks.shape import SCOPE, STAGES

DOCUMENTATION = """
    name: runbook_screen
    type: stdout
    short_description: The screen of hfcheck runbook run
    description:
        - Shows the stages of a runbook in Chinese.
"""
LINES, WIDTH = 40, 300


class CallbackModule(CallbackBase):  # type: ignore[misc]
    """Prints a line for each stage, task and host; see the module's text."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "runbook_screen"

    def v2_playbook_on_play_start(self, play: Any) -> None:
        """A stage begins; an imported playbook is part of the one before."""
        stage, _, what = play.get_name().partition("：")
        if stage in STAGES:
            self._show(f"\n【{STAGES.index(stage) + 1}/{len(STAGES)} {stage}】{what}", constants.COLOR_HIGHLIGHT)

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        """A task begins."""
        if not SCOPE.match(task.get_name()):
            self._show(f"  {task.get_name()}")

    def v2_runner_on_ok(self, result: Any) -> None:
        """A host is done with a task; what the task says is for people to read."""
        found, host = result._result, result._host.get_name()
        if found.get("resumed"):
            self._show(f"    {host}：上次已完成，跳过", constants.COLOR_OK)
        elif found.get("changed"):
            self._show(f"    {host}：已执行", constants.COLOR_CHANGED)
        if result._task.action in {"ansible.builtin.debug", "decide", "look", "verify", "record"}:
            self._say(found.get("msg"))

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """A host failed."""
        self._show(f"    {result._host.get_name()}：失败", constants.COLOR_ERROR)
        self._say("（输出不显示）" if result._task.no_log else result._result.get("msg"))

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """A host does not answer."""
        self._show(f"    {result._host.get_name()}：没有应答", constants.COLOR_UNREACHABLE)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """How it ended."""
        bad = sorted(host for host in stats.processed if stats.failures.get(host) or stats.dark.get(host))
        self._show(
            f"\n未完成：{'、'.join(bad)}" if bad else "\n结束", constants.COLOR_ERROR if bad else constants.COLOR_OK
        )

    def _say(self, message: Any) -> None:
        lines = message if isinstance(message, list) else str(message or "").splitlines()
        for line in lines[:LINES]:
            self._show(f"      {clean(str(line))[:WIDTH]}")
        if len(lines) > LINES:
            self._show(f"      …… 另有 {len(lines) - LINES} 行")

    def _show(self, text: str, colour: str | None = None) -> None:
        self._display.display(text, color=colour)

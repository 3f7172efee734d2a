"""`decide`: what a person has to decide in a runbook, asked at a terminal or given as a variable with `-e`.

    decide: {variable: isolation, question: 怎样隔离？, choices: {port: 关闭端口, host: 关闭主机网络}, default: host}
    decide: {variable: confirm_isolation, question: 业务将中断, confirms: isolate, phrase: "{{ inventory_hostname }}"}

The second form confirms a destructive step by its id: the phrase has to be given in full, in this sitting; neither the
inventory nor an earlier sitting can give it. Another answer becomes the host's fact of that name, and is remembered
until the run is at its end.
"""

from __future__ import annotations

from typing import Any

from ansible.errors import AnsiblePromptInterrupt, AnsiblePromptNoninteractive
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible.utils.vars import load_extra_vars

from hfcheck.ansible.sitting import now, open_journal
from hfcheck.collect.script import clean
from hfcheck.errors import HfcheckError, InputError
from hfcheck.runbooks.answers import Question, accept, words

TRIES = 3


class ActionModule(ActionBase):  # type: ignore[misc]
    """Ask one thing about one host; see the module's text."""

    TRANSFERS_FILES = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Returns the answer as a fact; fails with what was expected when nobody gives one."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        self._spoken_for = variables["ansible_play_hosts"] if self._task.run_once else [variables["inventory_hostname"]]
        try:
            return self._decide(Question.of(self._task.args), variables["inventory_hostname"])
        except HfcheckError as problem:
            return {"failed": True, "changed": False, "msg": clean(str(problem))}

    def _decide(self, question: Question, host: str) -> dict[str, Any]:
        journal, progress = open_journal()
        if question.confirms and all((question.confirms, one) in progress.done for one in self._spoken_for):
            return _answered(question, question.phrase, f"{host}：步骤 {question.confirms} 已完成，无须再确认")
        given = load_extra_vars(self._loader).get(question.variable)
        remembered = None if question.confirms else progress.answers.get((question.variable, host))
        if self._task.check_mode:
            return _rehearsed(question, host, remembered if given is None else given)
        answer = self._answer(question, host, remembered if given is None else given)
        if question.confirms:
            for one in self._spoken_for:
                journal.write("confirmed", now(), host=one, step=question.confirms)
        elif answer != remembered:
            journal.write("answer", now(), host=host, variable=question.variable, value=answer)
        return _answered(question, answer, f"{host}：{question.variable} = {answer}")

    def _answer(self, question: Question, host: str, given: Any) -> Any:
        if given is not None:
            return accept(question, given, host)
        for _ in range(TRIES):
            try:
                typed = Display().prompt_until(words(question, host))
            except AnsiblePromptInterrupt:
                raise InputError(f"{host}: interrupted at the decision {question.variable}") from None
            except AnsiblePromptNoninteractive:
                break
            try:
                return accept(question, typed.decode(errors="replace").strip(), host)
            except InputError as problem:
                Display().display(str(problem))
        return accept(question, None, host)


def _rehearsed(question: Question, host: str, given: Any) -> dict[str, Any]:
    """With --check nobody is asked: an answer that is there is tried, a confirmation is not needed."""
    if question.confirms:
        return _answered(question, question.phrase, f"{host}：演练，实际执行时须输入“{question.phrase}”确认")
    answer = accept(question, given, host) if given is not None else question.first
    return _answered(question, answer, f"{host}：演练，{question.variable} = {answer}")


def _answered(question: Question, answer: Any, message: str) -> dict[str, Any]:
    return {"changed": False, "msg": message, "ansible_facts": {question.variable: answer}}

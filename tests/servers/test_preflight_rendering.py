"""What the pre-flight stages is, byte for byte, what the role's own template task would write."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATE = """\
# Managed by hfcheck (role {{ role_name }}): {{ station }}
{% for address in addresses %}
ListenAddress {{ address }}
{% endfor %}

{% if absent is defined %}
never
{% endif %}
  {% if addresses | length > 1 %}
Two \\ n\\n addresses
  {% endif %}
{% include 'more.j2' %}

"""
FILES = """\
ssh_server_files:
  - {src: main.j2, dest: "{{ target }}", mode: "0600", group: root}
"""
PLAY = """\
- hosts: all
  gather_facts: false
  connection: local
  vars: {addresses: ["192.0.2.1", "2001:db8::1"], station: 怀化}
  tasks:
    - ansible.builtin.import_role: {name: ssh_server, tasks_from: inspect}
    - staged:
    - ansible.builtin.import_role: {name: ssh_server}
"""
# The action itself, but that it writes what it would send.
STAGED = """\
import base64
from hfcheck.ansible.action.preflight import ActionModule as Preflight, staging


class ActionModule(Preflight):
    def run(self, tmp=None, task_vars=None):
        self._templar.available_variables = task_vars
        told = {"ssh_server_files": self._templar.template(task_vars["ssh_server_files"])}
        [template] = staging.templates(told)
        with open(task_vars["staged"], "wb") as file:
            file.write(self._rendered(template, task_vars))
        return {"changed": False}
"""
TASK = """\
- ansible.builtin.template: {src: "{{ item.src }}", dest: "{{ item.dest }}", mode: "{{ item.mode }}"}
  loop: "{{ ssh_server_files }}"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    role = tmp_path / "roles" / "ssh_server"
    files = {
        role / "templates" / "main.j2": TEMPLATE,
        role / "templates" / "more.j2": "more for {{ station }}\n",
        role / "vars" / "main" / "files.yml": FILES,
        role / "tasks" / "inspect.yml": "[]\n",
        role / "tasks" / "main.yml": TASK,
        tmp_path / "action" / "staged.py": STAGED,
        tmp_path / "play.yml": PLAY,
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_the_staged_bytes_are_those_that_the_template_module_writes(project: Path) -> None:
    told = {"target": str(project / "written"), "staged": str(project / "staged")}
    told["ansible_python_interpreter"] = sys.executable
    words = ["ansible-playbook", "-i", "here,", "-e", json.dumps(told), "play.yml"]
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "ANSIBLE_ACTION_PLUGINS": str(project / "action"),
        "ANSIBLE_LOCAL_TEMP": str(project / "temporary"),
    }
    done = subprocess.run(words, cwd=project, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (project / "staged").read_bytes() == (project / "written").read_bytes()
    assert "role ssh_server): 怀化" in (project / "staged").read_text(encoding="utf-8")

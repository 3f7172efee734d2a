"""The action `configuration` in a role as Ansible runs it: beside ansible.builtin.template, dry, shown, refused."""

import getpass
import grp
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OWNER, GROUP = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
TEMPLATE = """\
# Managed by hfcheck (role {{ role_name }}): {{ station }} in {{ item.dest | basename }}
{% for address in addresses %}
ListenAddress {{ address }}
{% endfor %}

{% if absent is defined %}
never
{% endif %}
  {% if addresses | length > 1 %}
Two \\ n\\n addresses, at {{ item.at | default('any time') }}
  {% endif %}
{% include 'more.j2' %}

"""
VARIABLES = f"""\
addresses: ["192.0.2.1", "2001:db8::1"]
station: 怀化
own: {{group: "{GROUP}", owner: "{OWNER}"}}
role_files: "{{{{ listed | map('combine', own) }}}}"
listed:
  - {{src: main.j2, dest: "{{{{ place }}}}/a.conf", mode: "0600"}}
  - {{src: main.j2, dest: "{{{{ place }}}}/b.conf", mode: "0644", at: "03:00"}}
  - {{content: "{{{{ station }}}}\\n", dest: "{{{{ place }}}}/c", mode: "0640", validate: "{{{{ judge }}}} %s"}}
judge: test -s
"""
TASKS = """\
- name: Lay the files
  configuration:
    files: "{{ role_files }}"
  diff: "{{ shown | default(ansible_diff_mode) }}"
  no_log: "{{ secret | default(false) }}"
  register: laid
  notify: Say so
- name: Tell
  ansible.builtin.copy: {content: "{{ {'files': laid.files} | to_json }}", dest: "{{ told }}", mode: "0600"}
  check_mode: false
  diff: false
"""
HANDLERS = "- name: Say so\n  ansible.builtin.file: {path: '{{ told }}.notified', state: touch, mode: '0600'}\n"
LOOP = """\
- name: Write the files
  ansible.builtin.template: {src: "{{ item.src }}", dest: "{{ item.dest }}.stock", mode: "{{ item.mode }}"}
  loop: "{{ role_files | selectattr('src', 'defined') }}"
"""
PLAY = """\
- hosts: all
  gather_facts: false
  connection: local
  roles: [example]
"""


class Project:
    """A role of its own below `directory`, and what became of playing it."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.place = directory, directory / "deep" / "place"
        role = directory / "roles" / "example"
        self.write(role / "templates/main.j2", TEMPLATE)
        self.write(role / "templates/more.j2", "more for {{ station }}\n")
        self.write(role / "vars/main.yml", VARIABLES)
        self.write(role / "tasks/main.yml", TASKS)
        self.write(role / "handlers/main.yml", HANDLERS)
        self.write(directory / "play.yml", PLAY)

    def write(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def play(self, *words: str, **variables: object) -> subprocess.CompletedProcess[str]:
        told = {"place": str(self.place), "told": str(self.directory / "told"), **variables}
        extra = json.dumps({**told, "ansible_python_interpreter": sys.executable})
        return subprocess.run(
            ["ansible-playbook", "-i", "here,", "-e", extra, *words, "play.yml"],
            cwd=self.directory,
            env={
                **os.environ,
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT),
                "ANSIBLE_ACTION_PLUGINS": str(ROOT / "hfcheck/ansible/action"),
                "ANSIBLE_LOCAL_TEMP": str(self.directory / "temporary"),
                "ANSIBLE_NOCOLOR": "1",
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def changed(self, *words: str, **variables: object) -> list[bool]:
        done = self.play(*words, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        return [file["changed"] for file in json.loads((self.directory / "told").read_text())["files"]]

    def notified(self) -> bool:
        mark = self.directory / "told.notified"
        was = mark.exists()
        mark.unlink(missing_ok=True)
        return was


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_what_is_foretold_is_done_once_and_tells_handlers(project: Project) -> None:
    assert project.changed("--check") == [True, True, True]
    assert not project.place.parent.exists()
    assert project.changed() == [True, True, True]
    assert project.notified()
    assert [oct(path.stat().st_mode & 0o777) for path in sorted(project.place.iterdir())] == ["0o600", "0o644", "0o640"]
    (project.place / "b.conf").chmod(0o600)
    assert project.changed("--check") == [False, True, False]
    assert project.changed() == [False, True, False]
    project.notified()
    assert project.changed() == [False, False, False]
    assert not project.notified()


def test_the_bytes_are_those_of_the_template_module_in_a_loop(project: Project) -> None:
    project.write(project.directory / "roles/example/tasks/main.yml", TASKS + LOOP)
    project.changed()
    for name, marked in {"a.conf": "any time", "b.conf": "03:00"}.items():
        laid = (project.place / name).read_bytes()
        assert laid == (project.place / f"{name}.stock").read_bytes()
        assert f"(role example): 怀化 in {name}\n" in laid.decode()
        assert f"addresses, at {marked}\n" in laid.decode()
    assert (project.place / "c").read_text(encoding="utf-8") == "怀化\n"


def test_a_difference_is_shown_file_by_file_unless_it_is_not_to_be(project: Project) -> None:
    project.changed()
    (project.place / "a.conf").write_text("a password\n")
    done = project.play("--check", "-v").stdout
    assert "password" not in done
    assert "ListenAddress" not in done
    done = project.play("--check", "--diff").stdout
    assert f"--- before: {project.place}/a.conf\n+++ after: {project.place}/a.conf\n" in done
    assert "\n-a password\n+# Managed by hfcheck" in done
    assert "b.conf" not in done
    for variables in ({"shown": False}, {"secret": True}):
        done = project.play("--check", "--diff", "-vvv", **variables)
        assert "password" not in done.stdout + done.stderr
        assert "ListenAddress" not in done.stdout + done.stderr


def test_a_refusal_fails_the_task_with_its_reason_and_writes_nothing(project: Project) -> None:
    done = project.play(judge="sh -c 'echo line 1; exit 3'")
    assert done.returncode == 2
    assert f"{project.place}/c: expected sh to accept it, found code 3: line 1" in done.stdout
    assert list(project.place.iterdir()) == []


def test_what_cannot_be_rendered_or_is_no_list_of_files_is_told(project: Project) -> None:
    wrong = {
        "role_files": "a.conf",
        "listed": [{"src": "main.j2", "dest": "a.conf", "mode": "0600"}],
        "addresses": 5,
    }
    expected = {
        "role_files": "example: files: expected a list, found 'a.conf'",
        "listed": "example: files: expected a whole path without . and .., found 'a.conf'",
        "addresses": "is not iterable",
    }
    for name, said in expected.items():
        done = project.play(**{name: wrong[name]})
        assert done.returncode == 2
        assert said in done.stdout, done.stdout
    assert not project.place.exists()


def test_outside_of_a_role_it_is_refused(project: Project) -> None:
    task = "  tasks:\n    - configuration: {files: []}\n"
    project.write(project.directory / "play.yml", PLAY.replace("  roles: [example]\n", task))
    assert "configuration: expected a task of a role" in project.play().stdout

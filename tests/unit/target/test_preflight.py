"""The parts of the target's program that need no private view; the rest is in tests/integration/test_preflight.py."""

import ast
import base64
import json
import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from hfcheck.hardening.preflight_sent import MODULES, program
from hfcheck.target import keys, pam, person, preflight, private

TARGET = Path(private.__file__).parent
NOBODY = pwd.struct_passwd(("nobody-here", "x", os.getuid(), os.getgid(), "", "/home/nobody-here", "/bin/sh"))


@pytest.mark.parametrize("name", MODULES)
def test_every_module_is_written_for_the_oldest_python(name: str) -> None:
    tree = ast.parse((TARGET / f"{name}.py").read_text(), feature_version=(3, 8))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in imported if name.startswith("hfcheck")} <= {
        "hfcheck.target",
        *(f"hfcheck.target.{module}" for module in MODULES[: MODULES.index(name)]),
    }


def test_the_program_runs_without_the_package_and_tells_why_it_cannot_look(tmp_path: Path) -> None:
    asked = {"files": [], "commands": [], "users": [], "networks": ["no network"], "firewall": None}
    done = subprocess.run(
        [sys.executable, "-I", "-"], input=program(asked), cwd=tmp_path, capture_output=True, check=False
    )
    assert b"ValueError: 'no network' does not appear to be an IPv4 or IPv6 network" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_child_apart_brings_its_answer_home() -> None:
    assert private.apart(lambda: {"a": "x" * 200000}, 5) == {"a": "x" * 200000}


def fail() -> private.Answer:
    raise ValueError("so")


def die() -> private.Answer:
    os.kill(os.getpid(), 9)
    return {}


def test_a_child_apart_that_brings_none_says_how_it_ended() -> None:
    with pytest.raises(private.Apart, match="ValueError: so"):
        private.apart(fail, 5)
    with pytest.raises(private.Apart, match="ended by signal 9"):
        private.apart(die, 5)
    with pytest.raises(private.Apart, match="no answer in time"):
        private.apart(lambda: {"slept": private.said(["sleep", "5"])}, 0.2)


def test_a_program_that_is_absent_slow_or_failing_is_told_apart() -> None:
    assert private.said(["no-such-program"]) == {"code": None, "said": "no-such-program is not installed"}
    assert private.said(["sh", "-c", "echo a; echo b >&2; exit 3"]) == {"code": 3, "said": "a\nb\n"}
    assert private.said(["sleep", "5"], seconds=0.1)["code"] == 126
    assert private.said(["cat"], stdin="茶") == {"code": 0, "said": "茶"}


@pytest.mark.parametrize(
    ("network", "own", "address"),
    [
        ("192.0.2.0/24", {"192.0.2.1"}, "192.0.2.2"),
        ("192.0.2.7/32", set(), "192.0.2.7"),
        ("192.0.2.7/32", {"192.0.2.7"}, None),
        ("2001:db8::/64", set(), "2001:db8::1"),
    ],
)
def test_one_address_of_a_network_is_tried_that_is_not_the_machines_own(
    network: str, own: set[str], address: str | None
) -> None:
    assert preflight._one_of(network, own) == address


def rsa(bits: int) -> str:
    fields = [b"ssh-rsa", b"\x01\x00\x01", (1 << (bits - 1)).to_bytes(bits // 8 + 1, "big")]
    return base64.b64encode(b"".join(len(field).to_bytes(4, "big") + field for field in fields)).decode()


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("ssh-ed25519 AAAA me@here", {"type": "ssh-ed25519", "bits": None, "options": ""}),
        ('from="10.*",no-pty ssh-ed25519 AAAA', {"type": "ssh-ed25519", "bits": None, "options": 'from="10.*",no-pty'}),
        (
            'command="ssh-ed25519 \\"a b\\"" sk-ssh-ed25519@openssh.com AAAA',
            {"type": "sk-ssh-ed25519@openssh.com", "bits": None, "options": 'command="ssh-ed25519 \\"a b\\""'},
        ),
        (f"ssh-rsa {rsa(3072)}", {"type": "ssh-rsa", "bits": 3072, "options": ""}),
        ("ssh-rsa !!!=", {"type": "ssh-rsa", "bits": None, "options": ""}),
        ("# ssh-ed25519 AAAA", None),
        ("", None),
        ("ssh-ed25519", None),
        ("no key here", None),
        ('"' * 19999, None),
        ('"\\' * 9999, None),
        ("x" * 20001 + " ssh-ed25519 AAAA", None),
    ],
)
def test_a_line_of_authorized_keys(line: str, key: dict[str, object] | None) -> None:
    assert keys._key(line) == key


def test_places_that_strict_modes_minds(tmp_path: Path) -> None:
    home, place = tmp_path / "home", tmp_path / "home" / "keys"
    place.mkdir(parents=True, mode=0o700)
    home.chmod(0o750)
    file = place / "authorized_keys"
    file.write_text("ssh-ed25519 AAAA\n")
    file.chmod(0o600)
    entry = pwd.struct_passwd(("a", "x", os.getuid(), os.getgid(), "", str(home), "/bin/sh"))
    assert keys.of_user(entry, "%h/keys/authorized_keys")["unsafe"] == []
    home.chmod(0o770)
    assert keys.of_user(entry, "keys/authorized_keys")["unsafe"] == [
        f"{home} has the mode 0770 and the owner {os.getuid()}"
    ]


def test_tokens_of_the_name_of_a_key_file() -> None:
    assert keys.of_user(NOBODY, "/k/%u/%U%%")["path"] == f"/k/nobody-here/{os.getuid()}%"
    assert keys.of_user(NOBODY, ".ssh/x") == {
        "path": "/home/nobody-here/.ssh/x",
        "there": False,
        "unsafe": [],
        "keys": [],
    }


@pytest.mark.parametrize(
    ("field", "state"),
    [("", "none"), ("*", "locked"), ("!$6$a$b", "locked"), ("$y$a$b", "set"), ("abcdefghijklm", "set")],
)
def test_the_state_of_a_password(field: str, state: str) -> None:
    assert person._password(["a", field]) == state


def test_a_stack_is_followed_through_its_includes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sshd").write_text(
        "#%PAM-1.0\n@include common\n-session optional pam_gone.so\naccount include lost\n"
        "auth  [success=1 \\\n default=bad]\tpam_x.so a\n"
    )
    (tmp_path / "common").write_text("auth substack sshd\nauth\trequired\tpam_here.so nullok # why\nnonsense\n")
    (tmp_path / "pam_here.so").touch()
    monkeypatch.setattr(pam, "DIRECTORY", str(tmp_path))
    monkeypatch.setattr(pam, "MODULES", (str(tmp_path),))
    found = [(line["kind"], line["control"], Path(line["module"]).name) for line in pam.missing("sshd")]
    assert found == [
        ("-session", "optional", "pam_gone.so"),
        ("account", "include", "lost"),
        ("auth", "[success=1   default=bad]", "pam_x.so"),
    ]


def test_the_names_of_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "faillock.conf"
    file.write_text("# deny = 3\n\nsilent\nunlock_time=900 # long\n deny = 5\n")
    monkeypatch.setattr(pam, "OPTION_FILES", (str(file), str(tmp_path / "absent")))
    assert pam.options() == {str(file): ["silent", "unlock_time", "deny"]}


def test_a_file_outside_of_what_is_copied_is_not_laid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "COPIED", (str(tmp_path / "etc"),))
    (tmp_path / "etc").mkdir()
    item = {"content": base64.b64encode(b"x").decode(), "mode": "0640", "group": "no-such-group"}
    assert preflight._lay({**item, "dest": f"{tmp_path}/etc/../boot/x"}) is False
    assert list(tmp_path.iterdir()) == [tmp_path / "etc"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to others")
def test_a_laid_file_takes_the_place_of_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "COPIED", (str(tmp_path),))
    (tmp_path / "real").write_text("real")
    (tmp_path / "a").symlink_to(tmp_path / "real")
    item = {"content": base64.b64encode(b"new").decode(), "mode": "0440", "group": "no-such-group"}
    assert preflight._lay({**item, "dest": f"{tmp_path}/a"})
    assert ((tmp_path / "a").read_text(), (tmp_path / "real").read_text()) == ("new", "real")
    assert oct((tmp_path / "a").stat().st_mode) == "0o100440"
    assert not (tmp_path / "a").is_symlink()


def test_the_session_is_found_among_the_ancestors() -> None:
    script = "from hfcheck.target.preflight import _connection; import json; print(json.dumps(_connection()))"
    environment = {"SSH_CONNECTION": "192.0.2.1 40000 192.0.2.80 2022", "PATH": os.environ["PATH"]}
    inner = f"env -i PYTHONPATH={TARGET.parents[1]} {sys.executable} -c '{script}'; true"
    done = subprocess.run(["sh", "-c", inner], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["192.0.2.1", "192.0.2.80", 2022]

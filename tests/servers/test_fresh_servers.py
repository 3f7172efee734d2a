"""Fresh servers of each release: reached, changed, cut from power, made fresh again, and gone without a trace."""

import subprocess
from pathlib import Path

import pytest

from hfcheck.lab.fresh import RELEASES, attach, obstacle, room, servers

pytestmark = pytest.mark.skipif(obstacle() is not None, reason=str(obstacle()))
NODES = {f"n{number}": release for release, number in RELEASES.items()}
each = pytest.mark.parametrize("name", NODES)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    with servers(tmp_path_factory.mktemp("a room"), NODES, prepare="echo ready >/root/prepared") as fleet:
        yield fleet


def text(done):
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@each
def test_it_is_the_release_that_was_asked_for_and_prepared(fleet, name):
    assert text(fleet.console(name, ["sh", "-c", ". /etc/os-release && echo $VERSION_CODENAME"])) == NODES[name]
    assert text(fleet.console(name, ["hostname"])) == name
    assert text(fleet.console(name, ["cat", "/root/prepared"])) == "ready"


@each
def test_administrators_and_outsiders_come_from_networks_of_their_own(fleet, name):
    sources = [text(fleet.ssh(f"{name}{way}", "echo $SSH_CONNECTION")).split()[0] for way in ("", "-six", "-outside")]
    assert sources == ["203.0.113.1", "2001:db8:113::1", "198.51.100.1"]
    assert text(fleet.ssh(name, "sudo -n id -u")) == "0"


@each
def test_packages_can_be_installed_and_nothing_else_of_the_network_is_there(fleet, name):
    text(fleet.console(name, ["apt-get", "-q", "update"]))
    text(fleet.console(name, ["apt-get", "-q", "-y", "install", "--no-install-recommends", "tree"]))
    assert text(fleet.console(name, ["tree", "--version"])).startswith("tree v")
    beyond = fleet.console(name, ["timeout", "3", "bash", "-c", "echo >/dev/tcp/192.0.2.1/80"])
    assert beyond.returncode != 0


def test_a_power_cut_keeps_files_and_a_reset_does_not(fleet):
    text(fleet.console("n12", ["touch", "/etc/mark"]))
    before = text(fleet.console("n12", ["cat", "/proc/1/stat"])).split()[21]
    fleet.restart("n12")
    assert text(fleet.console("n12", ["cat", "/proc/1/stat"])).split()[21] != before
    assert text(fleet.console("n12", ["ls", "/etc/mark"])) == "/etc/mark"
    fleet.reset("n12")
    assert fleet.console("n12", ["ls", "/etc/mark"]).returncode == 2
    assert text(fleet.console("n12", ["cat", "/root/prepared"])) == "ready"
    assert text(fleet.ssh("n12", "hostname")) == "n12"


def test_the_console_works_when_nobody_can_log_in(fleet):
    text(fleet.console("n13", ["systemctl", "stop", "ssh.service", "ssh.socket"]))
    text(fleet.console("n13", ["ip", "link", "set", "host0", "down"]))
    assert fleet.ssh("n13", "true").returncode == 255
    assert text(attach(fleet.directory).console("n13", ["cat"], stdin="still here")) == "still here"
    fleet.reset("n13")
    assert text(fleet.ssh("n13", "echo again")) == "again"


def test_ansible_keeps_a_connection_and_a_reset_breaks_it(fleet):
    def ping():
        command = ["ansible", "-i", str(fleet.inventory), "n11", "-m", "ansible.builtin.ping"]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    for _ in range(2):
        assert '"pong"' in text(ping())
        fleet.reset("n11")
    assert '"pong"' in text(ping())


def test_nothing_is_left_behind(tmp_path):
    with servers(tmp_path, {"n13": "trixie"}) as fleet:
        groups = [path for path in Path("/sys/fs/cgroup").glob("**/n13") if path.parent.name.startswith("hfcheck-lab-")]
        assert groups
        assert room.node(tmp_path, "n13") is not None
    assert room.find(tmp_path) is None
    assert room.node(fleet.directory, "n13") is None
    assert list(tmp_path.iterdir()) == []

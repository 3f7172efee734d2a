"""The way back on fresh servers of three releases: restored without a difference, and back alone when nobody confirms.

What is compared is a listing of its own, made by programs of the server, not by what takes things back.
"""

import difflib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from hfcheck.hardening.record import load
from hfcheck.lab import fresh
from hfcheck.ledger import Reader
from hfcheck.station import PROJECT, Station

pytestmark = pytest.mark.skipif(fresh.obstacle() is not None, reason=str(fresh.obstacle()))
NODES = {"w11": "bullseye", "w12": "bookworm", "w13": "trixie"}
ANSIBLE = Path(sys.executable).with_name("ansible-playbook")
PREPARE = """\
{ apt-get -q update && apt-get -qy install --no-install-recommends nftables cron && apt-get clean; } >/dev/null 2>&1
useradd --create-home --shell /bin/bash clerk && echo clerk:Huaihua-2026-lab | chpasswd
chage -M 99999 clerk
"""
# Names that packages and sessions move by themselves are left out; nothing else is.
LISTING = r"""
export LC_ALL=C
find /etc /var/spool/cron /usr/share/pam-configs /var/lib/pam /usr/local/sbin -printf '%p %y %m %U:%G %l\n' | sort
find /etc /var/spool/cron /usr/share/pam-configs /var/lib/pam /usr/local/sbin -type f -exec sha256sum {} + | sort -k2
find /usr/bin /usr/sbin /usr/lib /boot -name __pycache__ -prune -o -printf '%p %y %m %U:%G\n' | sort
stat -c '%n %a %U:%G' /home/* /var/log /root
dpkg-query -W -f '${binary:Package} ${Version} ${db:Status-Abbrev}\n'
systemctl list-unit-files --no-legend --plain --type=service,socket,timer,mount | awk '{print $1,$2}' | sort
systemctl list-units --no-legend --plain --state=active --type=service,socket,timer,mount | awk '{print $1}' |
  grep -v -e user -e session -e hostnamed -e timedated | sort
sysctl -a 2>/dev/null | grep '^net\.' | grep -v -e conntrack_count
nft list ruleset
awk '{print $5,$6}' /proc/self/mountinfo | grep -v /run/ | sort
"""
APPLY = r"""
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -qy install --no-install-recommends libpam-pwquality rsync chrony
apt-get -qy purge nano
echo 'MaxAuthTries 3' >/etc/ssh/sshd_config.d/50-ours.conf
chmod 600 /etc/ssh/sshd_config /etc/crontab
systemctl reload ssh
mkdir -p /etc/deep/er && echo text >/etc/deep/er/file && ln -s deep/er/file /etc/link
rm /etc/issue.net && chmod 700 /etc/cron.daily
chage -m 1 -M 90 -W 7 clerk && passwd -l games && groupadd secadmin && usermod -aG secadmin clerk
useradd --no-create-home auditor
chmod u-s /usr/bin/chfn && chmod 700 /home/clerk && chmod 750 /var/log
echo 'net.ipv4.conf.all.log_martians=1' >/etc/sysctl.d/60-ours.conf
sysctl -q -p /etc/sysctl.d/60-ours.conf
sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0
cat >/etc/nftables.conf <<END
flush ruleset
table inet ours {
  chain input {
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    iif lo accept
    meta l4proto ipv6-icmp accept
    tcp dport 22 counter accept
  }
}
END
systemctl enable --now nftables
systemctl disable --now cron
mount -o remount,noexec,nosuid,nodev /dev/shm
echo '1 1 * * * true' | crontab -
"""
# Nobody gets in by any door: packet filter, sshd, PAM and sudo.
LOCK_OUT = r"""
nft -f - <<END
table inet ours { chain input { type filter hook input priority 0; policy drop; ct state established accept; }; }
END
echo 'AllowGroups nobody-is-in' >>/etc/ssh/sshd_config
sed -i '1i auth required pam_no_such_module.so' /etc/pam.d/sudo /etc/pam.d/sshd
systemctl reload ssh
echo 'this is no rule' >/etc/sudoers.d/ours
"""


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    with fresh.servers(tmp_path_factory.mktemp("way back"), NODES, prepare=PREPARE) as servers:
        yield servers


@pytest.fixture
def station(tmp_path):
    return Station(tmp_path / "station")


def listing(fleet, name):
    done = fleet.console(name, ["sh"], stdin=LISTING)
    assert len(done.stdout) > 100_000
    return done.stdout.splitlines()


def differences(before, after):
    return [line for line in difflib.unified_diff(before, after, lineterm="", n=0) if line[:1] in "+-"][2:]


def environment(station, **more):
    return os.environ | {"HFCHECK_DATA": str(station.root), "ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg")} | more


def play(fleet, station, playbook, *options, **more):
    return subprocess.run(
        [ANSIBLE, "-i", fleet.inventory, playbook, *options],
        cwd=PROJECT,
        env=environment(station, **more),
        capture_output=True,
        text=True,
        check=False,
    )


def trial(path, script, seconds, confirms=True):
    """A playbook that applies a script on trial, as harden_servers.yml applies roles."""
    tasks = [
        {"name": "Begin", "trial": {"state": "begun", "seconds": seconds}},
        {"name": "Apply", "ansible.builtin.shell": {"cmd": "sh", "stdin": script}},
        {"name": "Confirm", "trial": {"state": "confirmed"}}
        if confirms
        else {"name": "Wait", "pause": {"minutes": 10}},
    ]
    path.write_text(yaml.safe_dump([{"hosts": "servers", "gather_facts": False, "become": True, "tasks": tasks}]))
    return path


def run_of(station, name):
    return max((station.changes / name).iterdir()).stem


def gets_in(fleet, name):
    return fleet.ssh(name, "sudo -n id -u", timeout=20).stdout.strip() == "0"


def until(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.3)


def test_a_confirmed_run_is_restored_without_a_difference(fleet, station, tmp_path):
    before = {name: listing(fleet, name) for name in NODES}
    done = play(fleet, station, trial(tmp_path / "trial.yml", APPLY, 600))
    assert done.returncode == 0, done.stdout + done.stderr
    applied = {name: listing(fleet, name) for name in NODES}
    assert all(len(differences(before[name], applied[name])) > 60 for name in NODES)
    run = run_of(station, "w12")
    assert [run_of(station, name) for name in NODES] == [run] * 3

    dry = play(fleet, station, "playbooks/restore_servers.yml", "-e", f"run_id={run}", "--check", "--diff")
    assert dry.returncode == 0, dry.stdout
    assert "- /etc/deep/er/file" in dry.stdout
    assert {name: listing(fleet, name) for name in NODES} == applied

    done = play(fleet, station, "playbooks/restore_servers.yml", "-e", f"run_id={run}")
    assert done.returncode == 0, done.stdout
    for name in NODES:
        assert differences(before[name], listing(fleet, name)) == []
        assert list(load(station, name, run)) == ["begun", "confirmed", "restored"]
    with Reader.open(station.ledger) as ledger:
        stages = [entry.event["stage"] for entry in ledger.entries(type="hardening")]
    assert sorted(stages) == ["begun"] * 3 + ["confirmed"] * 3 + ["restored"] * 3
    assert "Huaihua" not in str([path.read_text() for path in station.changes.rglob("*.json")])


def test_an_audit_changes_nothing(fleet, station):
    before = listing(fleet, "w12")
    done = play(fleet, station, "playbooks/audit_servers.yml", "--limit", "w12")
    assert done.returncode == 0, done.stdout
    assert "1 hosts, " in done.stdout
    assert differences(before, listing(fleet, "w12")) == []


def test_what_somebody_changed_since_is_named_and_left(fleet, station, tmp_path):
    script = "echo ours >/etc/motd; echo ours >/etc/issue; chage -M 90 clerk"
    done = play(fleet, station, trial(tmp_path / "trial.yml", script, 600), "--limit", "w12")
    assert done.returncode == 0, done.stdout
    changed = "echo theirs >/etc/motd; echo clerk:Their-newer-password-1 | chpasswd"
    hashed = "getent shadow clerk | cut -d: -f2"
    old = fleet.console("w12", ["sh", "-c", hashed]).stdout
    fleet.console("w12", ["sh", "-c", changed])
    new = fleet.console("w12", ["sh", "-c", hashed]).stdout
    restore = ("playbooks/restore_servers.yml", "-e", f"run_id={run_of(station, 'w12')}", "--limit", "w12")

    dry = play(fleet, station, *restore, "--check", "-v")
    assert "changed by somebody since, so left as is: path /etc/motd" in dry.stdout
    assert play(fleet, station, *restore).returncode == 0
    found = fleet.console("w12", ["sh", "-c", f"cat /etc/motd; {hashed}; getent shadow clerk | cut -d: -f5"]).stdout
    assert found == f"theirs\n{new}99999\n"
    assert new != old


def test_without_a_controller_the_server_comes_back_alone(fleet, station, tmp_path):
    before, seconds = listing(fleet, "w13"), 8
    book = trial(tmp_path / "trial.yml", LOCK_OUT, seconds, confirms=False)
    words = [ANSIBLE, "-i", fleet.inventory, book, "--limit", "w13"]
    controller = subprocess.Popen(
        words, cwd=PROJECT, env=environment(station), stdout=subprocess.DEVNULL, start_new_session=True
    )
    begun = ["test", "-e", "/etc/sudoers.d/ours"]
    until(lambda: fleet.console("w13", begun).returncode == 0, 60)
    os.killpg(controller.pid, signal.SIGKILL)
    controller.wait()
    assert not gets_in(fleet, "w13")
    until(lambda: gets_in(fleet, "w13"), seconds + 15)
    until(lambda: fleet.console("w13", ["test", "-e", "/var/lib/hfcheck/trials/open"]).returncode == 1, 60)
    assert differences(before, listing(fleet, "w13")) == []


def test_a_power_cut_in_a_trial_takes_it_back(fleet, station, tmp_path):
    before = listing(fleet, "w11")
    book = trial(tmp_path / "trial.yml", APPLY.replace("chrony", "") + LOCK_OUT + "exit 1", 900)
    assert play(fleet, station, book, "--limit", "w11").returncode == 2
    fleet.console("w11", ["sync"])
    assert not gets_in(fleet, "w11")
    fleet.restart("w11")
    until(lambda: fleet.console("w11", ["test", "-e", "/var/lib/hfcheck/trials/open"]).returncode == 1, 120)
    assert gets_in(fleet, "w11")
    assert differences(before, listing(fleet, "w11")) == []


def test_who_cannot_log_in_anew_confirms_nothing_and_hears_how_it_ended(fleet, station, tmp_path):
    before = listing(fleet, "w12")
    done = play(fleet, station, trial(tmp_path / "trial.yml", LOCK_OUT, 8), "--limit", "w12")
    assert done.returncode == 2
    assert "no new login: " in done.stdout
    assert "was taken back by itself at" in done.stdout
    assert "(timer): nothing of it is left" in done.stdout
    assert differences(before, listing(fleet, "w12")) == []
    assert list(load(station, "w12", run_of(station, "w12"))) == ["begun", "reverted"]


@pytest.mark.parametrize(
    ("unfit", "fit", "reason"),
    [
        (
            "mv /usr/bin/systemd-run /usr/bin/systemd-run.away",
            "mv /usr/bin/systemd-run.away /usr/bin/systemd-run",
            "expected systemd-run, found none: nothing could take a change back by itself",
        ),
        (
            "mkdir -p /var/lib/hfcheck/trials && printf r7 >/var/lib/hfcheck/trials/open",
            "rm /var/lib/hfcheck/trials/open",
            "the hardening run r7 is still on trial",
        ),
    ],
)
def test_a_target_that_could_not_come_back_is_refused(fleet, station, unfit, fit, reason):
    fleet.console("w12", ["sh", "-c", unfit])
    try:
        done = play(fleet, station, "playbooks/harden_servers.yml", "--limit", "w12")
    finally:
        fleet.console("w12", ["sh", "-c", fit])
    assert done.returncode == 2
    assert f"w12 is not hardened: {reason}" in done.stdout
    assert "Inspection works all the same." in done.stdout
    assert not list(station.changes.iterdir())


def role(directory, name, tasks, handlers=()):
    for part, found in (("tasks", tasks), ("handlers", list(handlers))):
        (directory / name / part).mkdir(parents=True)
        (directory / name / part / "main.yml").write_text(yaml.safe_dump(found))


def test_one_role_that_fails_keeps_no_other_from_being_applied(fleet, station, tmp_path):
    roles = tmp_path / "roles"
    copy = {"ansible.builtin.copy": {"content": "ours\n", "dest": "/etc/ours-{{ hardening_role }}"}}
    role(roles, "broken", [{"name": "Break", "ansible.builtin.command": {"cmd": "false"}}])
    handler = {"name": "Fail", "ansible.builtin.command": {"cmd": "false"}}
    role(roles, "unheard", [copy | {"name": "Write", "notify": "Fail"}], [handler])
    role(roles, "good", [copy | {"name": "Write"}])
    declared = {
        "hardening_only": ["broken", "unheard", "good"],
        "host_firewall_admin_networks": ["203.0.113.0/24", "2001:db8:113::/64"],
        "time_sync_servers": ["203.0.113.1"],
    }
    options = ("--limit", "w12", "-e", json.dumps(declared))
    path = f"{roles}:{PROJECT / 'roles'}"
    done = play(fleet, station, "playbooks/harden_servers.yml", *options, ANSIBLE_ROLES_PATH=path)
    assert done.returncode == 2
    assert "Not applied in full, all the others are: broken: Break; unheard: Fail" in done.stdout
    assert fleet.console("w12", ["sh", "-c", "ls /etc/ours-*"]).stdout == "/etc/ours-good\n/etc/ours-unheard\n"
    step = load(station, "w12", run_of(station, "w12"))["confirmed"]
    assert step["roles_failed"] == ["broken: Break", "unheard: Fail"]
    assert sorted(step["said"]["changes"]["paths"]) == ["/etc/ours-good", "/etc/ours-unheard"]

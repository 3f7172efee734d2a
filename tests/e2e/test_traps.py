"""The eight traps of the assessment's section 7: what Ansible and its runner call fine, and is not."""

import json
import os
import signal
import subprocess
import time

import pytest

DOWN = {"ansible_host": "127.9.9.9", "ansible_port": 1}


def last(events):
    return events[-1]


def test_1_a_group_without_hosts_is_not_an_inspection(station, tasks):
    done = station.inspect(station.inventory(["host0000"]), station.playbook(("servers", tasks), ("nobody", tasks)))
    assert done.returncode == 2, done.stdout + done.stderr
    assert "names nobody, which holds no host" in done.stdout
    ended = last(station.events("run.ended"))
    assert (ended["complete"], ended["counts"]["conforms"] > 0) == (False, True)


def test_1_and_no_host_at_all_neither(station, tasks):
    done = station.inspect(station.inventory(["host0000"]), station.playbook(("nobody", tasks)))
    assert done.returncode == 2
    assert "nobody was inspected" in done.stdout


def test_2_ignored_errors_hide_no_deviation(station, tasks):
    failing = [{"name": "Fail", "ansible.builtin.fail": None, "ignore_errors": True}, *tasks]
    strict = [*failing[:-1], {**failing[-1], "vars": {"reachability_reachable": False}, "ignore_errors": True}]
    done = station.inspect(station.inventory(["host0000"]), station.playbook(("servers", strict)))
    assert done.returncode == 1
    assert "deviates: host0000 reachability.reachable" in done.stdout


def test_3_one_host_that_is_down_makes_one_deviation_and_not_an_incomplete_run(station, tasks):
    done = station.inspect(station.inventory(["host0000", "host0001"], down=DOWN), station.playbook(("servers", tasks)))
    assert done.returncode == 1, done.stdout + done.stderr
    ended = last(station.events("run.ended"))
    assert ended["complete"] is True
    findings = station.events("finding")
    assert {f["host"] for f in findings if f["verdict"] == "conforms"} == {"host0000", "host0001"}
    down = [f for f in findings if f["host"] == "down"]
    assert [f["check"] for f in down if f["verdict"] == "deviates"] == ["reachability.reachable"]
    assert {f["reason"] for f in down if f["verdict"] == "not_seen"} == {"unreachable"}


def test_3_when_the_first_play_is_all_down_the_second_is_still_inspected(station, tasks):
    inventory = station.inventory(["host0000"], down=DOWN)
    done = station.inspect(inventory, station.playbook(("down", tasks), ("host0000", tasks)))
    assert done.returncode == 1
    assert any(f["host"] == "host0000" and f["verdict"] == "conforms" for f in station.events("finding"))


def test_4_a_run_without_an_end_is_incomplete_and_taken_up_by_the_next(station, tasks):
    inventory, playbook = station.inventory(["host0000"]), station.playbook(("servers", tasks))
    station.environment["HFCHECK_SUPERVISED"] = str(os.getpid())  # nobody ingests: as if the supervisor had died
    assert station.run("ansible-playbook", "-i", inventory, playbook).returncode == 0
    (spool,) = station.spool()
    (spool / "end.json").unlink()
    del station.environment["HFCHECK_SUPERVISED"]
    done = station.inspect(inventory, playbook)
    assert "taken up from an earlier run: INCOMPLETE: the run never came to its end" in done.stdout
    assert [ended["complete"] for ended in station.events("run.ended")] == [False, True]
    assert station.spool() == []


def test_5_an_edited_byte_in_a_capture_is_seen(station, tasks):
    inventory, playbook = station.inventory(["host0000"]), station.playbook(("servers", tasks))
    station.environment["HFCHECK_SUPERVISED"] = str(os.getpid())
    station.run("ansible-playbook", "-i", inventory, playbook)
    (capture,) = (station.spool()[0] / "hosts").iterdir()
    content = capture.read_bytes()
    capture.write_bytes(content.replace(b'"expected":true', b'"expected":trve', 1).replace(b"trve", b"true ", 1))
    done = station.inspect(inventory, playbook)
    assert "host0000: its capture was changed after it was written" in done.stdout


def test_6_a_killed_runner_leaves_no_playbook_behind_and_the_next_run_takes_it_up(station, tasks):
    slow = [{"name": "Wait", "ansible.builtin.pause": {"seconds": 120}}, *tasks]
    inventory, quick = station.inventory(["host0000", "host0001"]), station.playbook(("host0000", tasks))
    assert station.inspect(inventory, quick).returncode == 0
    halting = station.playbook(("host0000", tasks), ("host0001", slow))
    command = ["hfcheck", "inspect", "-i", inventory, "--playbook", halting]
    runner = subprocess.Popen(
        [str(part) for part in command], env=station.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        wait_for(lambda: next((station.data / "runs").glob("*/hosts/host0000*.json"), None))
    finally:
        os.kill(runner.pid, signal.SIGKILL)
        runner.communicate()
    wait_for(lambda: not playing(halting))
    assert len(station.spool()) == 1
    assert verified(station) == "intact"
    done = station.inspect(inventory, station.playbook(("servers", tasks)))
    assert "INCOMPLETE: the run never came to its end" in done.stdout
    assert "INCOMPLETE: host0001: planned, but there is neither an answer nor a reason" in done.stdout
    assert done.returncode == 0
    assert verified(station) == "intact"
    assert station.spool() == []
    first, killed, last = station.events("run.ended")
    assert [run["complete"] for run in (first, killed, last)] == [True, False, True]
    verdicts = {(f["host"], f["verdict"]) for f in station.events("finding") if f["run"] == killed["run"]}
    assert verdicts == {("host0000", "conforms"), ("host0001", "not_seen")}


def verified(station):
    """The first word of `hfcheck verify`."""
    return station.run("hfcheck", "verify").stdout.split(":")[0]


def wait_for(condition):
    for _ in range(300):
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise TimeoutError("what the test waits for did not come")


def playing(playbook):
    return subprocess.run(["pgrep", "-f", f"ansible-playbook.*{playbook}"], capture_output=True, check=False).stdout


def test_7_no_secret_of_the_environment_is_written_anywhere(station, tasks, tmp_path):
    secret = "Geheim-4711-not-to-be-kept"
    station.environment |= {"DATABASE_PASSWORD": secret, "TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    done = station.inspect(station.inventory(["host0000"]), station.playbook(("servers", tasks)))
    assert done.returncode in (0, 1)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert [path for path in written if secret.encode() in path.read_bytes()] == []
    assert list((tmp_path / "tmp").glob("hfcheck-run-*")) == []


def test_8_start_events_are_no_observations(station, tasks):
    from hfcheck.collect.supervise import Watch

    seen = []
    watch = Watch(seen.append)
    data = {"task_action": "observe", "host": "a"}
    assert watch.event({"counter": 1, "event": "runner_on_start", "event_data": data}) is False
    watch.event({"counter": 2, "event": "runner_on_ok", "event_data": data})
    watch.event({"counter": 4, "event": "playbook_on_stats"})
    assert seen == ["a"]
    assert watch.problems("successful") == ("events [3] of the run are missing",)


@pytest.mark.parametrize("status", ["timeout", "canceled", "unstarted"])
def test_8_a_run_that_did_not_finish_is_a_problem(status):
    from hfcheck.collect.supervise import Watch

    assert len(Watch(print).problems(status)) == 2


def test_one_connection_and_one_execution_a_host(station):
    names = [f"host{n:04}" for n in range(4)]
    connections, executions = station.hosts.counted()
    station.inspect(station.inventory(names), "playbooks/inspect_servers.yml")
    assert station.hosts.counted() == (connections + 4, executions + 4)
    assert len({f["host"] for f in station.events("finding")}) == 4


def test_plain_ansible_playbook_ends_in_the_same_ledger(station, tasks):
    inventory, playbook = station.inventory(["host0000"]), station.playbook(("servers", tasks))
    done = station.run("ansible-playbook", "-i", inventory, playbook)
    assert done.returncode == 0, done.stderr
    station.inspect(inventory, playbook)
    first, second = (
        {(f["check"], f["expected"] is None) for f in station.events("finding") if f["run"] == run["run"]}
        for run in station.events("run.ended")
    )
    assert first == second
    assert "complete" in done.stdout


def test_a_limit_inspects_less_and_calls_no_play_empty(station, tasks):
    inventory = station.inventory(["host0000", "host0001"])
    playbook = station.playbook(("host0000", tasks), ("host0001", tasks))
    done = station.inspect(inventory, playbook, "--limit", "host0001")
    assert "INCOMPLETE" not in done.stdout
    assert {f["host"] for f in station.events("finding")} == {"host0001"}


def test_an_inventory_that_is_not_there_cannot_be_run(station, tasks):
    done = station.inspect("nowhere", station.playbook(("servers", tasks)))
    assert done.returncode == 3
    assert "expected a file or a directory, found nothing at 'nowhere'" in done.stderr


def test_a_playbook_that_is_broken_cannot_be_run(station):
    path = station.home / "broken.yml"
    path.write_text("- hosts: servers\n  tasks: [{nothing_such: }]\n")
    done = station.inspect(station.inventory(["host0000"]), path)
    assert done.returncode == 3
    assert "did not start" in done.stderr
    assert json.dumps(done.stderr).count("Traceback") == 0


def test_a_locale_that_is_not_installed_does_not_matter(station, tasks):
    station.environment |= {"LANG": "xx_XX.GB18030", "LC_ALL": "xx_XX.GB18030"}
    done = station.inspect(station.inventory(["host0000"]), station.playbook(("servers", tasks)))
    assert done.returncode == 0, done.stdout + done.stderr

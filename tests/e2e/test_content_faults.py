"""Faults of the repository's own content: they stop the run with a sentence that names them, or cost one host."""

import yaml


def role(station, stanzas, **defaults):
    """A role beside the playbook with these stanzas."""
    home = station.home / "roles/broken"
    for part in ("tasks", "vars/main", "defaults"):
        (home / part).mkdir(parents=True)
    (home / "tasks/inspect.yml").write_text("[]")
    (home / "vars/main/checks.yml").write_text(yaml.safe_dump({"broken_checks": stanzas}))
    (home / "defaults/main.yml").write_text(yaml.safe_dump(defaults))
    return {"name": "Broken", "ansible.builtin.import_role": {"name": "broken", "tasks_from": "inspect"}}


STANZA = {
    "id": "broken.load",
    "title": "负载",
    "clause": "招标需求 五(一)",
    "severity": "low",
    "reading": "load_average.load_1",
    "rule": "at_most",
    "expected": "{{ broken_load }}",
    "runbook": "none",
}


def test_a_stanza_that_lacks_a_field_stops_the_run_and_is_named(station, tasks):
    stanza = {name: value for name, value in STANZA.items() if name != "runbook"}
    playbook = station.playbook(("servers", [role(station, [stanza], broken_load=1), *tasks]))
    done = station.inspect(station.inventory(["host0000"]), playbook)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "broken.load: a check has no ['runbook']" in done.stderr


def test_a_reading_that_does_not_exist_stops_the_run_and_is_named(station, tasks):
    broken = role(station, [STANZA | {"reading": "nothing.value"}], broken_load=1)
    playbook = station.playbook(("servers", [broken, *tasks]))
    done = station.inspect(station.inventory(["host0000"]), playbook)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "no reading is named 'nothing'" in done.stderr


def test_an_expected_value_that_is_not_defined_costs_its_host_and_says_why(station, tasks):
    playbook = station.playbook(("servers", [role(station, [STANZA]), *tasks]))
    done = station.inspect(station.inventory(["host0000"]), playbook)
    assert done.returncode == 1, done.stdout + done.stderr
    findings = station.events("finding")
    assert {finding["verdict"] for finding in findings} == {"not_seen"}
    assert all("broken_load" in finding["detail"] for finding in findings)


def test_two_plays_with_one_name_are_refused_because_their_captures_would_meet(station, tasks):
    path = station.playbook(("servers", tasks), ("servers", tasks))
    path.write_text(path.read_text().replace("Play 1", "Play 0"))
    done = station.inspect(station.inventory(["host0000"]), path)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "expected plays with names of their own, found ['Play 0'] twice" in done.stderr

"""Who typed what, in the wordings of the makers."""

import pytest

from hfcheck.network.command_records import CommandRecord, recorded
from hfcheck.network.facts import LogEntry

AT = "2026-11-22T14:03:11"
WORDINGS = {
    "vrp": "Recorded command information. (Task=VTY0, Ip=192.0.2.41, VpnName=, User=ops, "
    'AuthenticationMethod="Local-user", Command="undo shutdown", Result=Success)',
    "vrp8": "Recorded command information. (Task=VTY0, RemoteIp=192.0.2.41, VpnName=_public_, User=ops, "
    'AuthenticationMethod="Local-user", Command="undo shutdown", LocalIp=192.0.2.1.)',
    "vrp5": 'Record command information. (Task=VTY0, Ip=192.0.2.41, User=ops, Command="undo shutdown")',
    "comware": "-Line=vty0-IPAddr=192.0.2.41-User=ops; Command is undo shutdown",
}


@pytest.mark.parametrize("text", WORDINGS.values(), ids=WORDINGS)
def test_a_recorded_command_names_who_and_from_where(text: str) -> None:
    (found,) = recorded([LogEntry(AT, 6, "SHELL", "CMD", text)])
    assert found == CommandRecord(AT, "ops", "192.0.2.41", "undo shutdown")
    assert found.changes


def test_ios_names_who_with_and_without_the_command() -> None:
    entries = [
        LogEntry("2026-11-22T14:03:12", 5, "SYS", "CONFIG_I", "Configured from console by ops on vty0 (192.0.2.41)"),
        LogEntry(AT, 5, "PARSER", "CFGLOG_LOGGEDCMD", "User:ops  logged command:no shutdown"),
    ]
    assert recorded(entries) == (
        CommandRecord(AT, "ops", "", "no shutdown"),
        CommandRecord("2026-11-22T14:03:12", "ops", "192.0.2.41", "Configured from console"),
    )


def test_the_console_has_no_address() -> None:
    (found,) = recorded(
        [LogEntry(AT, 6, "SHELL", "CMD", 'Record command information. (Task=CO0, Ip=**, User=, Command="save")')]
    )
    assert (found.user, found.line, found.changes) == ("", "save", True)


@pytest.mark.parametrize("line", ["display version", "system-view", "quit", "dis cur", "show run"])
def test_looking_changes_nothing(line: str) -> None:
    assert not CommandRecord(AT, "ops", "", line).changes


def test_other_messages_are_no_commands() -> None:
    assert recorded([LogEntry(AT, 3, "IFNET", "LINK_DOWN", "GigabitEthernet0/0/3 went down")]) == ()


def test_a_hostile_message_takes_no_time() -> None:
    text = "Ip=a,User=b," * 100_000
    assert recorded([LogEntry(AT, 3, "X", "Y", text)]) == ()

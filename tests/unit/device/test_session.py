"""Sessions over a real SSH connection with a scripted device."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import time
from pathlib import Path

import asyncssh
import pytest

from hfcheck.device.session import Session
from hfcheck.device.target import Target
from hfcheck.errors import ContentError, DeviceUnreachable, ForbiddenLine
from hfcheck.network.observed import Heard, Outcome

from .scripted import PASSWORD, Script, device

LINES = ["display version", "display arp", "display interface brief", "display device", "display fan", "display power"]
OUTPUTS = {line: (f"{line.upper()} of 怀化\r\n  second\r\n".encode("gbk"),) for line in LINES}
LOG = b"\r\n%Nov 23 10:00:00:123 2026 SW1 SHELL/5/SHELL_LOGIN: admin logged in.\r\n"


def whole(line: str) -> Heard:
    return Heard(line, Outcome.ANSWERED, f"{line.upper()} of 怀化\n  second")


def test_six_lines_come_at_once(tmp_path: Path) -> None:
    with device(tmp_path, Script(outputs=OUTPUTS)) as running:
        started = time.perf_counter()
        with Session.open(running.target) as session:
            assert (session.prompt, session.hostname, session.alive) == ("<SW1>", "SW1", True)
            assert session.ask_all(LINES) == [whole(line) for line in LINES]
            closing = time.perf_counter()
        assert time.perf_counter() - closing < 0.5
        assert time.perf_counter() - started < 2
    pager = "screen-length 0 temporary"
    assert running.lines == ["", "", pager, *LINES, pager, ""]


def test_a_forbidden_line_is_refused_and_nothing_at_all_is_sent(tmp_path: Path) -> None:
    with device(tmp_path, Script(outputs=OUTPUTS)) as running, Session.open(running.target) as session:
        before = list(running.lines)
        for line in ("system-view", "display version\nreboot", "display version | include x"):
            with pytest.raises(ForbiddenLine, match="expected a line of the read-only allow-list, found"):
                session.ask_all(["display version", line])
        assert running.lines == before
        assert session.ask("display version") == whole("display version")
        assert session.ask("") == Heard("", Outcome.ANSWERED)


@pytest.mark.parametrize("delay", [0.15, 0.4])
def test_a_slow_device_does_not_look_finished(tmp_path: Path, delay: float) -> None:
    dribble = (b"one\r\n", 0.1, b"two <SW1", 0.1, b"> three\r\n<SW1>", 0.1, b" four\r\n")
    with (
        device(tmp_path, Script(outputs={**OUTPUTS, "display arp": dribble}, delay=delay)) as running,
        Session.open(running.target) as session,
    ):
        found = session.ask_all(LINES[:3])
    assert [one.outcome for one in found] == [Outcome.ANSWERED, Outcome.CUT_OFF, Outcome.ANSWERED]
    assert found[2] == whole(LINES[2])


def test_paging_that_cannot_be_switched_off_is_gone_through(tmp_path: Path) -> None:
    text = "".join(f"line {number}\r\n" for number in range(100))
    with (
        device(tmp_path, Script(outputs={"display arp": (text.encode(),)}, page=24)) as running,
        Session.open(running.target) as session,
    ):
        assert session.ask("display arp").text == text.replace("\r\n", "\n").strip()
    assert running.pages == 4


def test_a_banner_that_looks_like_a_prompt_is_no_prompt(tmp_path: Path) -> None:
    greeting = (b"\r\n<NOTICE>", 0.2, b"\r\nOnly for staff\r\n[SW9]", 0.2, b"\r\n\r\n")
    with (
        device(tmp_path, Script(outputs=OUTPUTS, greeting=greeting)) as running,
        Session.open(running.target) as session,
    ):
        assert session.prompt == "<SW1>"
        assert session.ask_all(LINES[:2]) == [whole(line) for line in LINES[:2]]


def test_the_password_is_not_changed_when_the_device_asks(tmp_path: Path) -> None:
    question = b"\r\nThe password needs to be changed. Change now? [Y/N]:"
    with (
        device(tmp_path, Script(outputs=OUTPUTS, question=(question, "n"))) as running,
        Session.open(running.target) as session,
    ):
        assert session.ask("display fan") == whole("display fan")


def test_a_device_that_demands_a_new_password_is_left_alone(tmp_path: Path) -> None:
    with (
        device(tmp_path, Script(question=(b"\r\nOld password:", "never"))) as running,
        pytest.raises(DeviceUnreachable, match="demands a new password before it lets anybody in"),
    ):
        Session.open(running.target)
    assert running.lines == []


def test_messages_of_the_log_at_the_prompt_do_no_harm(tmp_path: Path) -> None:
    script = Script(outputs=OUTPUTS, prompt="<SW1>")
    with device(tmp_path, script) as running, Session.open(running.target) as session:
        script.outputs = {**OUTPUTS, "display arp": (*OUTPUTS["display arp"], b"<SW1>" + LOG)}
        found = session.ask_all(LINES[:3])
    # A message that comes in the very moment of the next line makes the answer before it doubtful, and never another's.
    doubtful = [Heard(line, Outcome.CUT_OFF, detail="more came behind what looked like its end") for line in LINES[:3]]
    assert all(one in (whole(line), other) for one, line, other in zip(found, LINES[:3], doubtful, strict=True))
    assert found[2] == whole(LINES[2])


def test_the_role_in_a_pair_may_change(tmp_path: Path) -> None:
    script = Script(outputs=OUTPUTS, prompt="HRP_M<FW1>")
    with device(tmp_path, script) as running, Session.open(running.target) as session:
        script.switch_on = "display arp"
        assert session.ask_all(LINES[:3]) == [whole(line) for line in LINES[:3]]
        assert session.prompt == "HRP_M<FW1>"


def test_an_echo_that_differs_is_strange(tmp_path: Path) -> None:
    script = Script(outputs=OUTPUTS)
    with device(tmp_path, script) as running, Session.open(running.target) as session:
        script.echo = "garbled"
        found = session.ask("display version")
    assert (found.outcome, found.text) == (Outcome.STRANGE, "")


def test_a_device_that_keeps_its_prompt_is_given_up(tmp_path: Path) -> None:
    with (
        device(tmp_path, Script(outputs=OUTPUTS, hang_on="display arp")) as running,
        Session.open(running.target) as session,
    ):
        found = session.ask_all(LINES[:4], seconds=0.5)
        assert [one.outcome.value for one in found] == ["answered", "timed_out", "unasked", "unasked"]
        assert found[1].detail == "no prompt within 0.5 s; 13 bytes came"
        assert not session.alive
        assert session.ask("display fan").detail == "the device did not come back to its prompt"


def test_a_late_answer_is_lost_and_the_next_line_is_answered_again(tmp_path: Path) -> None:
    slow = (b"late\r\n", 1.0, b"later\r\n")
    with (
        device(tmp_path, Script(outputs={**OUTPUTS, "display arp": slow})) as running,
        Session.open(running.target) as session,
    ):
        found = session.ask_all(LINES[:3], seconds=0.5)
        assert [one.outcome.value for one in found] == ["answered", "timed_out", "answered"]
        assert [one.text for one in found] == [whole(LINES[0]).text, "", whole(LINES[2]).text]
        assert session.ask("display fan") == whole("display fan")


def test_what_there_is_no_time_for_is_not_asked_and_what_came_is_kept(tmp_path: Path) -> None:
    with (
        device(tmp_path, Script(outputs=OUTPUTS, delay=0.3)) as running,
        Session.open(running.target) as session,
    ):
        found = session.ask_all(LINES, until=time.monotonic() + 1.1)
        kept = [one for one in found if one.outcome is Outcome.ANSWERED]
        assert kept == [whole(line) for line in LINES[: len(kept)]]
        assert 1 <= len(kept) < len(LINES)
        assert found[-1] == Heard(LINES[-1], Outcome.UNASKED, "", "there was no time left to ask")
        assert LINES[-1] not in running.lines
        assert not session.alive


def test_a_session_that_drops_is_over_for_the_rest(tmp_path: Path) -> None:
    with (
        device(tmp_path, Script(outputs=OUTPUTS, drop_on="display interface brief")) as running,
        Session.open(running.target) as session,
    ):
        found = session.ask_all(LINES[:5])
        assert [one.outcome.value for one in found] == ["answered", "answered", "cut_off", "unasked", "unasked"]
        assert found[2].text == ""
        assert session.ask("display fan") == Heard("display fan", Outcome.UNASKED, "", "the session ended")


def test_enable_raises_where_it_is_needed(tmp_path: Path) -> None:
    script = Script(prompt="Switch>", enable="Fake-enable-3381", outputs={"show version": (b"IOS\r\n",)})
    with (
        device(tmp_path, script, "cisco_ios", enable_password="Fake-enable-3381") as running,
        Session.open(running.target) as session,
    ):
        assert session.prompt == "Switch#"
        assert session.ask("show version") == Heard("show version", Outcome.ANSWERED, "IOS")
    assert "Fake-enable-3381" not in repr(running.lines)


def test_a_refused_enable_is_said(tmp_path: Path) -> None:
    script = Script(prompt="Switch>", enable="Fake-enable-3381")
    with (
        device(tmp_path, script, "cisco_ios", enable_password="wrong-4410") as running,
        pytest.raises(DeviceUnreachable, match="the device refused enable") as caught,
    ):
        Session.open(running.target)
    assert "wrong-4410" not in str(caught.value)


def test_no_password_is_in_a_repr_or_a_refusal(tmp_path: Path) -> None:
    with (
        device(tmp_path, Script(), password="Wrong-secret-5512") as running,
        pytest.raises(DeviceUnreachable, match="it refused the login of 'inspector'") as caught,
    ):
        Session.open(running.target)
    assert "Wrong-secret-5512" not in str(caught.value) + repr(running.target)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("interactive", [True, False])
def test_login_by_password(tmp_path: Path, interactive: bool) -> None:
    with device(tmp_path, Script(interactive=interactive)) as running, Session.open(running.target) as session:
        assert session.hostname == "SW1"


def test_login_by_key(tmp_path: Path) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(str(tmp_path / "key"))
    changes = {"password": None, "key_file": str(tmp_path / "key")}
    with device(tmp_path, Script(client_key=key), **changes) as running, Session.open(running.target) as session:
        assert session.hostname == "SW1"


def test_an_unknown_platform_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(ContentError, match="found 'junos'"):
        Session.open(Target("127.0.0.1", 9, "inspector", "junos", known_hosts="none"))


def test_a_closed_session_is_no_session(tmp_path: Path) -> None:
    with device(tmp_path, Script()) as running:
        session = Session.open(running.target)
        session.close()
        session.close()
        assert not session.alive
        with pytest.raises(DeviceUnreachable, match="the session is closed"):
            session.ask("display version")


def _ask(target: Target) -> list[str]:
    with Session.open(target) as session:
        return [one.text for one in session.ask_all(LINES)]


def test_sixteen_threads_at_once(tmp_path: Path) -> None:
    with device(tmp_path, Script(outputs=OUTPUTS)) as running, concurrent.futures.ThreadPoolExecutor(16) as pool:
        found = list(pool.map(_ask, [running.target] * 16))
    assert found == [[whole(line).text for line in LINES]] * 16


def test_a_forked_worker(tmp_path: Path) -> None:
    with (
        device(tmp_path, Script(outputs=OUTPUTS)) as running,
        concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool,
    ):
        assert pool.submit(_ask, running.target).result(20) == [whole(line).text for line in LINES]


def test_the_library_writes_no_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with device(tmp_path, Script(outputs=OUTPUTS)) as running, Session.open(running.target) as session:
        session.ask("display version")
    assert PASSWORD not in caplog.text
    assert not caplog.records

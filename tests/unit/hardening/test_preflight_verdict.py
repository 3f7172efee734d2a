"""What is told of a target's answer: one change to an answer in which all is well, and the sentence it has to bring."""

from collections.abc import Callable
from typing import Any

import pytest

from hfcheck.errors import CollectError
from hfcheck.hardening.preflight_seen import read
from hfcheck.hardening.preflight_sshd import config_of
from hfcheck.hardening.preflight_verdict import Verdict, judge
from tests.unit.hardening.preflight_answers import HERE, OFFICE, answer, seen

ADMINISTRATORS = {"sysadmin01": ("system",), "secadmin01": ("security",)}
Change = Callable[[dict[str, Any]], object]


def verdict(change: Change, client: str = "") -> Verdict:
    changed = answer()
    change(changed)
    return judge(seen(changed), config_of(client), "robot", ADMINISTRATORS)


def test_when_all_is_well_everybody_gets_in_and_nothing_is_said() -> None:
    found = verdict(lambda _: None)
    assert (found.refusals, found.warnings) == ((), ())
    assert [(row.user, row.kinds, row.source) for row in found.table if row.gets_in] == [
        ("robot", ("connecting",), HERE),
        ("sysadmin01", ("system",), HERE),
        ("sysadmin01", ("system",), OFFICE),
        ("secadmin01", ("security",), HERE),
        ("secadmin01", ("security",), OFFICE),
    ]
    assert found.table[0].shown() == {
        "user": "robot",
        "kinds": ["connecting"],
        "from": HERE,
        "gets_in": True,
        "why": [],
    }


def robot(changed: dict[str, Any]) -> Any:
    return changed["users"]["robot"]


def here(changed: dict[str, Any]) -> Any:
    return robot(changed)["sources"][HERE]


def missing(kind: str, control: str, module: str = "pam_x.so") -> dict[str, str]:
    return {"file": "/etc/pam.d/sshd", "kind": kind, "control": control, "module": module}


REFUSED: dict[str, tuple[Change, str]] = {
    "sshd -t": (
        lambda it: it["sshd"].update(code=255, said="line 3: Bad"),
        "sshd -t refuses the configuration: line 3: Bad",
    ),
    "no sshd": (lambda it: it["sshd"].update(code=None, said="gone"), "sshd -t refuses the configuration: gone"),
    "visudo": (lambda it: it["visudo"].update(code=1, said="a: bad"), "visudo -c refuses the rules: a: bad"),
    "silent": (
        lambda it: it["visudo"].update(code=1),
        "visudo -c refuses the rules: it ends with code 1 and says nothing",
    ),
    "ruleset": (lambda it: it["firewall"]["load"].update(code=1, said="error"), "nft refuses the ruleset: error"),
    "command": (
        lambda it: it["commands"].append({"argv": ["pam-auth-update"], "code": 1, "said": "no"}),
        "pam-auth-update fails: no",
    ),
    "module": (
        lambda it: it["missing"]["sshd"].append(missing("account", "required")),
        "PAM: /etc/pam.d/sshd names pam_x.so (account required), which this host has not",
    ),
    "option": (
        lambda it: it["options"]["/etc/security/faillock.conf"].append("denny"),
        "PAM: /etc/security/faillock.conf: expected options of its module, found denny",
    ),
    "port": (
        lambda it: it["listening"].update({"22": ["nginx", "sshd"]}),
        "sshd would listen on port 22, where nginx listens already",
    ),
    "account": (
        lambda it: it["users"].update(robot={"account": None, "sources": {}, "sudo": {}}),
        f"robot cannot log in from {HERE}: there is no such account",
    ),
    "config": (
        lambda it: here(it)["config"].update(code=255, said="bad Match"),
        f"robot cannot log in from {HERE}: sshd -T: bad Match",
    ),
    "firewall": (
        lambda it: it["firewall"]["reached"][HERE].update(problem="timed out"),
        f"robot cannot log in from {HERE}: the new firewall lets no connection through (timed out)",
    ),
    "shell": (
        lambda it: robot(it)["account"].update(shell="/usr/sbin/nologin"),
        f"robot cannot log in from {HERE}: its shell /usr/sbin/nologin gives no session",
    ),
    "shell gone": (
        lambda it: robot(it)["account"].update(shell="/bin/zsh", shell_runs=False),
        f"robot cannot log in from {HERE}: its shell /bin/zsh gives no session",
    ),
    "no key": (
        lambda it: here(it)["keys"][0].update(keys=[]),
        f"robot cannot log in from {HERE}: neither a key nor a password would be accepted"
        " (no key in /home/robot/.ssh/authorized_keys)",
    ),
    "expired password": (
        lambda it: here(it)["pam"].update(account=12),
        f"robot cannot log in from {HERE}: its password has expired (changed on day 20000, at most 90 days old)",
    ),
    "expired account": (
        lambda it: here(it)["pam"].update(account=13, means={"13": "User account has expired"}, said=["Sorry"]),
        f"robot cannot log in from {HERE}: PAM refuses the account (User account has expired; Sorry)",
    ),
    "sudo": (
        lambda it: robot(it)["sudo"]["shell"].update(code=1, said="sudo: a password is required"),
        f"robot cannot log in from {HERE}: sudo gives it no root shell: sudo: a password is required",
    ),
    "no rights": (
        lambda it: robot(it)["sudo"]["list"].update(code=1, said="Sorry, user robot may not run sudo"),
        f"robot cannot log in from {HERE}: sudo gives it nothing: Sorry, user robot may not run sudo",
    ),
    "arrival": (
        lambda it: it.update(port=2022),
        f"robot cannot log in from {HERE}: sshd would listen on port 22, the next login comes to port 2022",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_and_how_it_is_said(case: str) -> None:
    change, sentence = REFUSED[case]
    assert verdict(change).refusals == (sentence,)


def test_a_client_that_speaks_none_of_the_ciphers_keeps_everybody_out() -> None:
    found = verdict(lambda _: None, client="ciphers aes128-ctr")
    assert f"robot cannot log in from {HERE}: the client speaks no cipher that sshd would offer" in found.refusals[0]
    assert "no declared administrator gets in" in found.refusals
    assert not any(row.gets_in for row in found.table)


def deny(changed: dict[str, Any], *users: str) -> None:
    for user in users:
        for login in changed["users"][user]["sources"].values():
            login["config"]["said"] += "denyusers *\n"


def test_one_administrator_outside_is_a_warning_and_all_of_them_are_a_refusal() -> None:
    one = verdict(lambda it: deny(it, "sysadmin01"))
    assert one.refusals == ()
    assert one.warnings == (f"sysadmin01 cannot log in from {HERE}, {OFFICE}: DenyUsers * names it",)
    everybody = verdict(lambda it: deny(it, "sysadmin01", "secadmin01"))
    # What they have in common is said once.
    assert everybody.refusals == (
        "no declared administrator gets in",
        f"sysadmin01, secadmin01 cannot log in from {HERE}, {OFFICE}: DenyUsers * names it",
    )


def test_one_way_of_one_administrator_is_enough() -> None:
    def change(changed: dict[str, Any]) -> None:
        deny(changed, "secadmin01")
        changed["firewall"]["reached"][OFFICE]["problem"] = "timed out"

    found = verdict(change)
    assert found.refusals == ()
    assert f"sysadmin01 cannot log in from {OFFICE}: the new firewall lets no connection" in " ".join(found.warnings)


def test_without_declared_administrators_only_the_connecting_user_counts() -> None:
    found = judge(seen(answer()), {}, "robot", {})
    assert (found.refusals, found.warnings, len(found.table)) == ((), (), 1)


def only_password(changed: dict[str, Any], auth: int, prompts: int) -> None:
    here(changed)["config"]["said"] = here(changed)["config"]["said"].replace(
        "passwordauthentication no", "passwordauthentication yes"
    )
    here(changed)["keys"] = []
    here(changed)["pam"].update(auth=auth, prompts=prompts, means={"7": "Authentication failure"})


def test_a_correct_password_that_pam_refuses_matters_to_those_without_a_key() -> None:
    assert verdict(lambda it: only_password(it, 0, 1)).refusals == ()
    assert verdict(lambda it: only_password(it, 7, 1)).refusals == (
        f"robot cannot log in from {HERE}: PAM refuses a correct password (Authentication failure)",
    )
    assert verdict(lambda it: here(it)["pam"].update(auth=7, prompts=1)).refusals == ()


UNSEEN: dict[str, tuple[Change, str]] = {
    "no nft": (
        lambda it: it.update(firewall={"seen": False, "reason": "nft not installed yet"}),
        "not seen: the new firewall was not tried: nft not installed yet",
    ),
    "present ruleset": (
        lambda it: it["firewall"]["present"].update(code=1, said="xt target"),
        "not seen: today's ruleset could not be repeated beside the new one: xt target",
    ),
    "no visudo": (
        lambda it: it["visudo"].update(code=None, said="visudo is not installed"),
        "not seen: visudo is not installed",
    ),
    "no program": (
        lambda it: it["commands"].append({"argv": ["x"], "code": None, "said": "x is not installed"}),
        "not seen: x is not installed",
    ),
    "left out": (
        lambda it: it["left_out"].append("/boot/x"),
        "not staged: /boot/x (outside of what is copied)",
    ),
    "keys by command": (
        lambda it: here(it)["config"].update(
            said=here(it)["config"]["said"].replace("keyscommand none", "keyscommand /k")
        ),
        f"not seen: robot from {HERE}: AuthorizedKeysCommand was not asked for keys",
    ),
    "pam": (
        lambda it: here(it)["pam"].update(account=None, said=["ended by signal 11"]),
        f"not seen: robot from {HERE}: PAM: ended by signal 11",
    ),
    "other directory": (
        lambda it: robot(it)["account"].update(password="elsewhere"),
        f"not seen: robot from {HERE}: its password is not kept on this host, so sudo was not tried",
    ),
}


@pytest.mark.parametrize("case", UNSEEN)
def test_what_could_not_be_seen_is_said_and_refuses_nobody(case: str) -> None:
    change, sentence = UNSEEN[case]
    change_command = verdict(change)
    assert sentence in change_command.warnings
    assert all(row.gets_in for row in change_command.table)


def test_an_address_without_a_route_is_said() -> None:
    found = verdict(lambda it: it["routes"].update({OFFICE: False}))
    assert (
        f"not seen: sysadmin01 from {OFFICE}: no route leads back to it, so the firewall was not tried"
        in found.warnings
    )


@pytest.mark.parametrize(
    "line",
    [missing("-auth", "required"), missing("auth", "optional"), missing("auth", "[success=ok module_unknown=ignore]")],
)
def test_a_module_that_may_be_absent_is_no_fault(line: dict[str, str]) -> None:
    assert verdict(lambda it: it["missing"]["sudo"].append(line)).refusals == ()


def test_what_a_target_says_is_one_bounded_line_without_control_characters() -> None:
    found = verdict(lambda it: it["sshd"].update(code=1, said="\x1b[31mline\n" + "x" * 5000))
    [sentence] = found.refusals
    assert sentence.isprintable()
    assert len(sentence) <= 600


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "expected the answer of the target's program, found ''"),
        ("Traceback", "found 'Traceback'"),
        ("[]", "found '[]'"),
        ('{"problem": null, "controller": 3}', "controller: Input should be a valid string"),
        ('{"problem": "unshare: not permitted"}', "cannot be asked without changing it: unshare: not permitted"),
    ],
)
def test_an_answer_that_is_none_is_refused(text: str, told: str) -> None:
    with pytest.raises(CollectError) as problem:
        read(text)
    assert told in str(problem.value)


def test_an_answer_without_end_is_refused() -> None:
    with pytest.raises(CollectError, match="at most 8000000 characters, found 8000001"):
        read(" " * 8_000_001)

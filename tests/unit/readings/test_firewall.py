"""What the packet filter's reading answers where the kernel refuses to show the rules."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from hfcheck.model import NotSeen, Reason
from tests.unit.readings.planted import SHELLS, answers

# Root of a user namespace over the network of another one: uid 0 without the capability.
UNPRIVILEGED_ROOT = ["unshare", "--user", "--map-root-user"]


def obstacle() -> str:
    """Why this machine cannot show the case; empty when it can."""
    if shutil.which("nft", path="/usr/sbin:/sbin:/usr/bin:/bin") is None:
        return "no nft here: apt-get install nftables"
    if subprocess.run([*UNPRIVILEGED_ROOT, "true"], check=False, capture_output=True).returncode:
        return "no user namespaces here: unshare --user is refused"
    return ""


@pytest.mark.skipif(obstacle() != "", reason=obstacle())
@pytest.mark.parametrize("shell", SHELLS)
def test_a_refusal_of_the_kernel_is_a_missing_privilege_and_not_a_missing_command(
    shell: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/sbin:/sbin:/usr/bin:/bin")
    (tmp_path / "proc").mkdir()
    found = answers([*UNPRIVILEGED_ROOT, *shell], "firewall", tmp_path)
    assert {answer.reason for answer in found.values() if isinstance(answer, NotSeen)} == {Reason.NEEDS_ROOT}
    assert all(isinstance(answer, NotSeen) and "permitted" in answer.detail for answer in found.values())

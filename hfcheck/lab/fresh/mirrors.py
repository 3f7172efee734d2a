"""The Debian mirrors that this machine's own apt uses, and how it reaches them. No host is written down here."""

from __future__ import annotations

import shlex
import ssl
import subprocess
from collections.abc import Mapping, Sequence

import httpx

from hfcheck.lab import LabError

# The label in a suite's Release file → what its mirror is called here and in the nodes' package sources.
NAMES = {"Debian": "debian", "Debian-Security": "debian-security"}
FORMAT = "$(LABEL)\t$(REPO_URI)"
SETTINGS = {"http": "Acquire::http::Proxy", "https": "Acquire::https::Proxy", "authority": "Acquire::https::CAInfo"}
PATIENCE = 60.0  # seconds without a byte from a mirror


def mirrors() -> dict[str, str]:
    """Name → address of the Debian mirrors in the machine's apt configuration; raises LabError if one is missing."""
    return mirrors_in(_ask("apt-get", "indextargets", "--format", FORMAT, "Created-By: Packages"))


def mirrors_in(targets: str) -> dict[str, str]:
    """The mirrors in lines of label, tab, address; the first of each label counts."""
    lines = (line.partition("\t") for line in reversed(targets.splitlines()))
    found = {NAMES[label]: address.strip().rstrip("/") for label, _, address in lines if label in NAMES}
    if missing := sorted(set(NAMES.values()) - set(found)):
        remedy = "run apt-get update as root, on a machine whose package sources name them"
        raise LabError(f"expected mirrors of {', '.join(missing)} in this machine's apt, found none: {remedy}")
    return found


def client() -> httpx.Client:
    """An HTTP client that goes where the machine's apt goes: through its proxies, with its authority."""
    words = [word for pair in SETTINGS.items() for word in pair]
    return _client(settings_in(_ask("apt-config", "shell", *words)))


def settings_in(text: str) -> dict[str, str]:
    """The settings in lines such as http='address'; one that says DIRECT or nothing is left out."""
    pairs = (word.partition("=") for word in shlex.split(text))
    return {name: value for name, _, value in pairs if value not in ("", "DIRECT")}


def _client(settings: Mapping[str, str]) -> httpx.Client:
    context = ssl.create_default_context(cafile=settings.get("authority"))
    mounts = {
        f"{scheme}://": httpx.HTTPTransport(proxy=settings[scheme], verify=context)
        for scheme in ("http", "https")
        if scheme in settings
    }
    # What is kept is what the mirror has, byte for byte.
    plain = {"Accept-Encoding": "identity"}
    return httpx.Client(mounts=mounts, verify=context, headers=plain, timeout=PATIENCE, follow_redirects=True)


def _ask(*command: str) -> str:
    words: Sequence[str] = command
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL).stdout
    except (OSError, subprocess.CalledProcessError) as problem:
        raise LabError(f"expected apt to tell its mirrors: {problem}") from problem

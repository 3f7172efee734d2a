"""What is asked of restic: one repository of one server, whose operations do not meet each other.

Runs on the target: Python 3.8 and its standard library only.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Iterator, NamedTuple, Sequence

from hfcheck.target.backup.plan import KEEPS, Plan, Repository
from hfcheck.target.backup.running import Failed, run

WHEN = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)")
FORMAT = "2"  # compresses what the dumps leave uncompressed
DUMP, BASE, LOG = "dump", "base", "log"


class Snapshot(NamedTuple):
    """A snapshot, and when it was made (ISO 8601 as restic says it)."""

    id: str
    time: str

    def seconds(self) -> float:
        """Its time in seconds since the epoch."""
        # Python 3.8 reads neither Z nor more than six digits behind the second.
        match = WHEN.fullmatch(self.time)
        if match is None:
            raise Failed(f"restic: expected an instant, found {self.time[:40]!r}")
        moment, fraction, zone = match.groups()
        return datetime.fromisoformat(moment + zone.replace("Z", "+00:00")).timestamp() + float(fraction or 0)


class Restic:
    """A repository as this plan uses it."""

    def __init__(self, plan: Plan, repository: Repository) -> None:
        self._plan = plan
        self._repository = repository
        options = [word for option in repository.options for word in ("-o", option)]
        cache = os.path.join(plan.work, "cache")
        self._command = ["restic", "-r", repository.url, "--password-file", repository.password_file]
        self._command += ["--cache-dir", cache, *options]

    def _run(self, *words: str) -> str:
        return run([*self._command, *words])

    @contextmanager
    def _held(self, alone: bool) -> Iterator[None]:
        # restic gives up where its own lock is taken; this one waits.
        with open(os.path.join(self._plan.work, "repository.lock"), "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield

    def snapshots(self, tag: str) -> list[Snapshot]:
        """The snapshots of this server with a tag, oldest first."""
        with self._held(alone=False):
            text = self._run("snapshots", "--no-lock", "--json", "--host", self._plan.host, "--tag", tag)
        found = [Snapshot(str(one["id"]), str(one["time"])) for one in json.loads(text) or []]
        return sorted(found, key=lambda one: one.time)

    def newest(self, tag: str) -> Snapshot:
        """The newest snapshot with a tag; Failed when there is none."""
        found = self.snapshots(tag)
        if not found:
            raise Failed(f"expected a snapshot {tag} of {self._plan.host}, found none")
        return found[-1]

    def make(self, tag: str, paths: Sequence[str]) -> str:
        """Take a snapshot of these paths; returns its id. A file that could not be read makes it Failed."""
        words = ["--json", "--host", self._plan.host, "--tag", tag]
        words += [f"--exclude={path}" for path in (self._repository.password_file, *self._plan.secrets)]
        with self._held(alone=False):
            text = self._run("backup", *words, "--", *paths)
        return str(_summary(text)["snapshot_id"])

    def bring(self, snapshot: str, path: str, target: str) -> str:
        """Restore one path of a snapshot below the directory `target`, verified; returns where it is now."""
        with self._held(alone=False):
            self._run("restore", snapshot, "--verify", "--include", path, "--target", target)
        found = target + path.rstrip("/")
        if not os.path.exists(found):
            raise Failed(f"expected {path} in the snapshot {snapshot[:8]}, found nothing")
        return found

    def forget(self, tag: str, *keeps: str) -> None:
        """Let go of the snapshots that need not be kept."""
        with self._held(alone=True):
            self._run("forget", "--host", self._plan.host, "--tag", tag, "--group-by", "host,tags", *keeps, "--prune")

    def keep_declared(self, tag: str) -> None:
        """Let go of what the plan does not keep."""
        self.forget(tag, *(word for keep in KEEPS for word in (f"--keep-{keep}", str(self._plan.keep[keep]))))

    def check(self) -> None:
        """Verify the structure of the repository, and read a part of its data back; Failed when it is damaged."""
        with self._held(alone=True):
            self._run("check", f"--read-data-subset={self._plan.subset}")

    def settle(self) -> None:
        """Make the repository where there is none, and take away locks of what was killed."""
        if not self._is_there():
            self._run("init", "--repository-version", FORMAT)
        self._run("unlock")

    def settle_like(self, other: Repository) -> None:
        """Make the repository cut data as another one does, so that what is copied is found again."""
        if not self._is_there():
            self._run("init", "--repository-version", FORMAT, "--copy-chunker-params", *_source(other))
        self._run("unlock")

    def _is_there(self) -> bool:
        try:
            self._run("cat", "config", "--no-lock")
        except Failed as problem:
            # Anything but "not there" must not end in a second repository.
            if "Is there a repository at the following location?" in str(problem):
                return False
            raise
        return True

    def copy_from(self, other: Repository) -> None:
        """Copy the snapshots that are not here yet."""
        with self._held(alone=False):
            self._run("copy", *_source(other), "--host", self._plan.host)


def _source(other: Repository) -> list[str]:
    return ["--from-repo", other.url, "--from-password-file", other.password_file]


def _summary(text: str) -> dict[str, Any]:
    for line in reversed(text.splitlines()):
        said: dict[str, Any] = json.loads(line)
        if said.get("message_type") == "summary":
            return said
    raise Failed("restic: expected a summary of the backup, found none")

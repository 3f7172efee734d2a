"""What a scene says: which devices there are, how they talk, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pydantic
import yaml

from hfcheck.errors import ContentError

# A misspelt option is refused, not ignored.
STRICT = pydantic.ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Spec:
    """One device of a scene.

    Who comes in: the inspection's own `username`, and `operators` with their passwords.
    How it is: `faults` (faults.py) and `facts` (whole facts in their shape) change what it measures, `configuration` is
    its running configuration instead of the release's own, `startup` the saved one if it differs.
    How it talks: `rtt_ms` delays every byte both ways, `delay_ms` each output, `dribble` sends outputs in pieces of so
    many bytes; `page` lines a page (0: none), `width` columns at which an echo wraps (0: never), `gbk` for UTF-8.
    What breaks sessions: `noisy` prints log messages between prompt and input; `stubborn` lines never give the prompt
    back, `rejects` lines it does not know, `silent` lines print nothing, `cuts` lines drop the session in the middle of
    their output; `drop_after` so many lines each session ends. `prefixes` of a pair of firewalls: the second one comes
    after `switch_after` lines. `change_password` asks for a new password after login.
    """

    __pydantic_config__ = STRICT

    platform: str
    release: str
    hostname: str = ""
    username: str = "inspector"
    password: str = field(default="Lab-inspect-1", repr=False)
    enable_password: str | None = field(default=None, repr=False)
    authorized_key: str | None = None
    operators: Mapping[str, str] = field(default_factory=dict, repr=False)
    legacy_ssh: bool = False
    configuration: str | None = None
    startup: str | None = None
    faults: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    rtt_ms: float = 0
    delay_ms: float = 0
    dribble: int = 0
    page: int = 24
    width: int = 0
    gbk: bool = False
    banner: str = ""
    motd: str = ""
    noisy: bool = False
    stubborn: tuple[str, ...] = ()
    rejects: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    cuts: tuple[str, ...] = ()
    drop_after: int = 0
    prefixes: tuple[str, ...] = ()
    switch_after: int = 0
    change_password: bool = False
    address: str = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Scene:
    """The devices by name; `time_scale` times faster run the devices' own timers."""

    __pydantic_config__ = STRICT

    devices: Mapping[str, Spec]
    time_scale: float = 1.0


def scene(found: object, where: str = "scene") -> Scene:
    """The scene of plain data ({devices: {name: {platform, release, …}}}); raises ContentError."""
    try:
        made = pydantic.TypeAdapter(Scene).validate_python(found)
    except pydantic.ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ContentError(f"{where}: {place}: {first['msg']}, found {str(first['input'])[:80]!r}") from None
    if not made.devices or made.time_scale <= 0:
        raise ContentError(f"{where}: expected at least one device and a time_scale above 0")
    return made


def read_scene(path: Path) -> Scene:
    """The scene of a YAML file; raises ContentError."""
    try:
        return scene(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise ContentError(f"{path}: expected a scene in YAML: {problem}") from None

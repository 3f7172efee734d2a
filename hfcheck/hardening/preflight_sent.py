"""The pre-flight's program for the target: its modules as one text for a Python that reads it from standard input."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Mapping
from typing import Any

PACKAGE = "hfcheck.target"
MODULES = ("private", "pam", "reach", "keys", "person", "preflight")  # each imports only what stands before it
# The target has no package of that name: the text makes one in memory, and nothing is written anywhere.
BOOT = """\
import json, sys, types
for name in ("hfcheck", {package!r}):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = []
for name, text in json.loads({modules!r}):
    module = sys.modules[{package!r} + "." + name] = types.ModuleType(name)
    setattr(sys.modules[{package!r}], name, module)
    exec(compile(text, name, "exec"), module.__dict__)
print(json.dumps(module.main(json.loads({asked!r}))))
"""


def program(asked: Mapping[str, Any]) -> bytes:
    """The program that asks the target `asked` (see hfcheck/target/preflight.py) and prints its answer as JSON."""
    source = importlib.resources.files(PACKAGE)
    modules = [(name, source.joinpath(f"{name}.py").read_text(encoding="utf-8")) for name in MODULES]
    return BOOT.format(package=PACKAGE, modules=json.dumps(modules), asked=json.dumps(asked)).encode()

"""Programs for the target: modules of hfcheck/target as one text for a Python that reads it from standard input."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Mapping, Sequence
from typing import Any

PACKAGE = "hfcheck.target"
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


def program(modules: Sequence[str], asked: Mapping[str, Any]) -> bytes:
    """The program that gives `asked` to `main` of the last of the modules and prints its answer as JSON.

    Each module imports only what stands before it.
    """
    source = importlib.resources.files(PACKAGE)
    texts = [(name, source.joinpath(f"{name}.py").read_text(encoding="utf-8")) for name in modules]
    return BOOT.format(package=PACKAGE, modules=json.dumps(texts), asked=json.dumps(asked)).encode()

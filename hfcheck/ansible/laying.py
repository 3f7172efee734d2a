"""What actions need that lay files or send programs: the bytes of a template, and the target's Python."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.template import trust_as_template

from hfcheck.hardening.configuration import File

# As ansible.builtin.template has them.
OVERRIDES = {"trim_blocks": True, "lstrip_blocks": False, "newline_sequence": "\n"}


def rendered(file: File, role: Path, variables: Mapping[str, Any], templar: Any, loader: Any) -> bytes:
    """The very bytes that ansible.builtin.template would write in a looping task of the role, the entry its `item`."""
    if not file.src:
        return file.content.encode()
    searchpath = [str(role / "templates"), str(role)]
    known = {**variables, "item": file.item}
    own = templar.copy_with_new_env(searchpath=searchpath, available_variables=known)
    text = trust_as_template(loader.get_text_file_contents(str(role / "templates" / file.src)))
    return (own.template(text, escape_backslashes=False, overrides=OVERRIDES) or "").encode()


def python(variables: Mapping[str, Any], templar: Any) -> str:
    """The word that starts the target's Python: the one that is declared, or the one that Ansible found."""
    declared = str(templar.template(variables.get("ansible_python_interpreter", "")) or "")
    found = variables.get("ansible_facts", {}).get("discovered_interpreter_python", "python3")
    return shlex.quote(declared if declared.startswith("/") else found)

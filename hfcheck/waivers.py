"""Accepted exceptions (例外) as an inventory declares them in `hfcheck_waivers`.

    hfcheck_waivers:
      - check: audit_daemon.active
        reason: 容器内无法运行审计守护进程
        owner: 驻场工程师
        approver: 科技信息部
        expires: 2026-12-31            # the whole day still counts (民法典 第203条); or an instant
        compensation: 宿主机审计已覆盖   # optional

A waiver that cannot be read waives nothing, and the deviation that it was meant for says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from hfcheck.errors import InputError
from hfcheck.model import SHANGHAI, Waiver

REQUIRED = ("check", "reason", "owner", "approver", "expires")
KNOWN = frozenset({*REQUIRED, "compensation"})


def parse_waiver(raw: object) -> Waiver:
    """The waiver that a mapping declares; raises InputError saying what was expected and found."""
    if not isinstance(raw, Mapping):
        raise InputError(f"expected a waiver as a mapping, found {raw!r}")
    missing = [name for name in REQUIRED if not str(raw.get(name) or "").strip()]
    if missing:
        raise InputError(f"expected a waiver with {', '.join(REQUIRED)}, found no {', '.join(missing)}")
    strange = sorted(set(map(str, raw)) - KNOWN)
    if strange:
        raise InputError(f"expected a waiver of {', '.join(sorted(KNOWN))}, found {', '.join(strange)}")
    text = {name: str(raw[name]) for name in ("check", "reason", "owner", "approver")}
    return Waiver(**text, expires=_end(raw["expires"]), compensation=str(raw.get("compensation") or ""))


def _end(value: object) -> datetime:
    try:
        if len(str(value)) == len("2026-12-31"):
            day = date.fromisoformat(str(value)) + timedelta(days=1)
            return datetime.combine(day, time(), tzinfo=SHANGHAI)
        instant = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError):
        raise InputError(f"expected a waiver to expire on a day such as 2026-12-31, found {value!r}") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)

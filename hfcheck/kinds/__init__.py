"""Every kind of fact that a person may state, by its name in the ledger."""

from __future__ import annotations

from collections.abc import Mapping

from hfcheck.kinds.contract import (
    Acceptance,
    Contract,
    Decision,
    Dispute,
    Mandate,
    Registers,
    Supplement,
    Triage,
    Waiver,
)
from hfcheck.kinds.form import Kind, Party
from hfcheck.kinds.operation import (
    Duty,
    Fault,
    Maintenance,
    Meeting,
    Note,
    Outage,
    PowerAnomaly,
    SecurityIncident,
    Switchover,
    Violation,
    Visit,
)
from hfcheck.kinds.staff import Absence, Attendance, MonthlyReport, Request, StaffChange, Task

_ALL: tuple[type[Kind], ...] = (
    *(Contract, Mandate, Supplement, Registers),
    *(Attendance, Absence, StaffChange, MonthlyReport, Task, Request),
    *(Fault, PowerAnomaly, Outage, SecurityIncident, Violation, Meeting, Maintenance),
    *(Visit, Switchover, Duty, Note),
    *(Triage, Acceptance, Dispute, Decision, Waiver),
)
KINDS: Mapping[str, type[Kind]] = {kind.type: kind for kind in _ALL}
"""Type name → model, in the order in which people meet them."""

__all__ = [
    "KINDS",
    "Absence",
    "Acceptance",
    "Attendance",
    "Contract",
    "Decision",
    "Dispute",
    "Duty",
    "Fault",
    "Kind",
    "Maintenance",
    "Mandate",
    "Meeting",
    "MonthlyReport",
    "Note",
    "Outage",
    "Party",
    "PowerAnomaly",
    "Registers",
    "Request",
    "SecurityIncident",
    "StaffChange",
    "Supplement",
    "Switchover",
    "Task",
    "Triage",
    "Violation",
    "Visit",
    "Waiver",
]

"""The fifteen items of the annex as rules, and what the annex says about all of them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hfcheck.deductions.conduct import rules_and_secrecy, security_principles
from hfcheck.deductions.conference import conference_maintenance, conference_response, meeting
from hfcheck.deductions.duties import monthly_reports, tasks
from hfcheck.deductions.equipment import hardware_fault, power_anomaly
from hfcheck.deductions.joined import joined
from hfcheck.deductions.network import outage, security_incident
from hfcheck.deductions.overlaps import weighed
from hfcheck.deductions.presence import on_site
from hfcheck.deductions.registers import unconfirmed
from hfcheck.deductions.requests import large_requests, small_requests
from hfcheck.deductions.service import in_service
from hfcheck.deductions.staff import staff_changes
from hfcheck.rulings import Case, Rule, Ruling, terms_in_force

RULES: Mapping[int, Rule] = {
    1: on_site,
    2: staff_changes,
    3: monthly_reports,
    4: tasks,
    5: security_principles,
    6: rules_and_secrecy,
    7: small_requests,
    8: large_requests,
    9: hardware_fault,
    10: power_anomaly,
    11: outage,
    12: security_incident,
    13: meeting,
    14: conference_response,
    15: conference_maintenance,
}


def rule_all(case: Case) -> tuple[Ruling, ...]:
    """Every ruling of the service as it stands at `case.now`, sorted by instant, item and record.

    Raises InputError without a contract or for a supplement that does not fit, CalendarError for a year without a
    notice.
    """
    case = replace(case, terms=terms_in_force(case.terms, case.book))
    found = [ruling for rule in RULES.values() for ruling in rule(case)]
    occurrences = joined(case.terms, (*found, *unconfirmed(case)))
    placed = [in_service(case, ruling) for ruling in occurrences]
    return tuple(sorted(weighed(case.terms, placed), key=lambda one: (one.at, one.item, one.record)))

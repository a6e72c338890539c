"""About 40 security incidents: seven told in full because a rule turns on them, the rest drawn."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from pipelines.sample.units import BY_ID, FIRST_DAY, LAST_DAY, ORG_ID, Row, day_between, happens

DRAWN = 33
TITLES = {
    "phishing": "钓鱼邮件",
    "weak_password": "弱口令被利用",
    "unpatched": "未修补漏洞被扫描",
    "outage": "业务系统中断",
    "misconfiguration": "配置错误致数据可见",
    "malware": "终端恶意程序",
}
SEVERITIES = ("below", "below", "below", "general")
RESPONSIBILITIES = ("full", "primary", "primary", "equal", "secondary", "none", "undetermined")

# (incident, system, detected, hours to the report, severity, responsibility, cause, self-found, by plan)
TOLD = (
    # 较大, full responsibility: caps the grade of the unit and its CIO.
    ("INC-0001", "SYS-D02-01", "2026-07-14 09:20", "0.5", "major", "full", "unpatched", False, True),
    # The same root cause twice within twelve months: the second counts half as much again.
    ("INC-0002", "SYS-D05-01", "2026-02-10 14:00", "2", "general", "primary", "weak_password", True, True),
    ("INC-0003", "SYS-D05-01", "2026-08-19 10:30", "3", "general", "primary", "weak_password", True, False),
    # Reported exactly at the limit of four hours: on time. One minute later would be late.
    ("INC-0004", "SYS-D08-01", "2026-05-08 09:00", "4", "general", "primary", "phishing", True, True),
    # Reported late.
    ("INC-0005", "SYS-D09-01", "2026-09-02 08:15", "9", "general", "full", "outage", False, False),
    # Not the unit's fault: no points.
    ("INC-0006", "SYS-D06-01", "2026-03-30 16:40", "1", "general", "none", "outage", True, True),
    # Exemplary: on time, found by the unit itself, plan followed.
    ("INC-0007", "SYS-D03-01", "2026-06-17 11:05", "0.5", "general", "secondary", "malware", True, True),
)


def incident_rows(seed: int, systems: list[Row]) -> list[Row]:
    rng = Random(f"{seed}/incident")
    owners = {str(system["system_id"]): str(system["department_id"]) for system in systems}
    rows = []
    for incident, system, moment, hours, *rest in TOLD:
        detected = datetime.fromisoformat(moment)
        moments = {"occurred_at": detected, "detected_at": detected, "reported_at": after(detected, hours)}
        rows.append(told(incident, system, owners[system], moments, tuple(rest)))
    for number in range(len(TOLD) + 1, len(TOLD) + DRAWN + 1):
        rows.append(drawn(rng, f"INC-{number:04d}", systems))
    return rows


def told(incident: str, system: str, unit: str, moments: dict[str, datetime], rest: tuple[object, ...]) -> Row:
    """An incident whose every particular is given.

    Occurred and detected fall together, so that the time it had to be reported by is beyond doubt.
    """
    severity, responsibility, cause, self_found, plan_followed = rest
    detected = moments["detected_at"]
    return {
        "org_id": ORG_ID,
        "incident_id": incident,
        "department_id": unit,
        "system_id": system,
        "title": TITLES[str(cause)],
        **moments,
        "recovered_at": after(detected, "12"),
        "closed_at": after(detected, "120"),
        "severity_official": severity,
        "severity_internal": None,
        "responsibility": responsibility,
        "cause_code": cause,
        "self_found": self_found,
        "plan_followed": plan_followed,
        "affected_records": 0,
        "loss_amount": Decimal("0.00"),
    }


def drawn(rng: Random, incident: str, systems: list[Row]) -> Row:
    """An incident of a system in service that day; badly run units draw more of them and report later."""
    occurred_on = day_between(rng, FIRST_DAY, LAST_DAY - timedelta(days=8))
    candidates = [system for system in systems if in_service(system, occurred_on)]
    weights = [105 - BY_ID[str(system["department_id"])].quality for system in candidates]
    system = rng.choices(candidates, weights)[0]
    unit = str(system["department_id"])
    quality = BY_ID[unit].quality
    severity = rng.choice(SEVERITIES)
    # Below the national grades only the enterprise's own grade is given.
    official = severity == "general"
    occurred = datetime.combine(occurred_on, time(rng.randint(0, 23), rng.randrange(0, 60, 5)))
    detected = occurred + timedelta(minutes=rng.randrange(0, 240, 5))
    limit = 4 if official else 24
    minutes = rng.randint(5, limit * 50) if happens(rng, quality) else rng.randint(limit * 60 + 5, limit * 120)
    cause = rng.choice(sorted(TITLES))
    return {
        "org_id": ORG_ID,
        "incident_id": incident,
        "department_id": unit,
        "system_id": system["system_id"],
        "title": TITLES[cause],
        "occurred_at": occurred,
        "detected_at": detected,
        "reported_at": detected + timedelta(minutes=minutes),
        "recovered_at": detected + timedelta(minutes=rng.randint(30, 2_000)),
        "closed_at": detected + timedelta(days=rng.randint(2, 7)),
        "severity_official": severity if official else None,
        "severity_internal": None if official else severity,
        "responsibility": rng.choice(RESPONSIBILITIES),
        "cause_code": f"{cause}_{system['system_id']}",
        "self_found": happens(rng, quality),
        "plan_followed": happens(rng, quality),
        "affected_records": rng.choice((0, 0, 0, 12, 150)),
        "loss_amount": Decimal(rng.choice((0, 0, 0, 1_250_000, 480_050))).scaleb(-2),
    }


def after(moment: datetime, hours: str) -> datetime:
    return moment + timedelta(minutes=int(Decimal(hours) * 60))


def in_service(system: Row, day: date) -> bool:
    start, end = system["in_service_from"], system["in_service_until"]
    assert isinstance(start, date)
    return start <= day and (not isinstance(end, date) or day <= end)

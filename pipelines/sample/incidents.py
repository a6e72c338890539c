"""Security incidents as a year brings them; those a rule turns on are told one by one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from random import Random

from pipelines.sample.institution import Institution
from pipelines.sample.rows import FIRST_DAY, LAST_DAY, Row, day_between, free_numbers, happens

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
FIRST_DRAWN = 8  # the numbers below are told one by one


def incident_rows(one: Institution, seed: int, scale: int, systems: list[Row]) -> list[Row]:
    rng = one.random(seed, "incident")
    numbers = islice(free_numbers(FIRST_DRAWN), one.incidents * scale)
    return [incident(one, rng, f"INC-{number:04d}", systems) for number in numbers]


def incident(one: Institution, rng: Random, incident_id: str, systems: list[Row]) -> Row:
    """An incident of a system in service that day; badly run units draw more of them and report later.

    A unit of quality 100 has none.
    """
    occurred_on = day_between(rng, FIRST_DAY, LAST_DAY - timedelta(days=8))
    candidates = [system for system in systems if in_service(system, occurred_on)]
    qualities = [one.unit(str(system["department_id"])).quality for system in candidates]
    weights = [105 - quality if quality < 100 else 0 for quality in qualities]
    system = rng.choices(candidates, weights)[0]
    unit = str(system["department_id"])
    quality = one.unit(unit).quality
    severity = rng.choice(SEVERITIES)
    # Below the national grades only the organisation's own grade is given.
    official = severity == "general"
    occurred = datetime.combine(occurred_on, time(rng.randint(0, 23), rng.randrange(0, 60, 5)))
    detected = occurred + timedelta(minutes=rng.randrange(0, 240, 5))
    limit = 4 if official else 24
    minutes = rng.randint(5, limit * 50) if happens(rng, quality) else rng.randint(limit * 60 + 5, limit * 120)
    cause = rng.choice(sorted(TITLES))
    recovered = detected + timedelta(minutes=rng.randint(30, 2_000))
    closed = detected + timedelta(days=rng.randint(2, 7))
    responsibility = rng.choice(RESPONSIBILITIES)
    return {
        "org_id": one.org_id,
        "incident_id": incident_id,
        "department_id": unit,
        "system_id": system["system_id"],
        "title": TITLES[cause],
        "occurred_at": occurred,
        "occurred_precision": None,
        "detected_at": detected,
        "reported_at": detected + timedelta(minutes=minutes),
        "recovered_at": recovered,
        "closed_at": closed,
        "severity_official": severity if official else None,
        "severity_internal": None if official else severity,
        "responsibility": responsibility,
        "finding_state": "pending" if responsibility == "undetermined" else "confirmed",
        "cause_code": f"{cause}_{system['system_id']}",
        "self_found": happens(rng, quality),
        "plan_followed": happens(rng, quality),
        "affected_records": rng.choice((0, 0, 0, 12, 150)),
        "loss_amount": Decimal(rng.choice((0, 0, 0, 1_250_000, 480_050))).scaleb(-2),
    }


def in_service(system: Row, day: date) -> bool:
    start, end = system["in_service_from"], system["in_service_until"]
    assert isinstance(start, date)
    return start <= day and (not isinstance(end, date) or day <= end)

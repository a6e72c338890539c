"""The organisation, its units and its information systems."""

from __future__ import annotations

from datetime import date, timedelta

from pipelines.sample.institution import Institution
from pipelines.sample.people import head_ids
from pipelines.sample.rows import Row, day_between, happens

SINCE = date(2021, 1, 1)
USERS = (40, 80, 150, 400, 1200)


def organization_rows(one: Institution) -> list[Row]:
    return [
        {
            "org_id": one.org_id, "name": one.name, "regime": one.regime, "org_class": one.org_class,
            "level": one.level, "operator_class": one.operator_class,
        }
    ]  # fmt: skip


def department_rows(one: Institution) -> list[Row]:
    """The units of the register; a unit is rolled up into its parent where it has one."""
    heads = head_ids(one)
    return [
        {
            "org_id": one.org_id,
            "department_id": unit.id,
            "name": unit.name,
            "kind": unit.kind,
            "level": unit.level,
            "head_person_id": heads[unit.id],
            "parent_department_id": unit.parent,
            "appraised": unit.parent is None,
            "valid_from": SINCE,
            "valid_until": unit.until,
        }
        for unit in one.units
    ]


def system_rows(one: Institution, seed: int, scale: int) -> list[Row]:
    """The systems of each unit; most in service for years, a few from or until a day of the year."""
    rng, details = one.random(seed, "system"), one.random(seed, "system_details")
    rows: list[Row] = []
    for unit in one.units:
        for number in range(1, unit.systems * scale + 1):
            name = f"{unit.name}{rng.choice(one.system_names)}"
            level = rng.choice((2, 2, 3))
            start = date(2026, 4, 1) if number == 3 else day_between(rng, date(2021, 3, 1), date(2025, 9, 30))
            filed = level == 3 or happens(details, unit.quality)
            users = details.choice(USERS)
            rows.append(
                {
                    "org_id": one.org_id,
                    "system_id": f"SYS-{unit.id}-{number:02d}",
                    "department_id": unit.id,
                    "name": name,
                    "importance": details.choice(("core", "important", "general", "general")),
                    "protection_level": level,
                    "filing_number": f"{details.randint(11, 65)}0100{details.randint(10000, 99999)}" if filed else None,
                    "filed_on": start + timedelta(days=25) if filed else None,
                    "user_count": users,
                    "idle_since": None,
                    "replaced_on": None,
                    "in_service_from": start,
                    "in_service_until": unit.until or (date(2026, 8, 31) if number == 4 else None),
                }
            )
    return rows

"""The made-up enterprise: its units, how well each does its work, and its information systems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

Row = dict[str, object]

ORG_ID = "E001"
FIRST_DAY = date(2026, 1, 1)
LAST_DAY = date(2026, 11, 15)


@dataclass(frozen=True)
class Unit:
    """A unit of the enterprise; `quality` (0-100) is the chance that something it owes goes well."""

    department_id: str
    name: str
    kind: str
    parent: str | None
    quality: int
    people: int
    it_people: int
    projects: int
    systems: int


# Chosen so that the scores reach from excellent to fail. D11 has no project and D12 no system, so some
# indicators have nothing to count, and some count one or two things.
UNITS = (
    Unit("D01", "数字化部", "职能部门", None, 98, 34, 22, 18, 8),
    Unit("D0101", "网络安全中心", "下属机构", "D01", 97, 14, 12, 6, 3),
    Unit("D02", "研发中心", "业务部门", None, 94, 46, 6, 14, 4),
    Unit("D03", "智能制造事业部", "业务部门", None, 90, 40, 4, 8, 3),
    Unit("D0301", "第一工厂", "下属机构", "D03", 88, 48, 2, 8, 2),
    Unit("D0302", "第二工厂", "下属机构", "D03", 84, 44, 2, 8, 2),
    Unit("D04", "市场营销部", "业务部门", None, 78, 30, 2, 10, 2),
    Unit("D0401", "电子商务中心", "下属机构", "D04", 82, 16, 4, 6, 2),
    Unit("D05", "供应链管理部", "业务部门", None, 70, 28, 2, 12, 2),
    Unit("D06", "财务部", "职能部门", None, 95, 18, 1, 6, 2),
    Unit("D07", "人力资源部", "职能部门", None, 99, 16, 1, 4, 1),
    Unit("D08", "质量管理部", "职能部门", None, 87, 20, 1, 8, 1),
    Unit("D09", "设备能源部", "职能部门", None, 55, 18, 1, 6, 1),
    Unit("D10", "国际业务部", "业务部门", None, 64, 12, 0, 4, 1),
    Unit("D11", "法务合规部", "职能部门", None, 92, 6, 0, 0, 1),
    Unit("D12", "后勤保障部", "职能部门", None, 35, 10, 0, 2, 0),
)
BY_ID = {unit.department_id: unit for unit in UNITS}
# A unit that left the enterprise before the year: the register keeps it, nothing counts for it.
DISSOLVED: Row = {
    "org_id": ORG_ID, "department_id": "D13", "name": "企业管理部", "kind": "职能部门",
    "parent_department_id": None, "appraised": True,
    "valid_from": date(2021, 1, 1), "valid_until": date(2025, 6, 30),
}  # fmt: skip
SYSTEM_NAMES = (
    "企业资源计划系统", "制造执行系统", "客户关系管理系统", "仓储管理系统", "协同办公系统", "数据中台",
    "设备监测平台", "供应商门户", "财务共享系统", "质量追溯系统", "统一身份认证平台",
)  # fmt: skip


def happens(rng: Random, percent: int) -> bool:
    """True in `percent` of 100 cases."""
    return rng.randrange(100) < percent


def day_between(rng: Random, first: date, last: date) -> date:
    """A day from `first` to `last`, both included."""
    return first + timedelta(days=rng.randint(0, (last - first).days))


def organization_rows() -> list[Row]:
    return [
        {
            "org_id": ORG_ID, "name": "华云制造集团", "regime": "enterprise", "org_class": "large",
            "operator_class": "other",
        }
    ]  # fmt: skip


def department_rows() -> list[Row]:
    rows: list[Row] = [
        {
            "org_id": ORG_ID,
            "department_id": unit.department_id,
            "name": unit.name,
            "kind": unit.kind,
            "parent_department_id": unit.parent,
            "appraised": unit.parent is None,
            "valid_from": date(2021, 1, 1),
            "valid_until": None,
        }
        for unit in UNITS
    ]
    return [*rows, DISSOLVED]


def system_rows(seed: int) -> list[Row]:
    """35 systems; most in service for years, a few from or until a day of the year."""
    rng = Random(f"{seed}/system")
    rows: list[Row] = []
    for unit in UNITS:
        for number in range(1, unit.systems + 1):
            new = number == 3
            rows.append(
                {
                    "org_id": ORG_ID,
                    "system_id": f"SYS-{unit.department_id}-{number:02d}",
                    "department_id": unit.department_id,
                    "name": f"{unit.name}{rng.choice(SYSTEM_NAMES)}",
                    "protection_level": rng.choice((2, 2, 3)),
                    "in_service_from": date(2026, 4, 1)
                    if new
                    else day_between(rng, date(2021, 3, 1), date(2025, 9, 30)),
                    "in_service_until": date(2026, 8, 31) if number == 4 else None,
                }
            )
    return rows

"""The people of an institution and the terms of office of its chief information officers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random

from pipelines.sample.institution import Institution, Unit
from pipelines.sample.rows import FIRST_DAY, LAST_DAY, Row, day_between, happens, known, typed

SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹金魏陶姜谢邹苏潘葛范彭鲁韦马方任袁柳"
GIVEN = "安博晨承达德恩帆飞岚歌光海涵浩弘华嘉健杰景静君凯朗乐琳凌明宁鹏琪青然睿珊诗舒思涛"
POSTS = ("主管", "专员", "工程师", "技术员", "经理助理")
IT_POSTS = ("信息化主管", "系统工程师", "数据工程师", "安全工程师")


def person_rows(one: Institution, seed: int, scale: int) -> list[Row]:
    """All people; those who moved within the year have two rows, one for each stay.

    What `scale` adds comes after the others, so that everybody told of by id stays who they are.
    """
    rng = one.random(seed, "person")
    rows = [person(one, rng, unit, place) for unit in one.units for place in range(unit.people)]
    number(one, rows, 1)
    moves(one, rng, rows)
    more = one.random(seed, "person_more")
    added = [
        person(one, more, unit, place)
        for _ in range(scale - 1)
        for unit in one.units
        for place in range(1, unit.people)
    ]
    number(one, added, sum(unit.people for unit in one.units) + 1)
    rows = sorted(rows + added, key=lambda row: (str(row["person_id"]), str(row["valid_from"])))
    describe(one, seed, rows)
    return rows


def person(one: Institution, rng: Random, unit: Unit, place: int) -> Row:
    it_staff = place < unit.it
    return {
        "org_id": one.org_id,
        "person_id": "",
        "name": rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2)))),
        "department_id": unit.id,
        "post": "负责人" if place == 0 else rng.choice(IT_POSTS if it_staff else POSTS),
        "it_staff": it_staff,
        "valid_from": day_between(rng, date(2021, 1, 1), date(2025, 11, 30)),
        "valid_until": unit.until,
    }


def number(one: Institution, rows: list[Row], first: int) -> None:
    for place, row in enumerate(rows):
        row["person_id"] = f"{one.person_prefix}{first + place:04d}"


def head_ids(one: Institution) -> dict[str, str]:
    """The head of each unit: the first of its people."""
    firsts = accumulate((unit.people for unit in one.units), initial=1)
    return {unit.id: f"{one.person_prefix}{first:04d}" for unit, first in zip(one.units, firsts, strict=False)}


def moves(one: Institution, rng: Random, rows: list[Row]) -> None:
    """Some move to another unit within the year, some leave, some join."""
    movers, leavers, joiners = one.moves
    officers = {row["person_id"] for row in one.appointments}
    ordinary = [row for row in rows if row["person_id"] not in officers and row["post"] != "负责人"]
    chosen = rng.sample([row for row in ordinary if row["valid_until"] is None], movers + leavers + joiners)
    for row in chosen[:movers]:
        last = day_between(rng, date(2026, 3, 1), date(2026, 9, 30))
        row["valid_until"] = last
        target = rng.choice([unit for unit in one.units if unit.id != row["department_id"] and unit.until is None])
        rows.append(row | {"department_id": target.id, "valid_from": last + timedelta(days=1), "valid_until": None})
    for row in chosen[movers : movers + leavers]:
        row["valid_until"] = day_between(rng, FIRST_DAY, LAST_DAY)
    for row in chosen[movers + leavers :]:
        row["valid_from"] = day_between(rng, FIRST_DAY, LAST_DAY)


def describe(one: Institution, seed: int, rows: list[Row]) -> None:
    """What checks of eligibility and pay need. Officers are eligible, unless a told case says otherwise."""
    rng = one.random(seed, "person_details")
    officers = {row["person_id"] for row in one.appointments}
    first_day = {row["person_id"]: row["valid_from"] for row in reversed(rows)}
    details: dict[object, Row] = {}
    for person_id, start in first_day.items():
        assert isinstance(start, date)
        officer = person_id in officers
        details[person_id] = {
            "party_member": happens(rng, 55) or officer,
            "title_level": "senior" if officer else rng.choice(("associate_senior", "intermediate", "junior", None)),
            "admin_rank": "division_or_above" if officer else rng.choice(("below_division", None)),
            "joined_on": start.replace(year=start.year - rng.randint(6, 15), day=1) if officer else start,
            "annual_pay_amount": Decimal(rng.randint(90, 360) * 1000).quantize(Decimal("0.01")),
        }
    for row in rows:
        row.update(details[row["person_id"]])


def appointment_rows(one: Institution) -> list[Row]:
    """The terms as told; steps of the appointment not told are as they should be."""
    rows = []
    for given in one.appointments:
        told = typed("appointment", given)
        start = told["start_on"]
        assert isinstance(start, date)
        probation = start + timedelta(days=180)
        proper: Row = {
            "org_id": one.org_id,
            "department_id": None,
            "nominated_on": start - timedelta(days=45),
            "office_meeting_on": start - timedelta(days=31),
            "committee_on": start - timedelta(days=16),
            "announced_on": start - timedelta(days=4),
            "assessment_score": Decimal(82),
            "probation_until": probation,
            "probation_passed": True if known(probation) else None,
            "end_on": None,
        }
        rows.append(proper | told)
    return rows

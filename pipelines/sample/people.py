"""The people of the made-up enterprise and the terms of office of its chief information officers."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from pipelines.sample.units import FIRST_DAY, LAST_DAY, ORG_ID, UNITS, Row, day_between

SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹金魏陶姜谢邹苏潘葛范彭鲁韦马方任袁柳"
GIVEN = "安博晨承达德恩帆飞岚歌光海涵浩弘华嘉健杰景静君凯朗乐琳凌明宁鹏琪青然睿珊诗舒思涛"
POSTS = ("主管", "专员", "工程师", "技术员", "经理助理")
IT_POSTS = ("信息化主管", "系统工程师", "数据工程师", "安全工程师")

# (appointment, person, unit or the whole enterprise, kind, term, first day, last day)
APPOINTMENTS = (
    ("A01", "P0001", None, "full", 2, date(2025, 1, 1), None),
    ("A02", "P0095", "D03", "full", 1, date(2025, 7, 1), None),
    # A change of office in the middle of the second quarter: each answers for the days in office.
    ("A03", "P0227", "D04", "concurrent", 1, date(2024, 4, 1), date(2026, 5, 17)),
    ("A04", "P0228", "D04", "concurrent", 1, date(2026, 5, 18), None),
    # In office for 36 of the 92 days of the third quarter: a comment, no grade.
    ("A05", "P0273", "D05", "full", 1, date(2026, 8, 26), None),
    ("A06", "P0335", "D08", "concurrent", 1, date(2025, 3, 1), None),
)
# How many of the last people of the list move to another unit, leave, or join within the year.
MOVERS, LEAVERS, JOINERS = 6, 6, 8


def person_rows(seed: int) -> list[Row]:
    """400 people; those who moved within the year have two rows, one for each stay."""
    rng = Random(f"{seed}/person")
    rows: list[Row] = []
    number = 0
    for unit in UNITS:
        for place in range(unit.people):
            number += 1
            it_staff = place < unit.it_people
            rows.append(
                {
                    "org_id": ORG_ID,
                    "person_id": f"P{number:04d}",
                    "name": rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2)))),
                    "department_id": unit.department_id,
                    "post": "负责人" if place == 0 else rng.choice(IT_POSTS if it_staff else POSTS),
                    "it_staff": it_staff,
                    "valid_from": day_between(rng, date(2021, 1, 1), date(2025, 11, 30)),
                    "valid_until": None,
                }
            )
    officers = {person for _, person, *_ in APPOINTMENTS}
    ordinary = [row for row in rows if row["person_id"] not in officers and row["post"] != "负责人"]
    chosen = rng.sample(ordinary, MOVERS + LEAVERS + JOINERS)
    for row in chosen[:MOVERS]:
        last = day_between(rng, date(2026, 3, 1), date(2026, 9, 30))
        row["valid_until"] = last
        target = rng.choice([unit for unit in UNITS if unit.department_id != row["department_id"]])
        moved = {
            "department_id": target.department_id,
            "valid_from": last + timedelta(days=1),
            "valid_until": None,
        }
        rows.append(row | moved)
    for row in chosen[MOVERS : MOVERS + LEAVERS]:
        row["valid_until"] = day_between(rng, FIRST_DAY, LAST_DAY)
    for row in chosen[MOVERS + LEAVERS :]:
        row["valid_from"] = day_between(rng, FIRST_DAY, LAST_DAY)
    return sorted(rows, key=lambda row: (str(row["person_id"]), str(row["valid_from"])))


def appointment_rows() -> list[Row]:
    return [
        {
            "org_id": ORG_ID,
            "appointment_id": appointment,
            "person_id": person,
            "department_id": unit,
            "kind": kind,
            "term_number": term,
            "start_on": start,
            "end_on": end,
        }
        for appointment, person, unit, kind, term, start, end in APPOINTMENTS
    ]

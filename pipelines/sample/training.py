"""Training sessions, and training records with examinations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from pipelines.sample.institution import Institution, Training
from pipelines.sample.rows import Row, day_between, happens

# The quarters, the last one open.
QUARTERS = (
    (date(2026, 1, 5), date(2026, 3, 31)),
    (date(2026, 4, 1), date(2026, 6, 30)),
    (date(2026, 7, 1), date(2026, 9, 30)),
    (date(2026, 10, 8), date(2026, 11, 15)),
)
TOPICS = ("security", "literacy", "skills", "security", "management", "skills", "literacy", "other")
TITLES = {
    "security": "网络安全意识与技能",
    "literacy": "数字素养提升",
    "skills": "信息技术实务",
    "management": "数字化管理",
    "other": "综合培训",
}
EXAMINED = {"security", "skills"}
PASS_MARK = 60


def training_session_rows(one: Institution, seed: int, scale: int, training: Training) -> list[Row]:
    rng = one.random(seed, "training_session")
    technical, general = training.organisers
    rows: list[Row] = []
    for (first, last), count in zip(QUARTERS, training.sessions, strict=True):
        days = sorted(day_between(rng, first, last) for _ in range(count * scale))
        for number, day in enumerate(days):
            topic = TOPICS[number % len(TOPICS)]
            rows.append(
                {
                    "org_id": one.org_id,
                    "session_id": f"S{len(rows) + 1:03d}",
                    "title": f"{TITLES[topic]}（第{number + 1}期）",
                    "topic": topic,
                    "department_id": general if topic in {"management", "other"} else technical,
                    "held_on": day,
                    "credit_hours": Decimal(rng.choice((30, 35, 40, 60) if topic == "skills" else (20, 25, 30))) / 10,
                    "head_count": None,
                }
            )
    return rows


def training_record_rows(one: Institution, seed: int, people: list[Row], sessions: list[Row]) -> list[Row]:
    """For each stay and quarter a security session and one or two others, four others for IT staff."""
    rng = one.random(seed, "training_record")
    # Some never take part and some miss a quarter, more of them in a badly run unit: so coverage follows the unit
    # over a quarter and over the year.
    willing = {person["person_id"]: happens(rng, fair(one, person)) for person in people}
    rows: list[Row] = []
    for first, last in QUARTERS:
        held = [session for session in sessions if within(session["held_on"], first, last)]
        for person in people:
            open_to = [session for session in held if in_post(person, session["held_on"])]
            takes_part = willing[person["person_id"]] and happens(rng, fair(one, person))
            for session in chosen(rng, open_to, 4 if person["it_staff"] else rng.choice((1, 1, 1, 2))):
                attended = takes_part and happens(rng, 98)
                rows.append(record(one, rng, len(rows) + 1, person, session, attended))
    return rows


def chosen(rng: Random, open_to: list[Row], others: int) -> list[Row]:
    """A security session, and so many others of any topic."""
    security = [session for session in open_to if session["topic"] == "security"]
    first = rng.sample(security, min(1, len(security)))
    rest = [session for session in open_to if session not in first]
    return first + rng.sample(rest, min(others, len(rest)))


def fair(one: Institution, person: Row) -> int:
    """Half-way between the quality of the person's unit and certainty."""
    return (one.unit(str(person["department_id"])).quality + 100) // 2


def record(one: Institution, rng: Random, number: int, person: Row, session: Row, attended: bool) -> Row:
    """One person in one session; who was absent has no hours and no examination."""
    examined = attended and session["topic"] in EXAMINED
    good = happens(rng, fair(one, person))
    score = rng.randint(PASS_MARK, 100) if good else rng.randint(20, PASS_MARK - 1)
    return {
        "org_id": one.org_id,
        "record_id": f"T{number:05d}",
        "session_id": session["session_id"],
        "person_id": person["person_id"],
        "attended": attended,
        "credited_hours": session["credit_hours"] if attended else Decimal("0"),
        "exam_score": Decimal(score) if examined else None,
        "passed": score >= PASS_MARK if examined else None,
    }


def within(day: object, first: date, last: date) -> bool:
    return isinstance(day, date) and first <= day <= last


def in_post(person: Row, day: object) -> bool:
    start, end = person["valid_from"], person["valid_until"]
    assert isinstance(start, date)
    return within(day, start, end if isinstance(end, date) else date.max)

"""Random obligations, checklists and measurements: the SQL and a second computation agree to the last digit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.parameters import Parameters, bind
from pipelines.schemes import load_catalogue
from pipelines.schemes.catalogue import store_catalogue
from pipelines.schemes.counted import QUERIES
from tests.golden.given import insert, parameters
from tests.models.oracle_checklists import item_sums
from tests.models.oracle_measurements import measurement_sums
from tests.models.oracle_obligations import obligation_sums
from tests.models.oracle_records import Counted, Held, Item, Measurement, Obligation, Span, Sums
from tests.models.schemes_by_hand import Warehouse

CATALOGUE = load_catalogue()
NUMBERS = parameters(Path(__file__).parent.parent / "golden" / "parameters.yaml")
SPAN = Span(date(2026, 7, 1), date(2026, 9, 30), date(2026, 8, 31))
UNITS = ("d", "e")
EDGES = [SPAN.start, SPAN.cut_off, SPAN.end, date(2024, 8, 31), date(2026, 2, 28), date(2026, 7, 31)]
days = st.builds(lambda day, by: day + timedelta(by), st.sampled_from(EDGES), st.integers(-1, 1))
weights = st.sampled_from([None, None, Decimal(0), Decimal("0.5"), Decimal(3), Decimal("0.125")])
amounts = st.sampled_from([Decimal(n) for n in (0, 1, 2, 3, 7, 100, -1, "0.001", "12.5")])
counts = st.sampled_from([None, 0, 1, 4, 5, 9, 10, 29, 30])
flags = st.sampled_from([None, True, False])
ID = {"obligation": "obligation_id", "checklist_item": "item_id", "measurement": "measurement_id"}


def maybe(values: st.SearchStrategy[date]) -> st.SearchStrategy[date | None]:
    return st.one_of(st.none(), values)


def kinds_of(feed: str) -> Counted:
    """By kind of a feed, the metrics it serves and how."""
    counted: Counted = {}
    for metric in CATALOGUE.metrics.values():
        for metric_id, of, kind, counting, _ in metric.counted_rows:
            if of == feed:
                counted.setdefault(str(kind), []).append((str(metric_id), str(counting)))
    return counted


def one_kind_a_counting(feed: str) -> list[str]:
    """A few kinds that between them serve every counting of the feed, so that random records meet."""
    return list({counting: kind for kind, serves in kinds_of(feed).items() for _, counting in serves}.values())


def held(feed: str) -> dict[str, st.SearchStrategy[object]]:
    return {
        "id": st.just(""),
        "kind": st.sampled_from(one_kind_a_counting(feed)),
        "department_id": st.sampled_from([None, *UNITS]),
        "person_id": st.sampled_from([None, None, "p", "q"]),
        "subject": st.sampled_from([None, "s1", "s2"]),
    }


obligations = st.builds(
    Obligation, **held("obligation"), due_on=days, revised_due_on=maybe(days), begins_on=maybe(days),
    done_on=maybe(days), reported_on=maybe(days), cancelled_on=st.one_of(st.none(), st.none(), days), weight=weights,
    result=st.sampled_from([None, "passed", "failed"]), has_high_risk=flags,
    conclusion=st.sampled_from([None, "good", "poor", "mostly_conforming"]),
    project_id=st.sampled_from([None, None, "active", "cancelled", "unknown"]),
)  # fmt: skip
items = st.builds(
    Item, **held("checklist_item"), item=st.sampled_from("abcde"), applicable=st.booleans(), satisfied=st.booleans(),
    occurred_on=maybe(days), valid_from=maybe(days), valid_until=maybe(days), reviewed_on=maybe(days),
)  # fmt: skip
measurements = st.builds(
    Measurement, **held("measurement"), observed_on=days, numerator=amounts, denominator=amounts, weight=weights,
    respondent_count=counts, population_count=counts, vetoed=flags, self_reported=flags,
)  # fmt: skip


def many(records: st.SearchStrategy[Held]) -> st.SearchStrategy[list[tuple[int, Held]]]:
    """Up to 30 records in any order, each with a number of its own."""
    return st.lists(records, max_size=30).flatmap(lambda found: st.permutations(list(enumerate(found))))


def counted_rows(
    con: duckdb.DuckDBPyConnection, feed: str, rows: Sequence[tuple[int, Held]]
) -> list[tuple[object, ...]]:
    """The evidence of the feed's queries, sorted, from these records put in as they come."""
    con.execute(f"DELETE FROM history.{feed}")
    as_rows = [
        {name: value for name, value in asdict(one).items() if name != "id"}
        | {ID[feed]: f"x{number}", "source_row": number}
        for number, one in rows
    ]
    insert(con, f"history.{feed}", as_rows)
    queries = [f"FROM evidence.{name}" for name, query in QUERIES.items() if query.feed == feed]
    return con.execute(f"SELECT * FROM ({' UNION ALL '.join(queries)}) ORDER BY ALL").fetchall()


def prepared(con: duckdb.DuckDBPyConnection) -> None:
    """Everything the queries read beside the records themselves."""
    bind(con, Parameters("golden", SPAN.start, SPAN.end, SPAN.cut_off))
    store_catalogue(con, CATALOGUE)
    insert(con, "scope.metric", [{"metric_id": name} for name, one in CATALOGUE.metrics.items() if one.counting])
    insert(con, "scope.parameter", NUMBERS)
    insert(con, "history.project", [{"project_id": name, "status": name} for name in ("active", "cancelled")])
    systems = (("s1", "core"), ("s2", "general"))
    insert(con, "history.system", [{"system_id": name, "importance": level} for name, level in systems])
    units = [{"department_id": name, "appraised": True, "valid_from": date(2020, 1, 1)} for name in UNITS]
    insert(con, "history.department", units)


def summed(rows: Iterable[tuple[object, ...]]) -> Sums:
    """Evidence rows by metric and holder."""
    sums: Sums = {}
    for metric, _, unit, person, _, _, _, numerator, denominator, *_ in rows:
        key = (str(metric), (unit, None if unit else person))
        before = sums.get(key, (Fraction(0), Fraction(0)))
        sums[key] = before[0] + Fraction(numerator), before[1] + Fraction(denominator)
    return sums


def expected(feed: str, rows: Sequence[tuple[int, Held]]) -> Sums:
    """The second computation's sums; each record under the id it was put in with."""
    found = [type(one)(**(vars(one) | {"id": f"x{number}"})) for number, one in rows]
    if feed == "obligation":
        return obligation_sums(found, SPAN, kinds_of(feed), {"cancelled"})
    if feed == "measurement":
        return measurement_sums(found, SPAN, kinds_of(feed))
    sizes = {name: one.list_size for name, one in CATALOGUE.metrics.items() if one.list_size}
    return item_sums(found, SPAN, kinds_of(feed), sizes, UNITS)


@pytest.mark.parametrize(
    ("feed", "records"), [("obligation", obligations), ("checklist_item", items), ("measurement", measurements)]
)
def test_sums_by_metric_and_unit_are_those_of_a_second_computation_whatever_the_order(
    warehouse: Warehouse, feed: str, records: st.SearchStrategy[Held]
) -> None:
    with warehouse() as con:
        prepared(con)

        @settings(max_examples=40, deadline=None)
        @given(rows=many(records))
        def agree(rows: Sequence[tuple[int, Held]]) -> None:
            found = counted_rows(con, feed, rows)
            assert summed(found) == expected(feed, rows)
            assert counted_rows(con, feed, sorted(rows, key=lambda row: row[0])) == found
            assert len({(row[0], row[2], row[3], row[6]) for row in found}) == len(found)

        agree()


def test_random_records_meet_every_counting() -> None:
    for feed in ID:
        countings = {counting for query in QUERIES.values() if query.feed == feed for counting in query.countings}
        chosen = one_kind_a_counting(feed)
        assert {counting for kind in chosen for _, counting in kinds_of(feed)[kind]} == countings

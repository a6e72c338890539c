"""What moved since the revision before: scores, grades and amounts, why, and the records that moved them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from pipelines.feeds import Feed, load_feeds
from pipelines.models.tables import clear, refill
from pipelines.parameters import Parameters, bind
from pipelines.runs import Run, load_run
from pipelines.warehouse import EVIDENCE_COLUMNS, SQL_DIR, as_view, build_order

RESTATEMENT_TABLES = ("result.restatement", "result.restatement_record")
# Feeds with records that decide without being evidence.
DECIDING = (
    "adjustment", "appointment", "contribution", "department", "department_successor", "finding", "innovation",
    "innovation_benefit", "organization_year", "person",
)  # fmt: skip
# What is worked out from the two revisions side by side, each from its file, in order.
STEPS = (
    "moved_row", "posted", "moved_quantity", "changed_record", "other_record", "behind", "sum_cause", "own_cause",
    "subject_cause", "reward_cause",
)  # fmt: skip


def fill_restatement(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Fill `result.restatement` and `result.restatement_record` for a revision; a first one, a preview or a look
    back gets nothing. May be repeated.

    The steps between stay in `restatement.<file>` until the next revision is compared.
    """
    clear(con, run.parameters, RESTATEMENT_TABLES)
    bind(con, run.parameters)
    con.execute("DROP SCHEMA IF EXISTS restatement CASCADE; CREATE SCHEMA restatement")
    make(con, "revision")
    found = con.execute("SELECT prior_run_id, has_new_code FROM restatement.revision").fetchone()
    if found:
        compare(con, run.parameters, load_run(con, found[0]).parameters, has_new_code=found[1])
        bind(con, run.parameters)
        for step in STEPS:
            make(con, step)
        refill(con, run.parameters, RESTATEMENT_TABLES, source="restatement")


def compare(con: duckdb.DuckDBPyConnection, run: Parameters, prior: Parameters, *, has_new_code: bool) -> None:
    """Put results and evidence of the two revisions side by side; evidence only of metrics whose sums moved."""
    make(con, "moved_sum")
    make(con, "moved_reach")
    con.execute(f"CREATE VIEW restatement.every_row AS {evidence_of_moved(con)}")
    con.execute(f"CREATE TABLE restatement.version AS {versions(load_feeds())}")
    before = stand_in(con, "before", prior, rules=prior.run_id, reach=prior.run_id)
    after = stand_in(con, "after", run, rules=run.run_id, reach=run.run_id)
    between = stand_in(con, "between", prior, rules=run.run_id, reach=prior.run_id)
    sides = (("before", before, prior), ("after", after, run))
    for name, counted, _ in sides:
        bind(con, counted)
        make(con, "unit_mark", f"unit_mark_{name}")
    make(con, "differing_unit")
    for name, counted, own in sides:
        bind(con, counted)
        make(con, "counted_row", f"counted_row_{name}")
        con.execute(f"CREATE OR REPLACE VIEW restatement.counted_row AS FROM restatement.counted_row_{name}")
        bind(con, own)
        make(con, "subject_row", f"subject_row_{name}")
        make(con, "quantity", f"quantity_{name}")
        con.execute(f"INSERT INTO restatement.quantity_{name} BY NAME {as_view(file_of('reward_quantity'))}")
    count_again(con, before if has_new_code else None, prior, "sum_by_code")
    if run.as_of_batch == prior.as_of_batch:
        count_again(con, None, run, "sum_by_rules")
    elif same_rules(con, run, prior):
        con.execute("CREATE TABLE restatement.sum_by_rules AS FROM restatement.sum_by_code")
    else:
        count_again(con, between, run, "sum_by_rules")
    take_away(con, before, between, after)


def evidence_of_moved(con: duckdb.DuckDBPyConnection) -> str:
    """SQL for the evidence of the metrics whose sums moved: `evidence.every_row`, of all files, takes long to plan."""
    moved = con.execute(
        "SELECT DISTINCT metrics.evidence FROM restatement.moved_sum AS sums "
        "INNER JOIN compiled.metric AS metrics ON sums.metric_id = metrics.metric_id ORDER BY ALL"
    ).fetchall()
    files = {file.stem for file in build_order("evidence")}
    served = [name for (name,) in moved if name in files]
    if not served:
        return f"SELECT {EVIDENCE_COLUMNS} FROM evidence.every_row WHERE FALSE"
    return " UNION ALL ".join(f"SELECT {EVIDENCE_COLUMNS} FROM evidence.{name}" for name in served)


def count_again(con: duckdb.DuckDBPyConnection, counted: Parameters | None, run: Parameters, table: str) -> None:
    """Sums of evidence as `counted` gives them (None: as they stand in the run) in `restatement.<table>`."""
    query = f"FROM result.metric_sum WHERE run_id = '{run.run_id}'"
    if counted:
        bind(con, counted)
        query = as_view(SQL_DIR / "scoring" / "metric_sum.sql")
    con.execute(f"CREATE TABLE restatement.{table} AS {query}")


def stand_in(con: duckdb.DuckDBPyConnection, name: str, data: Parameters, *, rules: str, reach: str) -> Parameters:
    """A run for counting alone: the records that `data` reads, by the rules of one run, for those whom another run has
    in its reach; only metrics whose sums moved."""
    given = {"id": f"restated {name}", "rules": rules, "reach": reach}
    con.execute(
        "INSERT INTO scope.metric SELECT DISTINCT $id, org_id, metric_id FROM restatement.moved_sum",
        {"id": given["id"]},
    )
    con.execute(
        "INSERT INTO scope.parameter BY NAME SELECT * REPLACE ($id AS run_id) FROM scope.parameter "
        "WHERE run_id = $rules",
        {"id": given["id"], "rules": rules},
    )
    # Whom the rules' run does not appraise any more keeps the scheme of before.
    con.execute(
        "INSERT INTO scope.subject BY NAME SELECT * REPLACE ($id AS run_id) FROM scope.subject "
        "WHERE run_id IN ($rules, $reach) QUALIFY row_number() OVER "
        "(PARTITION BY org_id, subject_type, subject_id ORDER BY run_id = $rules DESC) = 1",
        given,
    )
    con.execute(
        "INSERT INTO scope.reach BY NAME SELECT * REPLACE ($id AS run_id) FROM scope.reach WHERE run_id = $reach",
        {"id": given["id"], "reach": reach},
    )
    return replace(data, run_id=given["id"])


def take_away(con: duckdb.DuckDBPyConnection, *stand_ins: Parameters) -> None:
    """Take the stand-ins out again."""
    for table in ("scope.metric", "scope.parameter", "scope.subject", "scope.reach"):
        for one in stand_ins:
            con.execute(f"DELETE FROM {table} WHERE run_id = $1", [one.run_id])


def same_rules(con: duckdb.DuckDBPyConnection, run: Parameters, prior: Parameters) -> bool:
    """Whether the same schemes and parameters apply in both revisions."""
    query = """
        SELECT 1 FROM (
            SELECT run_id, org_id, subject_type AS name, scheme_key AS code, NULL AS value FROM scope.scheme
            UNION ALL SELECT run_id, org_id, name, code, value FROM scope.parameter
        ) AS rules
        WHERE run_id IN ($run, $prior)
        GROUP BY org_id, name, code, value HAVING count(*) = 1 LIMIT 1
    """
    return con.execute(query, {"run": run.run_id, "prior": prior.run_id}).fetchone() is None


def versions(feeds: dict[str, Feed]) -> str:
    """SQL for the versions of deciding records that came or ended between the two revisions."""
    return " UNION ALL ".join(versions_of(feeds[name]) for name in DECIDING)


def versions_of(feed: Feed) -> str:
    """SQL for those of one feed, with whom and what they are about."""
    fields = {field.name for field in feed.fields}
    about = [name if name in fields else f"NULL AS {name}" for name in ("department_id", "person_id", "innovation_id")]
    year = next((name for name in ("benefit_year", "year") if name in fields), "NULL")
    key = ", ".join(name for name in feed.key if name != "org_id")
    return (
        f"SELECT org_id, '{feed.feed}' AS source_feed, concat_ws('/', {key}) AS source_id, {', '.join(about)}, "
        f"{year} AS year, batch_id, source_row, closed_by_batch_id FROM history.{feed.feed}, restatement.revision "
        "WHERE (batch_id > prior_batch AND batch_id <= as_of_batch) "
        "OR (closed_by_batch_id > prior_batch AND closed_by_batch_id <= as_of_batch)"
    )


def make(con: duckdb.DuckDBPyConnection, step: str, table: str = "") -> None:
    """Make `restatement.<table>` (the step's own name) from the step's file."""
    con.execute(f"CREATE TABLE restatement.{table or step} AS {as_view(file_of(step))}")


def file_of(step: str) -> Path:
    return SQL_DIR / "restatement" / f"{step}.sql"

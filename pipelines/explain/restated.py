"""Gathers what a revision moved from the result tables: nothing is computed anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from pipelines.errors import PeriodError, UnknownSubjectError, UserError
from pipelines.explain.find import Row, rows
from pipelines.period import parse_period
from pipelines.runs import Run, load_run
from pipelines.yaml_file import did_you_mean

RUN_ID = re.compile(r"[0-9a-f]{4,16}")
KINDS = {"preview": "a preview of an open period", "look_back": "a look back with the data of an earlier day"}
# The run, and the one before it (NULL for a first revision), with the day each one's newest data came in.
SIDES = """
    SELECT
        runs.run_id, runs.period, runs.revision, runs.org_scope, runs.state,
        run_kind(runs.revision, runs.provisional) AS kind, batches.received_on AS known_on,
        priors.run_id AS prior_run_id, priors.revision AS prior_revision, earlier.received_on AS prior_known_on,
        runs.code_sha256 <> priors.code_sha256 AS has_new_code
    FROM run.run AS runs
    LEFT JOIN ingest.batch AS batches ON runs.as_of_batch = batches.batch_id
    LEFT JOIN run.run AS priors
        ON
            runs.period = priors.period
            AND runs.org_scope = priors.org_scope
            AND priors.revision < runs.revision
            AND priors.state = 'computed'
            AND run_kind(priors.revision, priors.provisional) = 'final'
    LEFT JOIN ingest.batch AS earlier ON priors.as_of_batch = earlier.batch_id
    WHERE runs.run_id = $run_id
    ORDER BY priors.revision DESC LIMIT 1
"""
NEWEST = """
    SELECT arg_max(run_id, revision) FROM run.run
    WHERE period = $period AND state = 'computed' AND run_kind(revision, provisional) = 'final'
    GROUP BY org_scope ORDER BY org_scope
"""
# Names as the revision has them, else as the one before had them.
MOVED = """
    WITH names AS (
        SELECT org_id, subject_type, subject_id, arg_max(subject_name, run_id = $run_id) AS name
        FROM result.appraisal WHERE run_id IN ($run_id, $prior) GROUP BY ALL
        UNION ALL
        SELECT org_id, 'innovation', innovation_id || '/' || benefit_year, arg_max(innovation_title, run_id = $run_id)
        FROM result.reward_pool WHERE run_id IN ($run_id, $prior) GROUP BY ALL
    ),

    people AS (
        SELECT org_id, person_id, arg_max(person_name, run_id = $run_id) AS name
        FROM result.reward_award WHERE run_id IN ($run_id, $prior) GROUP BY ALL
    ),

    gates AS (
        SELECT org_id, subject_type, subject_id, gate, arg_max(title_zh, run_id = $run_id) AS zh,
            arg_max(title_en, run_id = $run_id) AS en
        FROM result.gate WHERE run_id IN ($run_id, $prior) GROUP BY ALL
    ),

    grades AS (
        SELECT subjects.run_id, subjects.org_id, subjects.subject_type, subjects.subject_id, rules.grade, rules.name_zh,
            rules.name_en
        FROM scope.subject AS subjects INNER JOIN compiled.grade AS rules USING (scheme_key)
        WHERE run_id IN ($run_id, $prior)
    )

    SELECT
        moved.* EXCLUDE (run_id, revision, period, prior_run_id), coalesce(people.name, names.name) AS subject_name,
        coalesce(metrics.name_zh, gates.zh) AS item_name_zh, coalesce(metrics.name_en, gates.en) AS item_name_en,
        earlier.name_zh AS before_grade_zh, earlier.name_en AS before_grade_en,
        later.name_zh AS after_grade_zh, later.name_en AS after_grade_en
    FROM result.restatement AS moved
    LEFT JOIN names USING (org_id, subject_type, subject_id)
    LEFT JOIN people ON moved.org_id = people.org_id AND moved.person_id = people.person_id
    LEFT JOIN compiled.metric AS metrics ON moved.quantity = 'contribution' AND moved.item = metrics.metric_id
    LEFT JOIN gates
        ON
            moved.quantity = 'gate' AND moved.item = gates.gate AND moved.org_id = gates.org_id
            AND moved.subject_type = gates.subject_type AND moved.subject_id = gates.subject_id
    LEFT JOIN grades AS earlier
        ON
            ends_with(moved.quantity, '_grade') AND earlier.run_id = $prior AND moved.org_id = earlier.org_id
            AND moved.subject_type = earlier.subject_type AND moved.subject_id = earlier.subject_id
            AND moved.before_text = earlier.grade
    LEFT JOIN grades AS later
        ON
            ends_with(moved.quantity, '_grade') AND later.run_id = $run_id AND moved.org_id = later.org_id
            AND moved.subject_type = later.subject_type AND moved.subject_id = later.subject_id
            AND moved.after_text = later.grade
    WHERE moved.run_id = $run_id
    ORDER BY
        moved.org_id, list_position(['organization', 'department', 'cio', 'innovation', 'award'], moved.subject_type),
        moved.subject_id, moved.person_id, list_position($quantities, moved.quantity), moved.item
"""
RECORDS = """
    SELECT
        records.* EXCLUDE (run_id, revision, period, prior_run_id), metrics.name_zh AS metric_name_zh,
        metrics.name_en AS metric_name_en
    FROM result.restatement_record AS records
    LEFT JOIN compiled.metric AS metrics USING (metric_id)
    WHERE run_id = $run_id
    ORDER BY org_id, subject_type, subject_id, metric_id NULLS FIRST, source_feed, source_id, occurred_on, department_id
"""
# In the order in which a person reads them.
QUANTITIES = [
    "score", "base_score", "contribution", "general_score", "bonus_points", "deducted_points", "adjustment", "gate",
    "graded_score", "score_grade", "suggested_grade", "rank", "measured_weight", "status", "recognised_benefit_amount",
    "pool_amount", "share_percent", "gross_amount", "kept_percent", "person_limit_amount", "award_amount",
    "owed_amount", "to_come_amount",
]  # fmt: skip


@dataclass(frozen=True)
class Restated:
    """A revision beside the one before it (`sides`), what it moved, and the records behind that."""

    sides: Row
    moved: list[Row]
    records: list[Row]

    def as_json(self) -> Mapping[str, object]:
        """For a program: numbers as text, days as ISO dates."""
        return {**self.sides, "moved": self.moved, "records": self.records}


def restated_runs(con: duckdb.DuckDBPyConnection, name: str) -> list[Run]:
    """The runs a person means: a run by its id, or the newest revision of a period, one for each scope that has any.

    Raises PeriodError for a period without a finished revision, UserError for a run that is none.
    """
    try:
        parse_period(name)
    except PeriodError:
        if not RUN_ID.fullmatch(name):
            raise
        run = load_run(con, name)
        kind = rows(con, SIDES, {"run_id": run.run_id})[0]["kind"]
        if run.state != "computed" or kind != "final":
            what = KINDS.get(kind) if run.state == "computed" else f"only {run.state}"
            raise UserError(
                f"Run {run.run_id} is {what}: only a finished revision says what it moved.",
                do=f"Ask for the newest revision: appraise restatement {run.period}",
            ) from None
        return [run]
    found = con.execute(NEWEST, {"period": name}).fetchall()
    if not found:
        raise PeriodError(f"The period {name} has no finished revision.", do=f"Run `appraise run {name}`.")
    return [load_run(con, run_id) for (run_id,) in found]


def gather_restated(con: duckdb.DuckDBPyConnection, run: Run, subject: str | None = None) -> Restated:
    """What a revision moved, of all or of one subject, by id, name or organisation/id; innovations and persons too.

    Raises UnknownSubjectError for a subject neither of the two revisions has.
    """
    (sides,) = rows(con, SIDES, {"run_id": run.run_id})
    given = {"run_id": run.run_id, "prior": sides["prior_run_id"] or run.run_id}
    moved = rows(con, MOVED, given | {"quantities": QUANTITIES})
    records = rows(con, RECORDS, {"run_id": run.run_id})
    if subject is not None:
        own = [row for row in moved if subject in names_of(row)]
        if not own:
            check_known(con, given, subject)
        keys = {key_of(row) for row in own}
        moved, records = own, [row for row in records if key_of(row) in keys]
    return Restated(sides, moved, records)


def key_of(row: Row) -> tuple[str, str, str]:
    """Whose row it is."""
    return row["org_id"], row["subject_type"], row["subject_id"]


def names_of(row: Row) -> set[str]:
    """What a person may call the subject of a row."""
    names = {row["subject_id"], row["subject_name"], row["person_id"], row["subject_id"].split("/")[0]} - {None}
    return names | {f"{row['org_id']}/{name}" for name in names}


def check_known(con: duckdb.DuckDBPyConnection, given: Row, subject: str) -> None:
    """Raises UnknownSubjectError for a name that nothing in the two revisions has: it did not just stay as it was."""
    found = con.execute(
        """
        SELECT org_id, subject_id AS id, subject_name AS name FROM result.appraisal WHERE run_id IN ($run_id, $prior)
        UNION SELECT org_id, innovation_id, innovation_title FROM result.reward_pool WHERE run_id IN ($run_id, $prior)
        UNION SELECT org_id, person_id, person_name FROM result.reward_award WHERE run_id IN ($run_id, $prior)
        UNION SELECT org_id, award_id, NULL FROM result.reward_award WHERE run_id IN ($run_id, $prior)
        """,
        given,
    ).fetchall()
    known = {name for org_id, one, title in found for name in (one, title, f"{org_id}/{one}") if name}
    if subject not in known:
        raise UnknownSubjectError(
            f'Nothing in the two revisions is called "{subject}".', do=did_you_mean(subject, known)
        )

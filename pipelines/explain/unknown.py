"""What to tell who asks about somebody or something the run says nothing of: why, and what to ask instead."""

from __future__ import annotations

import duckdb

from pipelines.errors import UnknownSubjectError
from pipelines.explain.find import Row, rows
from pipelines.runs import Run
from pipelines.warehouse import set_variables
from pipelines.yaml_file import did_you_mean

FEW = 8
KNOWN = """
    SELECT subject_id AS name FROM result.appraisal WHERE run_id = $run_id
    UNION SELECT subject_name FROM result.appraisal WHERE run_id = $run_id
    UNION SELECT innovation_id FROM result.reward_pool WHERE run_id = $run_id
    UNION SELECT person_id FROM result.reward_award WHERE run_id = $run_id
    UNION SELECT award_id FROM result.reward_award WHERE run_id = $run_id AND contains($name, '/')
"""
ORGANISATIONS = """
    SELECT DISTINCT org_id, name FROM records.organization WHERE org_id = $name OR name = $name ORDER BY ALL
"""
INNOVATIONS = """
    SELECT org_id, innovation_id AS id FROM records.innovation
    WHERE innovation_id = $name OR title = $name OR org_id || '/' || innovation_id = $name ORDER BY ALL
"""
PERSONS = """
    SELECT DISTINCT org_id, person_id AS id FROM records.person
    WHERE person_id = $name OR name = $name OR org_id || '/' || person_id = $name ORDER BY ALL
"""
# Periods whose runs do say something of it.
ELSEWHERE = """
    SELECT runs.period
    FROM (
        SELECT run_id FROM result.appraisal WHERE subject_id = $name OR org_id || '/' || subject_id = $name
        UNION SELECT run_id FROM result.reward_pool
        WHERE innovation_id = $name OR org_id || '/' || innovation_id = $name
        UNION SELECT run_id FROM result.reward_award
        WHERE $name IN (person_id, award_id, org_id || '/' || person_id, org_id || '/' || award_id)
    ) AS known
    INNER JOIN run.run AS runs ON known.run_id = runs.run_id
    WHERE runs.state = 'computed' AND runs.period <> $period
    GROUP BY runs.period ORDER BY runs.period
"""


def unknown(con: duckdb.DuckDBPyConnection, run: Run, name: str) -> UnknownSubjectError:
    """The error for a name the run says nothing of: why, where it can be told, else the nearest name."""
    set_variables(con, {"as_of_batch": run.as_of_batch})
    elsewhere = [row["period"] for row in rows(con, ELSEWHERE, {"name": name, "period": run.period})]
    there = f"It is there in {', '.join(elsewhere)}: give --period {elsewhere[-1]}." if elsewhere else ""
    organisations = rows(con, ORGANISATIONS, {"name": name})
    if organisations and not appraised(con, run, organisations[0]["org_id"]):
        return whole_organisation(con, run, organisations[0])
    innovations = rows(con, INNOVATIONS, {"name": name})
    if innovations:
        why = "no benefit of a year it works on, or was not accepted by then"
        if not plan_of(con, run, innovations[0]["org_id"]):
            why = f"no reward plan was in force for {innovations[0]['org_id']}"
        return UnknownSubjectError(
            f'The innovation "{name}" has no reward in {run.period}: {why}.',
            do=there or "Look at its innovation and innovation_benefit records, and at the `in_force` of reward plans.",
        )
    if rows(con, PERSONS, {"name": name}):
        return UnknownSubjectError(
            f'"{name}" is a member of staff who has no award and was not appraised in {run.period}.',
            do=there or "Awards go to who has a contribution to an innovation; scores to departments and CIOs.",
        )
    known = [str(row["name"]) for row in rows(con, KNOWN, {"run_id": run.run_id, "name": name})]
    return UnknownSubjectError(
        f'"{name}" was not appraised in {run.period}, and no reward has that name.',
        do=there or did_you_mean(name, known),
    )


def whole_organisation(con: duckdb.DuckDBPyConnection, run: Run, organisation: Row) -> UnknownSubjectError:
    """Why an organisation as a whole has no score, and whose score may be meant."""
    given = {"run_id": run.run_id, "org": organisation["org_id"]}
    below = rows(
        con,
        "SELECT subject_id FROM result.appraisal WHERE run_id = $run_id AND org_id = $org "
        "ORDER BY subject_type <> 'department', subject_id",
        given,
    )
    listed = ", ".join(row["subject_id"] for row in below[:FEW]) + (", ..." if len(below) > FEW else "")
    if not below:
        return UnknownSubjectError(
            f"Organisation {given['org']} is not among those run {run.run_id} ({run.period}) appraised.",
            do=f"Run `appraise run {run.period} --org {given['org']}`.",
        )
    return UnknownSubjectError(
        f"{organisation['name']} ({given['org']}) is not scored as a whole in {run.period}: its schemes appraise "
        "departments and CIOs, none of them the organisation.",
        do=f"Explain one of them: {listed}.",
    )


def appraised(con: duckdb.DuckDBPyConnection, run: Run, org_id: str) -> bool:
    """Whether the organisation as a whole has a score in the run."""
    given = {"run_id": run.run_id, "org": org_id}
    found = con.execute(
        "SELECT 1 FROM result.appraisal WHERE run_id = $run_id AND org_id = $org AND subject_type = 'organization'",
        given,
    )
    return found.fetchone() is not None


def plan_of(con: duckdb.DuckDBPyConnection, run: Run, org_id: str) -> bool:
    """Whether a reward plan applies to the organisation in the run."""
    given = {"run_id": run.run_id, "org": org_id}
    found = con.execute("SELECT 1 FROM scope.reward_plan WHERE run_id = $run_id AND org_id = $org", given)
    return found.fetchone() is not None

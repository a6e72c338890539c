"""What changed since the period before, split by indicator; the parts add up exactly to the change of the score."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import duckdb

from pipelines.explain.find import Row, rows
from pipelines.period import parse_period
from pipelines.runs import Run

ZERO, HUNDRED = Decimal(0), Decimal(100)
# The newest finished run of a period that nobody rejected or returned: one that appraised the subject, of the same
# scope, if there is any.
RUN_BEFORE = """
    SELECT runs.run_id, runs.period, runs.revision, runs.provisional
    FROM run.run AS runs
    LEFT JOIN result.appraisal AS known
        ON
            runs.run_id = known.run_id AND known.org_id = $org
            AND known.subject_type = $type AND known.subject_id = $id
    WHERE
        runs.period = $period AND runs.state = 'computed'
        AND coalesce(runs.sign_off, '') NOT IN ('rejected', 'returned')
    ORDER BY
        known.run_id IS NULL, runs.org_scope <> $scope, runs.provisional, runs.revision DESC, runs.cut_off DESC,
        runs.as_of_batch DESC, runs.run_id
    LIMIT 1
"""
# The appraisal of a run with its scheme and the share of its general part.
SCORE = """
    SELECT
        scored.score, scored.base_score, scored.general_score, scored.bonus_points, scored.deducted_points,
        scored.suggested_grade, grades.name_zh AS grade_zh, grades.name_en AS grade_en, subjects.scheme_key,
        parts.share_percent
    FROM result.appraisal AS scored
    INNER JOIN scope.subject AS subjects
        ON
            scored.run_id = subjects.run_id AND scored.org_id = subjects.org_id
            AND scored.subject_type = subjects.subject_type AND scored.subject_id = subjects.subject_id
    LEFT JOIN compiled.grade AS grades
        ON subjects.scheme_key = grades.scheme_key AND scored.suggested_grade = grades.grade
    LEFT JOIN compiled.general_part AS parts ON subjects.scheme_key = parts.scheme_key
    WHERE
        scored.run_id = $run_id AND scored.org_id = $org AND scored.subject_type = $type AND scored.subject_id = $id
"""
# Of what counted both times: at_new_weight is what the points of before bring with the weight of now, at_new_curve what
# the value of before brings with the weight and the curve of now. One after the other they lead from before to now.
COMPARED = """
    WITH own AS (
        SELECT
            run_id, scheme_key, metric_id, name_zh, name_en, unit, dimension_position, position, status, value,
            coalesce(points, 0) AS points, weight, contribution, status IN ('measured', 'missing') AS counts
        FROM result.indicator_score
        WHERE org_id = $org AND subject_type = $type AND subject_id = $id AND run_id IN ($run_id, $before)
    ),

    old AS (
        SELECT own.*, pieces.value_from, pieces.points_from, pieces.points_rise, pieces.value_run
        FROM own
        ASOF LEFT JOIN (SELECT * FROM compiled.piece WHERE scheme_key = $scheme_key) AS pieces
            ON own.metric_id = pieces.metric_id AND own.value >= pieces.value_from
        WHERE own.run_id = $before
    )

    SELECT
        coalesce(new.metric_id, old.metric_id) AS metric_id, metrics.code,
        coalesce(new.name_zh, old.name_zh) AS name_zh, coalesce(new.name_en, old.name_en) AS name_en,
        coalesce(new.unit, old.unit) AS unit,
        old.status AS status_before, new.status AS status_after, old.value AS value_before, new.value AS value_after,
        old.weight AS weight_before, new.weight AS weight_after,
        coalesce(old.contribution, 0) AS contribution_before, coalesce(new.contribution, 0) AS contribution_after,
        CASE WHEN old.counts AND new.counts THEN percent_of(new.weight, old.points) END AS at_new_weight,
        CASE
            WHEN NOT old.counts OR NOT new.counts THEN NULL
            WHEN old.scheme_key = new.scheme_key OR old.value IS NULL THEN percent_of(new.weight, old.points)
            ELSE percent_of(
                new.weight,
                points_on_piece(old.value, old.value_from, old.points_from, old.points_rise, old.value_run)
            )
        END AS at_new_curve
    FROM (SELECT * FROM own WHERE run_id = $run_id) AS new
    FULL JOIN old ON new.metric_id = old.metric_id
    INNER JOIN compiled.metric AS metrics ON coalesce(new.metric_id, old.metric_id) = metrics.metric_id
    ORDER BY
        new.metric_id IS NULL, coalesce(new.dimension_position, old.dimension_position),
        coalesce(new.position, old.position)
"""


def change(con: duckdb.DuckDBPyConnection, run: Run, who: Mapping[str, object]) -> Row | None:
    """The change since the period of the same length just before; None for a span of free days.

    `why_not`: not_computed, not_appraised or no_score, where there is nothing to compare. `indicators`: each with its
    contribution before and after and the delta, split into weight, scheme (its curve), value and counted (it counts
    only now, or no longer). `others`: what else makes the score, likewise. All deltas add up to `delta`.
    """
    period = parse_period(run.period).before
    if period is None:
        return None
    subject = {name: who[name] for name in ("org", "type", "id")}
    found = rows(con, RUN_BEFORE, subject | {"period": period, "scope": run.org_scope})
    if not found:
        return {"period": period, "why_not": "not_computed"}
    earlier = found[0]
    scores = [rows(con, SCORE, subject | {"run_id": run_id}) for run_id in (earlier["run_id"], run.run_id)]
    if not scores[0]:
        return earlier | {"why_not": "not_appraised"}
    before, after = scores[0][0], scores[1][0]
    said = earlier | {
        "scheme_before": before["scheme_key"], "other_scheme": before["scheme_key"] != after["scheme_key"],
        "score_before": before["score"], "score_after": after["score"],
        "grade_before_zh": before["grade_zh"], "grade_before_en": before["grade_en"],
    }  # fmt: skip
    if before["score"] is None or after["score"] is None:
        return said | {"why_not": "no_score"}
    given = subject | {"run_id": run.run_id, "before": earlier["run_id"], "scheme_key": after["scheme_key"]}
    return said | {
        "why_not": None,
        "delta": after["score"] - before["score"],
        "indicators": [split(row) for row in rows(con, COMPARED, given)],
        "others": others(before, after),
    }


def split(row: Row) -> Row:
    """An indicator's delta and what makes it up."""
    before, after = row["contribution_before"], row["contribution_after"]
    at_new_weight, at_new_curve = row.pop("at_new_weight"), row.pop("at_new_curve")
    parts = {"weight": ZERO, "scheme": ZERO, "value": ZERO, "counted": after - before}
    if at_new_weight is not None:
        parts = {
            "weight": at_new_weight - before,
            "scheme": at_new_curve - at_new_weight,
            "value": after - at_new_curve,
            "counted": ZERO,
        }
    return row | {"delta": after - before} | {f"{name}_change": part for name, part in parts.items()}


def others(before: Row, after: Row) -> list[Row]:
    """What makes a score beside the contributions, before and after: general part, bonus, deduction, the limits of 0
    and 100, rounding."""
    was, now = parts_of(before), parts_of(after)
    return [{"part": name, "before": was[name], "after": now[name], "delta": now[name] - was[name]} for name in was]


def parts_of(scored: Row) -> dict[str, Decimal]:
    """With the base score they add up to the score. general_part: what it moves, as it takes the place of a share of
    the base score."""
    general = ZERO
    if scored["general_score"] is not None and scored["share_percent"] is not None:
        general = (scored["general_score"] - scored["base_score"]) * scored["share_percent"] / HUNDRED
    whole = scored["base_score"] + general + scored["bonus_points"] - scored["deducted_points"]
    within = min(HUNDRED, max(ZERO, whole))
    return {
        "general_part": general,
        "bonus": scored["bonus_points"],
        "deduction": -scored["deducted_points"],
        "limits": within - whole,
        "rounding": scored["score"] - within,
    }

"""Parameters that need a number for every code: a record whose code had none would drop out of the sum unseen."""

from __future__ import annotations

import duckdb

from pipelines.errors import RuleError
from pipelines.feeds import feed_named
from pipelines.parameters import Parameters


def required_codes() -> dict[str, list[str]]:
    """Every code that a record may carry, by parameter."""
    incident, finding = feed_named("incident"), feed_named("finding")
    official = [f"official.{code}" for code in feed_named("organization").field("operator_class").codes]
    return {
        "incident_severity_points": list(incident.field("severity_official").codes),
        "incident_responsibility_factor": list(incident.field("responsibility").codes),
        "incident_report_factor": ["exemplary", "on_time", "late"],
        "incident_report_limit_hours": [*official, "internal.major_or_above", "internal.general", "internal.below"],
        "system_importance_weight": list(feed_named("system").field("importance").codes),
        "protection_conclusion_passes": list(feed_named("obligation").field("conclusion").codes),
        "appointment_checks": ["selection", "term", "eligibility", "procedure"],
        "decision_error_points": list(finding.field("degree").codes),
        "decision_error_loss_amount": [code for code in finding.field("degree").codes if code != "general"],
    }


def check_codes(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Raises RuleError when a scheme of the run gives a parameter no number for one of its codes."""
    rows = con.execute(
        "SELECT schemes.scheme_key, parameters.name, list(parameters.code) FROM scope.scheme AS schemes "
        "INNER JOIN compiled.parameter AS parameters ON schemes.scheme_key = parameters.scheme_key "
        "WHERE schemes.run_id = $run_id GROUP BY ALL ORDER BY ALL",
        {"run_id": run.run_id},
    ).fetchall()
    required = required_codes()
    for scheme_key, name, codes in rows:
        left_out = [code for code in required.get(name, []) if code not in codes]
        if left_out:
            scheme_id = scheme_key.split("@", maxsplit=1)[0]
            raise RuleError(
                f'{scheme_id}: the parameter "{name}" has no number for {", ".join(left_out)}.',
                do="Give every code a number; records with a code that has none could not be counted.",
            )

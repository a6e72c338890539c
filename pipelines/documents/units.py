"""The units of CIOs, as documents name them."""

from __future__ import annotations

# The units of each CIO, each once, the earliest office first; $whole: what an office of no unit is called.
UNITS = """
    SELECT person_id, string_agg(unit, $and ORDER BY start_on, appointment_id) AS units
    FROM (
        SELECT
            person_id, coalesce(department_name, department_id, $whole) AS unit, min(start_on) AS start_on,
            min(appointment_id) AS appointment_id
        FROM office WHERE run_id = $run_id AND org_id = $org_id GROUP BY ALL
    )
    GROUP BY person_id
"""

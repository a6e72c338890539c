"""Reports: further tables a scheme asks for (`reports:`), kept with the run that made them."""

from __future__ import annotations

import duckdb

from pipelines.errors import RuleError
from pipelines.parameters import Parameters, bind
from pipelines.warehouse import SQL_DIR, as_view, build_order
from pipelines.yaml_file import did_you_mean


def store_reports(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Fill `result.<report>` for each report that a scheme of the run names; other runs' rows stay.

    A row carries run_id, revision and period before the report's own columns. Raises RuleError for a report nobody
    has written.
    """
    files = {file.stem: file for file in build_order("reports")}
    bind(con, run)
    wanted = con.execute(
        "SELECT DISTINCT unnest(string_split(schemes.reports, ',')) AS report FROM scope.scheme AS scope "
        "INNER JOIN compiled.scheme AS schemes ON scope.scheme_key = schemes.scheme_key "
        "WHERE scope.run_id = $run_id AND schemes.reports <> '' ORDER BY report",
        {"run_id": run.run_id},
    ).fetchall()
    for (report,) in wanted:
        if report not in files:
            what = f'there is no report "{report}".'
            raise RuleError(what, do=did_you_mean(report, files), file=SQL_DIR / "reports")
        select = (
            f"SELECT runs.run_id, runs.revision, runs.period, report.* FROM ({as_view(files[report])}) AS report "
            "INNER JOIN run.run AS runs ON runs.run_id = getvariable('run_id')"
        )
        con.execute(f"CREATE TABLE IF NOT EXISTS result.{report} AS {select} LIMIT 0")
        con.execute(f"DELETE FROM result.{report} WHERE run_id = $run_id", {"run_id": run.run_id})
        con.execute(f"INSERT INTO result.{report} BY NAME {select}")

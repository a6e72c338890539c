"""What does not fit, and the JSON text that says so for each rejected row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

FOUND_LENGTH = 200


@dataclass(frozen=True)
class Fault:
    """Rows whose `text` in `column_name` does not fit (`rows` is a Boolean mask), and why, in words."""

    column_name: str
    reason_code: str
    rows: pl.Series
    text: pl.Series
    why: str

    def for_all(self, height: int) -> Fault:
        """The fault of a constant, which every row shares."""
        rows, text = (one.new_from_index(0, height) for one in (self.rows, self.text))
        return replace(self, rows=rows, text=text)


def described(faults: Sequence[Fault], height: int) -> pl.Series:
    """For each row null, or a JSON list of its faults as `{reason_code, column_name, found, reason}`."""
    named = [fault for fault in faults if fault.rows.any()]
    empty = pl.Series("rejected", [None], dtype=pl.String).new_from_index(0, height)
    if not named:
        return empty
    each = pl.concat([entries(fault) for fault in named])
    by_row = each.group_by("row", maintain_order=True).agg(pl.col("entry").str.join(", ").alias("rejected"))
    text = pl.concat_str(pl.lit("["), "rejected", pl.lit("]"))
    rows = by_row.select("row", text.alias("rejected"))
    return pl.DataFrame({"row": pl.arange(height, eager=True, dtype=pl.UInt32)}).join(
        rows, on="row", how="left", maintain_order="left"
    )["rejected"]


def entries(fault: Fault) -> pl.DataFrame:
    """A fault row by row: the row's place and its JSON entry."""
    mask = fault.rows.fill_null(value=False)
    found = fault.text.filter(mask).str.slice(0, FOUND_LENGTH)
    frame = pl.DataFrame({"row": mask.arg_true().cast(pl.UInt32), "found": found})
    quoted = pl.when(pl.col("found").is_null()).then(pl.lit("")).otherwise(pl.format('"{}" ', "found"))
    entry = pl.struct(
        pl.lit(fault.reason_code).alias("reason_code"),
        pl.lit(fault.column_name).alias("column_name"),
        pl.col("found"),
        pl.concat_str(pl.lit(f"{fault.column_name}: "), quoted, pl.lit(f"{fault.why}.")).alias("reason"),
    )
    return frame.select("row", entry.struct.json_encode().alias("entry"))

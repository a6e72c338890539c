"""The measurements as Markdown for docs/benchmarks.md: ratios first, because seconds are the machine's."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars

from benchmarks.load import row_count

COLD_AIM = 2.0
AGAIN_AIM = 0.25


@dataclass(frozen=True)
class Measured:
    """A stage's seconds and the highest memory its process had reached."""

    stage: str
    seconds: float
    peak_mb: int


@dataclass(frozen=True)
class Night:
    """One way of doing everything: the stages and the seconds from start to end, the first time and again."""

    first: list[Measured]
    first_whole: float
    again: list[Measured]
    again_whole: float


def write_report(scale: float, load: Path, lowest: Measured, together: Night, apart: Night) -> str:
    """The tables; `lowest` is the floor, `together` one process, `apart` a process for each stage."""
    size = sum(file.stat().st_size for file in load.glob("*.csv")) / 1e6
    floor = lowest.seconds
    lines = [
        f"Scale {scale:g}: {row_count(scale):,} rows, {size:,.0f} MB of CSV. {machine()}.",
        f"Floor (DuckDB alone loads the same files, median of three): {floor:.2f} s, {lowest.peak_mb:,} MB.",
        "",
        "| stage | one process, x floor | s | peak MB | own process, x floor | s | peak MB |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += stage_lines("", together.first, apart.first, floor)
    lines += stage_lines("again: ", together.again, apart.again, floor)
    lines += [
        "",
        "| sum | x floor | s | aim |",
        "|---|--:|--:|--:|",
        sum_line("cold ingest to published result, one process", together.first_whole, floor, COLD_AIM),
        sum_line("of it without start and imports", without_imports(together.first), floor, COLD_AIM),
        sum_line("the same, a process for each stage", apart.first_whole, floor, COLD_AIM),
        sum_line("the quarter again from loaded data, one process", together.again_whole, floor, AGAIN_AIM),
        sum_line("of it without start and imports", without_imports(together.again), floor, AGAIN_AIM),
        sum_line("the same, a process for each stage", apart.again_whole, floor, AGAIN_AIM),
    ]
    return "\n".join(lines)


def stage_lines(prefix: str, together: list[Measured], apart: list[Measured], floor: float) -> list[str]:
    """A line for each stage; a stage's own process counts from its start to its end, imports included."""
    own = {one.stage: one for one in apart}
    lines = []
    for one in together:
        beside = figures(own[one.stage], floor) if one.stage in own else "| |"
        lines.append(f"| {prefix}{one.stage} | {figures(one, floor)} | {beside} |")
    return lines


def figures(one: Measured, floor: float) -> str:
    return f"{one.seconds / floor:.2f} | {one.seconds:.2f} | {one.peak_mb:,}"


def sum_line(what: str, seconds: float, floor: float, aim: float) -> str:
    return f"| {what} | {seconds / floor:.2f} | {seconds:.2f} | {aim:.2f} |"


def without_imports(measured: list[Measured]) -> float:
    return sum(one.seconds for one in measured if not one.stage.startswith("import "))


def machine() -> str:
    """Cores, memory and versions; nothing that names the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{len(os.sched_getaffinity(0))} cores, {memory:.0f} GB memory, Python {platform.python_version()}, "
        f"DuckDB {duckdb.__version__}, Polars {polars.__version__}"
    )

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
SIMULATED_AIM = 1.2
EXPLAIN_AIM_SECONDS = 2.0


@dataclass(frozen=True)
class Measured:
    """A stage's seconds, the processors' seconds, and the highest memory its process had reached."""

    stage: str
    seconds: float
    cpu_seconds: float
    peak_mb: int


@dataclass(frozen=True)
class Night:
    """One way of doing everything: the stages and the seconds from start to end, the first time and again."""

    first: list[Measured]
    first_whole: float
    again: list[Measured]
    again_whole: float


def write_report(
    scale: float,
    load: Path,
    lowest: Measured,
    together: Night,
    apart: Night,
    quarters: list[Measured],
    explained: list[Measured],
) -> str:
    """The tables; `lowest` is the floor, `together` one process, `apart` a process for each stage, `quarters` four
    quarters computed and simulated, `explained` one explanation of each kind of subject."""
    size = sum(file.stat().st_size for file in load.glob("*.csv")) / 1e6
    floor = lowest.seconds
    lines = [
        f"Scale {scale:g}: {row_count(scale):,} rows, {size:,.0f} MB of CSV. {machine()}.",
        f"Floor (DuckDB alone loads the same files, median of three): {floor:.2f} s, "
        f"{lowest.cpu_seconds:.2f} s of processor time, {lowest.peak_mb:,} MB.",
        "",
        "| stage | one process, x floor | s | processor, x floor | peak MB | own process, x floor | s | peak MB |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += stage_lines("", together.first, apart.first, lowest)
    lines += stage_lines("again: ", together.again, apart.again, lowest)
    lines += [
        "",
        "| sum | x floor | s | processor, x floor | aim |",
        "|---|--:|--:|--:|--:|",
        sum_line("cold ingest to published result", together.first_whole, together.first, lowest, COLD_AIM),
        sum_line("of it without start and imports", None, together.first, lowest, COLD_AIM),
        sum_line("the same, a process for each stage", apart.first_whole, [], lowest, COLD_AIM),
        sum_line("the quarter again from loaded data", together.again_whole, together.again, lowest, AGAIN_AIM),
        sum_line("of it without start and imports", None, together.again, lowest, AGAIN_AIM),
        sum_line("the same, a process for each stage", apart.again_whole, [], lowest, AGAIN_AIM),
    ]
    computed, simulated = quarters
    ratio = simulated.cpu_seconds / computed.cpu_seconds
    lines += [
        "",
        f"Four quarters computed: {computed.seconds:.2f} s, {computed.cpu_seconds:.2f} s of processor time; simulated "
        f"under a changed scheme: {simulated.seconds:.2f} s, {simulated.cpu_seconds:.2f} s, {ratio:.2f} of it "
        f"(aim {SIMULATED_AIM:.2f}).",
    ]
    lines += ["", "| one command, start to end | s | processor s | peak MB | aim s |", "|---|--:|--:|--:|--:|"]
    lines += [
        f"| {one.stage} | {one.seconds:.2f} | {one.cpu_seconds:.2f} | {one.peak_mb:,} | {EXPLAIN_AIM_SECONDS:.2f} |"
        for one in explained
    ]
    return "\n".join(lines)


def stage_lines(prefix: str, together: list[Measured], apart: list[Measured], lowest: Measured) -> list[str]:
    """A line for each stage; a stage's own process counts from its start to its end, imports included."""
    own = {one.stage: one for one in apart}
    lines = []
    for one in together:
        processor = f"{one.cpu_seconds / lowest.cpu_seconds:.2f}"
        figures = f"{one.seconds / lowest.seconds:.2f} | {one.seconds:.2f} | {processor} | {one.peak_mb:,}"
        beside = "| |"
        if alone := own.get(one.stage):
            beside = f"{alone.seconds / lowest.seconds:.2f} | {alone.seconds:.2f} | {alone.peak_mb:,}"
        lines.append(f"| {prefix}{one.stage} | {figures} | {beside} |")
    return lines


def sum_line(what: str, whole: float | None, parts: list[Measured], lowest: Measured, aim: float) -> str:
    """A sum by the clock (`whole`; None: the parts without imports) and by the processors' time of its parts."""
    counted = [one for one in parts if whole is not None or not one.stage.startswith("import ")]
    seconds = sum(one.seconds for one in counted) if whole is None else whole
    processor = sum(one.cpu_seconds for one in counted)
    shown = f"{processor / lowest.cpu_seconds:.2f}" if counted else ""
    return f"| {what} | {seconds / lowest.seconds:.2f} | {seconds:.2f} | {shown} | {aim:.2f} |"


def machine() -> str:
    """Cores, memory and versions; nothing that names the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{len(os.sched_getaffinity(0))} cores, {memory:.0f} GB memory, Python {platform.python_version()}, "
        f"DuckDB {duckdb.__version__}, Polars {polars.__version__}"
    )

"""`appraise verify`, `appraise rebuild`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from pipelines.cli.shared import AsJson, Home, Lang, app, out, print_json, print_table, progress, settings_from
from pipelines.errors import VerifyError

Threads = Annotated[int | None, typer.Option("--threads", min=1, help="Threads to compute with [APPRAISE_THREADS].")]
WORDS = {
    "en": {
        "title": "Run {run_id} ({period}, revision {revision})",
        "columns": ("compared", "right", "found"),
        "right": "Everything is as it was. Journal {journal}.",
        "wrong": "Run {run_id} is not what it was: {wrong}.",
        "do": "See the table above. Nothing was changed by this command.",
        "rebuilt": "{batches} batches, {runs} runs and {signatures} signatures made anew; every sealed hash was "
        "reached. Journal {journal}.",
        "before": "The warehouse of before is {before}; take it away when you no longer need it.",
    },
    "zh": {
        "title": "计算批次 {run_id}（{period}，第 {revision} 版）",
        "columns": ("比对内容", "一致", "结果"),
        "right": "全部一致。日志 {journal}。",
        "wrong": "计算批次 {run_id} 与当时不一致：{wrong}。",
        "do": "详见上表。本命令未作任何改动。",
        "rebuilt": "已由归档重建：{batches} 个批次、{runs} 次计算、{signatures} 个签署，各封存哈希值均一致。"
        "日志 {journal}。",
        "before": "原数据仓库保留为 {before}，不再需要时可移除。",
    },
}
COMPARED_ZH = {
    "journal": "归档日志",
    "journal as noted in the warehouse": "仓库中所记日志",
    "stored facts": "仓库中的事实",
    "stored results": "仓库中的结果",
    "stored records": "仓库中的记录",
    "stored rules": "仓库中的规则",
    "computed again by the same code": "以同一程序由归档重算",
    "computed again by other code than the run's": "以另一版程序由归档重算",
}


@app.command()
def verify(
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="Id of a finished run, or its beginning.")],
    threads: Threads = None,
    home: Home = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Compute a run again from the archive alone and compare it bit by bit; find what was changed behind its back.

    The archive is enough: on another machine give the folder that holds a copy of archive/ as --home. Nothing is
    changed. Exits with 18 where something differs.
    """
    from pipelines.replay import verify as verify_run

    settings = settings_from(home, lang=lang)
    with progress("verifying") as say:
        done = verify_run(settings, run_id, threads, say)
    words, about = WORDS[settings.lang], {"run_id": done.run_id, "period": done.period, "revision": done.revision}
    if as_json:
        print_json(asdict(done) | {"is_right": done.is_right})
    else:
        named = COMPARED_ZH if settings.lang == "zh" else {}
        lines = [(named.get(one.what, one.what), one.is_right, one.found) for one in done.checks]
        print_table(str(words["title"]).format(**about), words["columns"], lines)
    if not done.is_right:
        wrong = "; ".join(f"{one.what}: {one.found}" for one in done.checks if not one.is_right)
        raise VerifyError(str(words["wrong"]).format(wrong=wrong, **about), do=str(words["do"]))
    if not as_json:
        out.print(str(words["right"]).format(journal=done.journal_sha256), highlight=False, soft_wrap=True)


@app.command()
def rebuild(threads: Threads = None, home: Home = None, lang: Lang = None, as_json: AsJson = False) -> None:
    """Make the whole warehouse anew from the archive, reach the same hashes, and put it in its place.

    Needs archive/ alone. A warehouse that is there stays beside the new one; where anything differs or a file of the
    archive is damaged, it stays in its place.
    """
    from pipelines.replay import rebuild as rebuild_all

    settings = settings_from(home, lang=lang)
    with progress("rebuilding") as say:
        done = rebuild_all(settings, threads, say)
    if as_json:
        print_json(asdict(done) | {"before": str(done.before) if done.before else None})
        return
    words = WORDS[settings.lang]
    told = str(words["rebuilt"]).format(
        batches=done.batch_count, runs=done.run_count, signatures=done.signature_count, journal=done.journal_sha256
    )
    out.print(told, highlight=False, soft_wrap=True)
    if done.before:
        out.print(str(words["before"]).format(before=done.before), highlight=False, soft_wrap=True)

"""What `appraise verify` and `appraise rebuild` say in Chinese and in English."""

from __future__ import annotations

import re

WORDS = {
    "en": {
        "title": "Run {run_id} ({period}, revision {revision})",
        "columns": ("compared", "found", "right"),
        "right": "Everything is as it was. Journal {journal}.",
        "wrong": "Run {run_id} is not what it was: {wrong}.",
        "do": "See the table above. Nothing was changed by this command.",
        "rebuilt": "{batches} batches, {runs} runs and {signatures} signatures made anew; every sealed hash was "
        "reached. Journal {journal}.",
        "before": "The warehouse of before is {before}; take it away when you no longer need it.",
    },
    "zh": {
        "title": "计算批次 {run_id}（{period}，第 {revision} 版）",
        "columns": ("比对内容", "结果", "一致"),
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
# What was found, as `pipelines/replay` says it.
FOUND_ZH = (
    (re.compile(r"^(\d+) entries, each follows from the one before$"), r"共 \1 条，首尾相接"),
    (re.compile(r"^(\d+) files, (\d+) noted in the warehouse$"), r"\1 个文件，仓库记有 \2 条"),
    (re.compile(r"^(\d+) tables, (\d+) rows$"), r"\1 张表，\2 行"),
    (re.compile(r"^(\d+) rows as archived$"), r"\1 行，与归档一致"),
    (re.compile(r"^(\d+) entries$"), r"\1 条"),
    (re.compile(r"^as it was written$"), "与写入时一致"),
    (re.compile(r"^was changed: publish the run again$"), "已被改动，请重新发布"),
    (re.compile(r"^is missing: publish the run again$"), "缺失，请重新发布"),
    (re.compile(r"^not as they were written down: "), "与当时所记不符："),
    (re.compile(r"^not as archived: "), "与归档不符："),
    (re.compile(r"^differ: "), "不一致："),
    (re.compile(r" \((\d+) rows sealed, (\d+) found\)"), r"（封存 \1 行，现有 \2 行）"),
    (re.compile(r" \(no rows sealed, (\d+) found\)"), r"（封存时无，现有 \1 行）"),
    (re.compile(r" has no longer the columns it was sealed with"), " 已无封存时的列"),
    (re.compile(r"\. First: "), "。首处："),
    (re.compile(r"\. The stored rows are all among those computed\."), "。仓库中现有各行均在重算结果之内。"),
    (re.compile(r" is missing$"), " 缺失"),
    (re.compile(r" is another than the warehouse noted$"), " 与仓库所记不同"),
    (re.compile(r"^the warehouse does not know (\S+): it is older than the archive$"), r"仓库没有 \1：仓库早于归档"),
)


def compared_words(what: str, lang: str) -> str:
    """What was compared, in the reader's language."""
    return COMPARED_ZH.get(what, what) if lang == "zh" else what


def found_words(found: str, lang: str) -> str:
    """What was found, in the reader's language."""
    if lang == "zh":
        for pattern, words in FOUND_ZH:
            found = pattern.sub(words, found)
    return found

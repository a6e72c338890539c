"""The rows of a frame as the XML of a sheet's rows: text as text, numbers to the last digit, formulas with their value.

Done by columns, because a sheet may have two million cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO

import polars as pl

from pipelines.documents.workbook.sheet import Column, Sheet, letter

# A spreadsheet keeps fifteen digits of a number, and 32,767 characters of a text (counted as UTF-16).
DIGITS = 15
TEXT_LIMIT = 32_767
KEPT = 16_000
BEYOND = "[\U00010000-\U0010ffff]"
EXCEL_DAY_ZERO = 25_569  # 1970-01-01
LINE_POINTS = 15
# How much of a column's width stays empty before its text.
INDENT = 1.5
HIGHEST_POINTS = 409

# What XML or a spreadsheet would take for something else; a control character is written as _x000B_.
CONTROL = [chr(code) for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)]
WRITTEN = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r\n": "\n", "\r": "\n"} | {
    one: f"_x{ord(one):04X}_" for one in CONTROL
}
LOOKS_WRITTEN = "_(x[0-9a-fA-F]{4}_)"


def rows_xml(sheet: Sheet, styles: Sequence[str], too_long: str) -> bytes:
    """The `<row>` elements of a sheet's table. `styles`: of each column, its `s`; `too_long`: what is said behind a
    text that was cut, with a place for its length."""
    first = sheet.head + 2
    rows = sheet.rows.with_columns(pl.int_range(first, first + sheet.rows.height).cast(pl.String).alias("row"))
    letters = {column.name: letter(position) for position, column in enumerate(sheet.columns)}
    odd = beyond(rows)
    cells = [cell(rows, one, letters, style, odd, too_long) for one, style in zip(sheet.columns, styles, strict=True)]
    written = BytesIO()
    # One element a field: what a table of text costs least to write.
    rows.select(
        pl.concat_str(pl.lit('<row r="'), "row", pl.lit('"'), height(sheet), pl.lit(">")).alias("begin"),
        *(one.alias(f"cell {position}") for position, one in enumerate(cells)),
        pl.lit("</row>").alias("end"),
    ).write_csv(written, include_header=False, separator="\n", quote_style="never")
    return written.getvalue()


def height(sheet: Sheet) -> pl.Expr:
    """The height of each row, where its text needs more than one line."""
    if sheet.row_points:
        return pl.lit(f' ht="{sheet.row_points}" customHeight="1"')
    folding = [one for one in sheet.columns if one.style == "text" and sheet.rows.schema[one.name] == pl.String]
    if not folding:
        return pl.lit("")
    lines = pl.max_horizontal(lines_in(one) for one in folding).fill_null(1)
    points = (lines * LINE_POINTS + 2).clip(upper_bound=HIGHEST_POINTS)
    return (
        pl.when(lines > 1)
        .then(pl.concat_str(pl.lit(' ht="'), points, pl.lit('" customHeight="1"')))
        .otherwise(pl.lit(""))
    )


def lines_in(column: Column) -> pl.Expr:
    """About how many lines the column's text takes: what is three bytes in UTF-8 is two wide. The face is
    smaller than the one widths are counted in."""
    text = pl.col(column.name)
    wide = (text.str.len_bytes() + text.str.len_chars()) // 2
    room = max(1, int((column.width - INDENT) * 1.15))
    return (wide + room - 1) // room + text.str.count_matches("\n", literal=True)


def beyond(rows: pl.DataFrame) -> set[str]:
    """The columns with a text or a number that may be more than a cell holds."""
    numbers = {name: kind.scale for name, kind in rows.schema.items() if isinstance(kind, pl.Decimal)}
    found = rows.select(
        *(pl.col(name).str.len_bytes().max() > TEXT_LIMIT for name, kind in rows.schema.items() if kind == pl.String),
        *(pl.col(name).abs().max() >= 10 ** (DIGITS - scale) for name, scale in numbers.items() if scale < DIGITS),
    )
    return {name for name, is_beyond in found.row(0, named=True).items() if is_beyond}


def cell(
    rows: pl.DataFrame, column: Column, letters: dict[str, str], style: str, odd: set[str], too_long: str
) -> pl.Expr:
    """The cells of a column; an empty one has its looks alone. `odd`: the columns to be looked at more closely."""
    value, kind = pl.col(column.name), rows.schema[column.name]
    begin = pl.concat_str(pl.lit(f'<c r="{letters[column.name]}'), "row", pl.lit(f'" s="{style}"'))
    if kind == pl.String:
        shown = text_in(cut(value, too_long) if column.name in odd else value)
        return pl.concat_str(begin, shown).fill_null(pl.concat_str(begin, pl.lit("/>")))
    written = (value.cast(pl.Int32) + EXCEL_DAY_ZERO if kind == pl.Date else value).cast(pl.String)
    formula = formula_of(column.formula, letters) if column.formula else []
    number = pl.concat_str(begin, pl.lit(">"), *formula, pl.lit("<v>"), written, pl.lit("</v></c>"))
    if column.name in odd:
        number = pl.when(too_precise(written)).then(pl.concat_str(begin, text_in(written))).otherwise(number)
    return number.fill_null(pl.concat_str(begin, pl.lit("/>")))


def formula_of(formula: str, letters: dict[str, str]) -> list[pl.Expr]:
    """The formula's XML, with the row's own cells in the place of columns in square brackets, and what the
    frame says in the place of those in braces."""
    pieces: list[pl.Expr] = [pl.lit("<f>")]
    for piece in re.split(r"(\[\w+\]|\{\w+\})", formula):
        name = piece[1:-1]
        if piece.startswith("["):
            pieces += [pl.lit(letters[name]), pl.col("row")]
        else:
            pieces.append(pl.col(name) if piece.startswith("{") else pl.lit(escaped(piece)))
    return [*pieces, pl.lit("</f>")]


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def too_precise(written: pl.Expr) -> pl.Expr:
    """Which numbers have more digits than a spreadsheet keeps."""
    whole = pl.when(written.str.contains(".", literal=True)).then(written.str.strip_chars_end("0")).otherwise(written)
    return whole.str.replace_all(r"[-.]", "").str.strip_chars_start("0").str.len_chars() > DIGITS


def text_in(text: pl.Expr) -> pl.Expr:
    """The rest of a cell that holds text, whatever it begins with."""
    shown = text.str.replace_all(LOOKS_WRITTEN, "_x005F_${1}")
    shown = shown.str.replace_many(list(WRITTEN), list(WRITTEN.values()), leftmost=True)
    kept = pl.when(text.str.strip_chars() == text).then(pl.lit("")).otherwise(pl.lit(' xml:space="preserve"'))
    return pl.concat_str(pl.lit(' t="inlineStr"><is><t'), kept, pl.lit(">"), shown, pl.lit("</t></is></c>"))


def cut(text: pl.Expr, too_long: str) -> pl.Expr:
    """A text, or as much of it as a cell holds, which it says."""
    length = text.str.len_chars() + text.str.count_matches(BEYOND)
    before, after = too_long.split("{}")
    said = pl.concat_str(text.str.slice(0, KEPT), pl.lit(before), text.str.len_chars(), pl.lit(after))
    return pl.when(length > TEXT_LIMIT).then(said).otherwise(text)

"""A reader who does what the documentation shows, in a folder laid out like the project."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipelines.cli import main
from pipelines.settings import PROJECT_DIR
from tests.docs.blocks import Block, commands, without_words

TODAY = "2026-12-01"
# What stands in the text for what only a home knows.
PLACEHOLDERS = {
    "RUN": "SELECT run_id FROM run.run WHERE period = '2026Q3' AND revision > 0 ORDER BY revision DESC LIMIT 1",
}
APPRAISE = {"appraise", ".venv/bin/appraise"}
SHELL = {"cp", "mkdir", "mv"}
TARGET = re.compile(r"^(\w+):", re.MULTILINE)
NOTHING_FOUND = re.compile(r"\b0 rows\b|shape: \(0,")


@dataclass
class Reader:
    """Does each thing once: what stands in several places, or in both languages, is done where it stands first."""

    folder: Path
    done: set[str] = field(default_factory=set)

    def does(self, block: Block) -> None:
        """What the block shows, with the result the text promises. Fails with the place of the block otherwise."""
        if block.language == "shell":
            for command in commands(block):
                self.types(block, command)
        elif block.text not in self.done:
            found = self.asks(block) if block.language == "sql" else self.executes(block.text)
            assert found or block.marker == "may be empty", f"{block.place}: finds nothing\n{self.said}"
            self.done.add(block.text)

    def types(self, block: Block, command: str) -> None:
        """Run one command of a block, unless it was: the very same, or what the page in English shows in its place."""
        filled = self.filled(command)
        in_english = f"{block.page.name.replace('.zh.md', '.md')}: {without_words(command)}"
        if without_words(filled) in self.done or (block.page.name.endswith(".zh.md") and in_english in self.done):
            return
        assert self.runs(filled) == block.exit_code, f"{block.place}: {filled}\n{self.said}"
        self.done |= {without_words(filled), in_english}

    def runs(self, command: str) -> int:
        """The exit code of a command; what it said is kept in `said`."""
        self.said = ""
        words = shlex.split(command)
        environment = {name: value for name, _, value in (word.partition("=") for word in words) if name.isupper()}
        while re.match(r"[A-Z_]+=", words[0]):
            del words[0]
        if words[0] == "make":
            return 0 if words[1] in TARGET.findall((PROJECT_DIR / "Makefile").read_text(encoding="utf-8")) else 1
        if words[0] in SHELL:
            return subprocess.run(words, cwd=self.folder, check=False).returncode
        assert words[0] in APPRAISE, f"{command}: nobody knows this command"
        return self.appraises(words[1:], environment)

    def filled(self, command: str) -> str:
        """A command with what its placeholders stand for now."""
        for word, query in PLACEHOLDERS.items():
            if f" {word}" in command:
                with duckdb.connect(str(self.folder / "var" / "warehouse.duckdb"), read_only=True) as con:
                    ((found,),) = con.execute(query).fetchall()
                command = re.sub(rf"(?<= ){word}\b", str(found), command)
        return command

    def appraises(self, arguments: list[str], environment: dict[str, str]) -> int:
        """Run the command in this process, in the reader's folder."""
        heard = io.StringIO()
        before, sys.argv = sys.argv, ["appraise", *arguments]
        kept = {name: os.environ.get(name) for name in environment}
        os.environ.update(environment)
        try:
            with chdir(self.folder), redirect_stdout(heard), redirect_stderr(heard):
                main()
        except SystemExit as ended:
            return int(ended.code or 0)
        finally:
            sys.argv, self.said = before, heard.getvalue()
            for name, value in kept.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
        return 0

    def asks(self, block: Block) -> bool:
        """Whether a query finds something in the published file its page is about."""
        self.said = ""
        file = "analyst.duckdb" if "analyst" in block.page.name else "hr.duckdb"
        with duckdb.connect(str(self.folder / "var" / "published" / file), read_only=True) as con:
            return bool(con.execute(block.text).fetchall())

    def executes(self, text: str) -> bool:
        """Whether Python code prints something other than an empty table."""
        heard = io.StringIO()
        with chdir(self.folder), redirect_stdout(heard):
            exec(compile(text, "<documentation>", "exec"), {})
        self.said = heard.getvalue()
        return bool(self.said.strip()) and not NOTHING_FOUND.search(self.said)

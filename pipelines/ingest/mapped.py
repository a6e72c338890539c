"""Sources joined with their feeds: read from `<project>/sources`, checked, and hashed as a contract."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import RuleError
from pipelines.feeds import Feed
from pipelines.ingest.source import CodeTable, Source, check
from pipelines.settings import PROJECT_DIR, Settings
from pipelines.yaml_file import load_model


@dataclass(frozen=True)
class Mapped:
    """A source together with its feed and the file that describes it (None: read by the feed's own headings)."""

    source: Source
    feed: Feed
    file: Path | None

    def contract_sha256(self, inbox: Path) -> str:
        """The hash of everything that decides how a file is read, so that a corrected mapping tries again."""
        files = [PROJECT_DIR / "feeds" / f"{self.feed.feed}.yaml"]
        if self.file:
            files.append(self.file)
            if self.source.repair:
                files.append(self.file.parent / self.source.repair.function.split(":")[0])
            files += [self.beside(table.file, inbox) for table in self.code_tables()]
        digest = hashlib.sha256()
        for file in files:
            content = file.read_bytes() if file.is_file() else b""
            digest.update(b"%d\n" % len(content) + content)
        return digest.hexdigest()

    def code_tables(self) -> list[CodeTable]:
        return [column.codes for column in self.source.columns.values() if isinstance(column.codes, CodeTable)]

    def beside(self, name: str, inbox: Path) -> Path:
        """A file named in the source: beside the source file, else in the inbox."""
        near = self.file.parent / name if self.file else inbox / name
        return near if near.exists() else inbox / name


def load_sources(settings: Settings) -> list[Mapped]:
    """All sources by name. Raises RuleError for a file that does not fit or a source named twice."""
    found: dict[str, Mapped] = {}
    for file in sorted(settings.sources.rglob("*.yaml")):
        source = load_model(file, Source)
        if source.source in found:
            other = found[source.source].file
            raise RuleError(f'the source "{source.source}" stands in {other} too.', do="Rename one.", file=file)
        found[source.source] = Mapped(source, check(source, file), file)
    return [found[name] for name in sorted(found)]


def own_headings(feed: Feed) -> Mapped:
    """The source of files that need no source file: named after the feed, with the feed's own headings."""
    return Mapped(Source(source=feed.feed, feed=feed.feed, files=()), feed, None)

"""How long the work takes beside the least it could take: DuckDB alone loading the same files."""

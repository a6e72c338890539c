"""What comes in and what goes out, checked by Great Expectations inside DuckDB."""

"""What comes in and what goes out, checked by Great Expectations inside DuckDB."""

import logging

# Its import alone logs two hundred lines that tell nobody anything.
logging.getLogger("great_expectations").setLevel(logging.WARNING)

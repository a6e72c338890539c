"""Models: who is appraised, what counts for them, and what comes of it; the SQL of `sql/` run in order."""

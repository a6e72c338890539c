"""Statements: a page for each organisation, department and CIO that was appraised, and for each person rewarded."""

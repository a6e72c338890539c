"""Why a subject has its score: taken apart down to clause, rule version, curve and source row."""

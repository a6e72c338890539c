"""The report: one page of an organisation's results of a run; works offline, on a phone, in the dark, on paper."""

"""What people are handed: workbooks, statements and reports, made of what stands in the published database for HR."""

"""The workbook HR works with: an organisation's results of a run, a sheet for each thing HR does with them."""

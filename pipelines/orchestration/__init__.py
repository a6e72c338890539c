"""Airflow around the steps: what the DAGs share, an Airflow of our own, single runs, a local server."""

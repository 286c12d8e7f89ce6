"""What the pipelines run, and what checks the pipelines."""

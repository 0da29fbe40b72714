"""Report to text and JSON. Knows the report and nothing else."""

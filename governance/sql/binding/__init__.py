"""From Trino's tree to DuckDB's text: names resolved, types known, every construct written out by a table of ours."""

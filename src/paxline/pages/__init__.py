"""Values to words, tables, charts and HTML, for the terminal, the report and the dashboard."""

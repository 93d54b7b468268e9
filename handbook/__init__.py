"""What makes the documentation's site beside the pages written by hand: `make docs` calls it through mkdocs."""

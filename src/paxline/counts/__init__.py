"""What the TSA has published, and when it was known."""

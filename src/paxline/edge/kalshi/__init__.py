"""Kalshi's Trade API: its wire format, the talk over HTTP, and its answers in domain values."""

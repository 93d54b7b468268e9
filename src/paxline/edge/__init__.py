"""The outside world; nothing imports it but the wiring."""

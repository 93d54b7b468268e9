"""Fair value to orders: what a rung is worth doing about, and why."""

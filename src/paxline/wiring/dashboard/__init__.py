"""The dashboard: what its pages show of a home, what its forms do to it, and the site that serves them."""

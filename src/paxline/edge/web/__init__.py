"""The dashboard's server: pages on localhost, for this machine's own browser alone."""

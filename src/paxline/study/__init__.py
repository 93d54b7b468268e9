"""Evidence: how well forecasts did, under a fixed protocol, and that none of them saw the future."""

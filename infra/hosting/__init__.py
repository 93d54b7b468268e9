"""One small machine on AWS that runs paxline: what it is made of, as code. Imports nothing from the package."""

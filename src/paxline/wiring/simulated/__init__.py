"""Simulated weeks: the exchange with everybody who trades on it, one client through trouble, and very many of both."""

"""Forecast the weekly TSA passenger volume and price Kalshi's ladder on it.

counts → forecast → market → desk → run: the first four are pure, only the last lets time pass, and the edge
touches the world.
"""

__version__ = "0.1.0"

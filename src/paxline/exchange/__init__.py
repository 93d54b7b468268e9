"""A simulated Kalshi, and a simulated world for it to trade on."""

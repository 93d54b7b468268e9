"""A real account: its signed venue, its arming, and the bot that trades on it."""

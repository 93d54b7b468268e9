"""Distribution to fair value: the contract, its ladder, the book, fees, and the market's own distribution."""

"""What the programs share: the data they run on and the tables they print."""

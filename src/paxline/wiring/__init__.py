"""Where the rooms of the house are joined: the edge's answers become values, and values become results."""

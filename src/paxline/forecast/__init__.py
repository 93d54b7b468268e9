"""History to distribution: what the week's settlement print will be, and how sure one can be."""

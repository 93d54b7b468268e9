"""The running bot: its errands on paper, and what stands around it."""

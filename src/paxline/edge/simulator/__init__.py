"""The simulated exchange over HTTP and WebSocket, in the real one's wire format: an independent reading of the spec."""

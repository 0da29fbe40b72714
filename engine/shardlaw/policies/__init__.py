"""Which policy versions run: locate, resolve, read."""

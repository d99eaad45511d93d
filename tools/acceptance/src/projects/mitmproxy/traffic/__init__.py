"""Shows requests."""

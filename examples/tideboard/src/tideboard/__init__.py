"""A notice board for harbours."""

"""Notices to mariners."""

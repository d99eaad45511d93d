"""Depth logs of small boats."""

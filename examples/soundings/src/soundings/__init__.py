"""Depths below a keel at a tide."""

from .keel import Aground, clearance

__all__ = ["Aground", "clearance"]

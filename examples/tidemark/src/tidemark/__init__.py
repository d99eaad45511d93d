"""A tide, sun and moon almanac for small harbours."""

__version__ = '1.2.0'

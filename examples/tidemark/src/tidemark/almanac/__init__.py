"""What the sky and the sea do: no printing, no files."""

from tidemark.almanac.day import Day, days
from tidemark.almanac.moon import PHASES, phase_name, phase_times
from tidemark.almanac.sun import sun_times

__all__ = ['Day', 'PHASES', 'days', 'phase_name', 'phase_times', 'sun_times']

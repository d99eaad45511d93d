# SPDX-License-Identifier: LGPL-3.0-or-later
"""A place whose tide can be predicted."""

from collections import namedtuple
from datetime import timedelta
from math import cos, radians

from .constituents import CONSTITUENTS, arguments

#: A high or low water: aware datetime, metres above chart datum, and which of the two.
Turn = namedtuple('Turn', 'time height high')

_STEP = timedelta(minutes=10)


class Station:
    """A mean level (metres) and, for each constituent, an amplitude (metres) and phase lag (degrees)."""

    def __init__(self, mean, constituents):
        unknown = sorted(set(constituents) - set(CONSTITUENTS))
        if unknown:
            raise ValueError('no such constituent: %s' % ', '.join(unknown))
        self.mean = float(mean)
        self.constituents = dict(constituents)

    def height(self, moment):
        """Metres above chart datum at an aware datetime."""
        total = self.mean
        for name, (amplitude, lag) in self.constituents.items():
            factor, argument = arguments(name, moment)
            total += factor * amplitude * cos(radians(argument - lag))
        return total

    def turns(self, start, end):
        """Every high and low water from start up to end, in order, to the nearest second or so."""
        before, here = self.height(start - _STEP), self.height(start)
        moment = start
        while moment < end:
            after = self.height(moment + _STEP)
            if (here - before) * (after - here) < 0:
                turn = self._refine(moment - _STEP, moment + _STEP, here > before)
                if start <= turn.time < end:
                    yield turn
            before, here = here, after
            moment += _STEP

    def _refine(self, left, right, high):
        """The one turn between two times, by ternary search."""
        sign = 1 if high else -1
        while right - left > timedelta(seconds=1):
            third = (right - left) / 3
            if sign * self.height(left + third) < sign * self.height(right - third):
                left += third
            else:
                right -= third
        middle = left + (right - left) / 2
        return Turn(middle, self.height(middle), high)

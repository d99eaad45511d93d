"""The moon's phases, after chapter 49 of Meeus, Astronomical Algorithms: good to a few minutes."""

from datetime import datetime, timedelta, timezone
from math import cos, floor, radians, sin

PHASES = ('new moon', 'first quarter', 'full moon', 'last quarter')
_NAMES = (
    'new moon', 'waxing crescent', 'first quarter', 'waxing gibbous',
    'full moon', 'waning gibbous', 'last quarter', 'waning crescent',
)
_MONTH = 29.530588861
_FIRST = datetime(2000, 1, 6, 14, 20, tzinfo=timezone.utc)
_J2000 = datetime(2000, 1, 1, 12, tzinfo=timezone.utc)
#: Terrestrial time runs ahead of the clock by about this much in the 2020s.
_DELTA_T = timedelta(seconds=70)


def phase_time(number):
    """When the moon reaches a quarter of its cycle; number / 4 counts new moons since January 2000."""
    k = number / 4
    century = k / 1236.85
    day = 2451550.09766 + _MONTH * k + 0.00015437 * century**2 - 2451545.0
    sun = radians(2.5534 + 29.10535670 * k)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * century**2)
    latitude = radians(160.7108 + 390.67050284 * k)
    node = radians(124.7746 - 1.56375588 * k)
    e = 1 - 0.002516 * century
    quarter = number % 4
    if quarter in (0, 2):
        day += (
            (-0.40720 if quarter == 0 else -0.40614) * sin(moon)
            + (0.17241 if quarter == 0 else 0.17302) * e * sin(sun)
            + 0.01608 * sin(2 * moon)
            + 0.01039 * sin(2 * latitude)
            + 0.00739 * e * sin(moon - sun)
            - 0.00514 * e * sin(moon + sun)
            + 0.00208 * e * e * sin(2 * sun)
            - 0.00111 * sin(moon - 2 * latitude)
            - 0.00057 * sin(moon + 2 * latitude)
        )
    else:
        w = 0.00306 - 0.00038 * e * cos(sun) + 0.00026 * cos(moon)
        day += (
            -0.62801 * sin(moon)
            + 0.17172 * e * sin(sun)
            - 0.01183 * e * sin(moon + sun)
            + 0.00862 * sin(2 * moon)
            + 0.00804 * sin(2 * latitude)
            + 0.00454 * e * sin(moon - sun)
            + 0.00204 * e * e * sin(2 * sun)
            - 0.00180 * sin(moon - 2 * latitude)
            - 0.00070 * sin(moon + 2 * latitude)
            + (w if quarter == 1 else -w)
        )
    day -= 0.00017 * sin(node)
    return _J2000 + timedelta(days=day) - _DELTA_T


def phase_times(start, end):
    """Every (time, phase) from start up to end, in order."""
    number = _cycle_number(start) - 2
    before = phase_time(number - 1)
    while True:
        moment = phase_time(number)
        assert before < moment, 'phases out of order'
        if moment >= end:
            return
        if moment >= start:
            yield moment, PHASES[number % 4]
        before, number = moment, number + 1


def phase_name(start, end):
    """The phase in words for a day: one of the four where it falls into it, else what is between."""
    for _, name in phase_times(start, end):
        return name
    number = _cycle_number(start) - 2
    while phase_time(number + 1) < start:
        number += 1
    return _NAMES[2 * (number % 4) + 1]


def _cycle_number(moment):
    return floor((moment - _FIRST) / timedelta(days=_MONTH) * 4)

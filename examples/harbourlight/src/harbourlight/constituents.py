# SPDX-License-Identifier: LGPL-3.0-or-later
"""The harmonic constituents: how fast each turns, and where it stands at a given time.

Doodson's numbers and the mean longitudes are those of the usual tables; the nodal
corrections are the first-order ones, good to about one per cent.
"""

from collections import namedtuple
from datetime import datetime, timezone
from math import cos, radians, sin

_EPOCH = datetime(2000, 1, 1, 12, tzinfo=timezone.utc)

#: Multiples of the hour angle and the mean longitudes of moon, sun and lunar perigee; a
#: constant phase in degrees; and the nodal factor and angle as (mean, amplitude) pairs.
Constituent = namedtuple('Constituent', 'name hour moon sun perigee phase factor angle about')

CONSTITUENTS = {
    constituent.name: constituent
    for constituent in (
        Constituent('M2', 2, -2, 2, 0, 0, (1.0, -0.037), -2.1, 'principal lunar, twice a day'),
        Constituent('S2', 2, 0, 0, 0, 0, (1.0, 0.0), 0.0, 'principal solar, twice a day'),
        Constituent('N2', 2, -3, 2, 1, 0, (1.0, -0.037), -2.1, 'larger lunar elliptic'),
        Constituent('K2', 2, 0, 2, 0, 0, (1.024, 0.286), -17.7, 'declinational, twice a day'),
        Constituent('K1', 1, 0, 1, 0, -90, (1.006, 0.115), -8.9, 'declinational, once a day'),
        Constituent('O1', 1, -2, 1, 0, 90, (1.009, 0.187), 10.8, 'principal lunar, once a day'),
        Constituent('P1', 1, 0, -1, 0, 90, (1.0, 0.0), 0.0, 'principal solar, once a day'),
        Constituent('M4', 4, -4, 4, 0, 0, (1.0, -0.074), -4.2, 'shallow water, four times a day'),
    )
}


def arguments(name, moment):
    """Nodal factor and equilibrium argument (degrees) of a constituent at an aware datetime."""
    constituent = CONSTITUENTS[name]
    days = (moment - _EPOCH).total_seconds() / 86400
    hour = 360 * ((days + 0.5) % 1)
    moon = 218.3165 + 13.17639648 * days
    sun = 280.4661 + 0.98564736 * days
    perigee = 83.3532 + 0.11140353 * days
    node = radians(125.0445 - 0.05295377 * days)
    mean, swing = constituent.factor
    argument = (
        constituent.hour * (hour - 180)
        + constituent.moon * moon
        + constituent.sun * sun
        + constituent.perigee * perigee
        + constituent.phase
        + constituent.angle * sin(node)
    )
    return mean + swing * cos(node), argument % 360

"""Sunrise and sunset, after the low-precision formulas of the Astronomical Almanac: good to two minutes."""

from datetime import datetime, timedelta, timezone
from math import acos, asin, atan2, cos, degrees, radians, sin

_J2000 = datetime(2000, 1, 1, 12, tzinfo=timezone.utc)
#: The upper edge of the sun on the horizon, refraction included.
_HORIZON = radians(-0.833)


def sun_times(midnight, latitude, longitude):
    """(sunrise, sunset) of the day that begins at an aware midnight, in its zone.

    Both are None where the sun does not cross the horizon.
    """
    noon = midnight + timedelta(hours=12)
    equation, _declination = _sun(noon)
    # By the sun, where the clock says noon by the zone.
    noon += midnight.utcoffset() - timedelta(hours=longitude / 15 + equation)
    rise = _crossing(noon, latitude, -1)
    fall = _crossing(noon, latitude, 1)
    assert rise is None or fall is None or rise < fall, 'the sun set before it rose'
    zone = midnight.tzinfo
    return (rise and rise.astimezone(zone), fall and fall.astimezone(zone))


def _crossing(noon, latitude, sign):
    moment = noon
    for _ in range(3):
        _equation, declination = _sun(moment)
        height = sin(_HORIZON) - sin(radians(latitude)) * sin(declination)
        cosine = height / (cos(radians(latitude)) * cos(declination))
        if not -1 <= cosine <= 1:
            return None
        moment = noon + sign * timedelta(hours=degrees(acos(cosine)) / 15)
    return moment


def _sun(moment):
    """Equation of time (hours) and declination (radians)."""
    days = (moment - _J2000) / timedelta(days=1)
    mean = (280.460 + 0.9856474 * days) % 360
    anomaly = radians(357.528 + 0.9856003 * days)
    ecliptic = radians(mean + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly))
    tilt = radians(23.439 - 0.0000004 * days)
    ascension = degrees(atan2(cos(tilt) * sin(ecliptic), cos(ecliptic)))
    equation = (mean - ascension + 180) % 360 - 180
    assert abs(equation) < 5, 'equation of time %r degrees' % equation
    return equation / 15, asin(sin(tilt) * sin(ecliptic))

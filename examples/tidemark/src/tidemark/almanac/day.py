"""One day at one harbour."""

from datetime import datetime, time, timedelta

from tidemark.almanac.moon import phase_name
from tidemark.almanac.sun import sun_times


class Day:
    """Tide, sun and moon of a day by the harbour's clock."""

    def __init__(self, harbour, date):
        midnight = datetime.combine(date, time(), harbour.zone)
        end = midnight + timedelta(days=1)
        self.harbour = harbour
        self.date = date
        #: High and low waters in order, in the harbour's clock.
        self.turns = [
            turn._replace(time=turn.time.astimezone(harbour.zone)) for turn in harbour.station.turns(midnight, end)
        ]
        self.sunrise, self.sunset = sun_times(midnight, harbour.latitude, harbour.longitude)
        self.moon = phase_name(midnight, end)
        assert all(first.high != second.high for first, second in zip(self.turns, self.turns[1:]))

    @property
    def range(self):
        """Metres between the day's highest and lowest turn; 0 where there are fewer than two."""
        heights = [turn.height for turn in self.turns]
        return max(heights) - min(heights) if len(heights) > 1 else 0.0


def days(harbour, first, count):
    """`count` days at a harbour, from a date on."""
    return [Day(harbour, first + timedelta(days=number)) for number in range(count)]

import unittest
from datetime import date, datetime, timedelta, timezone

from tests import HERE  # noqa: F401  (puts the sources on sys.path)
from tidemark.almanac import days, phase_name, phase_times, sun_times
from tidemark.harbours import load_harbours


def utc(*parts):
    return datetime(*parts, tzinfo=timezone.utc)


class Moon(unittest.TestCase):
    #: As almanacs give them, to the minute. The first and the last are solar eclipses.
    KNOWN = [
        (utc(2024, 4, 8, 18, 21), 'new moon'),
        (utc(2024, 9, 18, 2, 34), 'full moon'),
        (utc(2025, 3, 6, 16, 32), 'first quarter'),
        (utc(2025, 3, 22, 11, 29), 'last quarter'),
        (utc(2026, 8, 12, 17, 37), 'new moon'),
    ]

    def test_phases_come_when_the_almanacs_say(self):
        for known, name in self.KNOWN:
            found = list(phase_times(known - timedelta(days=1), known + timedelta(days=1)))
            self.assertEqual([phase for _, phase in found], [name])
            self.assertLess(abs(found[0][0] - known), timedelta(minutes=5))

    def test_between_the_phases_it_waxes_and_wanes(self):
        names = [phase_name(utc(2024, 4, day), utc(2024, 4, day + 1)) for day in (8, 10, 15, 20, 23, 26)]
        self.assertEqual(
            names,
            ['new moon', 'waxing crescent', 'first quarter', 'waxing gibbous', 'full moon', 'waning gibbous'],
        )


class Sun(unittest.TestCase):
    def test_rises_at_greenwich_when_the_almanacs_say(self):
        for midnight, rise, fall in [
            (utc(2024, 6, 20), utc(2024, 6, 20, 3, 43), utc(2024, 6, 20, 20, 21)),
            (utc(2024, 12, 21), utc(2024, 12, 21, 8, 4), utc(2024, 12, 21, 15, 53)),
        ]:
            found = sun_times(midnight, 51.48, 0.0)
            self.assertLess(abs(found[0] - rise), timedelta(minutes=3))
            self.assertLess(abs(found[1] - fall), timedelta(minutes=3))

    def test_stays_up_in_the_arctic_summer(self):
        self.assertEqual(sun_times(utc(2024, 6, 20), 75.0, 20.0), (None, None))


class Days(unittest.TestCase):
    def test_every_harbour_has_its_day_on_its_own_clock(self):
        for harbour in load_harbours().values():
            for day in days(harbour, date(2026, 11, 24), 30):
                moments = [turn.time for turn in day.turns] + [day.sunrise, day.sunset]
                self.assertEqual({moment.date() for moment in moments}, {day.date}, harbour.name)
                self.assertGreaterEqual(day.range, 0)

    def test_the_range_is_greatest_after_new_and_full_moon(self):
        month = days(load_harbours()['merrow'], date(2026, 11, 24), 30)
        spring = max(month, key=lambda day: day.range)
        midnight = datetime(spring.date.year, spring.date.month, spring.date.day, tzinfo=timezone.utc)
        names = [name for _, name in phase_times(midnight - timedelta(days=4), midnight + timedelta(days=1))]
        self.assertTrue({'new moon', 'full moon'} & set(names), names)


if __name__ == '__main__':
    unittest.main()

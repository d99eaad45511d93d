"""Tests the library, and that the wheel in Tidemark's wheelhouse comes from this source."""

import sys
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HERE), str(HERE / 'src')]

from build_wheel import WHEEL, wheel_bytes  # noqa: E402
from harbourlight import CONSTITUENTS, Station  # noqa: E402
from harbourlight.constituents import arguments  # noqa: E402

START = datetime(2026, 11, 24, tzinfo=timezone.utc)

#: Degrees per hour, from the tables of the International Hydrographic Organization.
SPEEDS = {
    'M2': 28.9841042, 'S2': 30.0, 'N2': 28.4397295, 'K2': 30.0821373,
    'K1': 15.0410686, 'O1': 13.9430356, 'P1': 14.9589314, 'M4': 57.9682084,
}


class Constituents(unittest.TestCase):
    def test_turn_as_fast_as_the_tables_say(self):
        self.assertEqual(set(SPEEDS), set(CONSTITUENTS))
        for name, speed in SPEEDS.items():
            here = arguments(name, START)[1]
            later = arguments(name, START + timedelta(hours=1))[1]
            self.assertAlmostEqual((later - here) % 360, speed, delta=0.002, msg=name)


class Stations(unittest.TestCase):
    def test_the_sun_alone_brings_high_water_every_twelve_hours(self):
        station = Station(0, {'S2': (1, 0)})
        highs = [turn.time for turn in station.turns(START, START + timedelta(days=2)) if turn.high]
        for first, second in zip(highs, highs[1:]):
            self.assertAlmostEqual((second - first).total_seconds(), 12 * 3600, delta=5)

    def test_high_and_low_water_take_turns_and_bound_the_height(self):
        station = Station(3, {'M2': (2, 110), 'S2': (0.7, 150), 'K1': (0.1, 20)})
        turns = list(station.turns(START, START + timedelta(days=30)))
        self.assertGreater(len(turns), 110)
        for first, second in zip(turns, turns[1:]):
            self.assertNotEqual(first.high, second.high)
            middle = station.height(first.time + (second.time - first.time) / 2)
            self.assertTrue(min(first.height, second.height) < middle < max(first.height, second.height))

    def test_an_unknown_constituent_is_named(self):
        with self.assertRaisesRegex(ValueError, 'X9'):
            Station(0, {'X9': (1, 0)})


class Wheel(unittest.TestCase):
    def test_is_made_from_this_source(self):
        self.assertEqual(WHEEL.read_bytes(), wheel_bytes())


if __name__ == '__main__':
    unittest.main()

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest
from datetime import date
from unittest import mock

from tests import HERE
from tidemark import cli
from tidemark.shell import Almanac


def run(*words):
    """Exit status, output, errors."""
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        try:
            status = cli.main(list(words))
        except SystemExit as error:
            status = error.code
    return status or 0, output.getvalue(), errors.getvalue()


class Commands(unittest.TestCase):
    def test_a_week_has_seven_days(self):
        status, output, _ = run('week', 'merrow', '--from', '2026-11-24')
        self.assertEqual(status, 0)
        self.assertEqual(output.count('Nov 2026'), 7)
        self.assertIn('not for navigation', output)

    def test_the_calendar_has_an_event_for_each_high_water(self):
        _, calendar, _ = run('week', 'hayle-inlet', '--from', '2026-12-01', '--format', 'calendar')
        _, table, _ = run('week', 'hayle-inlet', '--from', '2026-12-01', '--format', 'csv')
        self.assertEqual(calendar.count('BEGIN:VEVENT'), table.count(',high'))
        self.assertGreater(table.count(',high'), 12)

    def test_the_help_is_made_of_docstrings(self):
        _, output, _ = run('--help')
        self.assertIn('without a network', output)
        self.assertIn('Seven days at a harbour.', output)

    def test_mistakes_are_named_with_what_there_is(self):
        self.assertEqual(run('today', 'nowhere')[0], 2)
        self.assertIn('grey-haven, hayle-inlet, merrow, saltholm', run('today', 'nowhere')[2])
        self.assertIn('calendar, csv, table', run('today', 'merrow', '--format', 'pdf')[2])
        self.assertIn('no date like', run('today', 'merrow', '--from', 'monday')[2])

    def test_the_self_test_passes(self):
        status, output, _ = run('selftest')
        self.assertEqual((status, output.count('ok   ')), (0, 4), output)


class Plugins(unittest.TestCase):
    def test_the_source_of_a_format_is_shown_as_it_is(self):
        source = (HERE / 'src' / 'tidemark' / 'plugins' / 'calendar.py').read_text('utf-8')
        self.assertEqual(run('plugin', 'show', 'calendar'), (0, source, ''))

    def test_a_format_of_ones_own_replaces_a_built_in_one(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, 'table.py'), 'w') as file:
                file.write('"""Mine."""\ndef render(days, notice):\n    return "%d days" % len(days)\n')
            with mock.patch.dict(os.environ, TIDEMARK_PLUGINS=folder):
                self.assertEqual(run('week', 'merrow'), (0, '7 days\n', ''))
                self.assertIn('Mine.', run('plugin', 'list')[1])


class Shell(unittest.TestCase):
    def test_answers_until_it_is_told_to_quit(self):
        output = io.StringIO()
        lines = io.StringIO('tides\nat merrow\nhelp tides\nnext\ntides 2\nfly\nquit\ntides\n')
        Almanac(date(2026, 11, 24), stdin=lines, stdout=output).cmdloop()
        text = output.getvalue()
        self.assertIn('choose a harbour first', text)
        self.assertIn('tide, sun and moon from the chosen day on', text)
        self.assertIn('25 Nov 2026', text)
        self.assertIn('no such command: fly', text)
        self.assertEqual(text.count('not for navigation'), 1)


class Import(unittest.TestCase):
    SCRIPT = str(HERE / 'scripts' / 'tidemark-import')
    HEADER = 'harbour,name,latitude,longitude,utc_offset,mean,constituent,amplitude,phase\n'

    def convert(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'constants.csv')
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)
            result = subprocess.run(
                [sys.executable, self.SCRIPT, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False
            )
            return result.returncode, result.stdout.decode(), result.stderr.decode()

    def test_makes_a_harbour_file_that_tidemark_reads(self):
        status, output, _ = self.convert(
            self.HEADER + 'mine,My Quay,50,-4,60,3,M2,1.5,120\nmine,My Quay,50,-4,60,3,S2,0.5,160\n'
        )
        self.assertEqual(status, 0)
        self.assertEqual(json.loads(output)['harbours']['mine']['constituents'], {'M2': [1.5, 120], 'S2': [0.5, 160]})
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'mine.json')
            with open(path, 'w') as file:
                file.write(output)
            with mock.patch.dict(os.environ, TIDEMARK_HARBOURS=path):
                self.assertIn('My Quay', run('today', 'mine', '--from', '2026-11-24')[1])

    def test_names_the_line_that_is_wrong(self):
        status, _, errors = self.convert(self.HEADER + 'mine,My Quay,north,-4,60,3,M2,1.5,120\n')
        self.assertEqual(status, 2)
        self.assertIn('line 2', errors)


if __name__ == '__main__':
    unittest.main()

"""What `tidemark selftest` looks at. Each check gives back what it found, in words."""

import sys
from datetime import date, datetime, timezone

from tidemark import almanac
from tidemark.almanac import days, phase_times
from tidemark.data import read_text
from tidemark.formats import format_files, load_format
from tidemark.harbours import load_harbours


def _data():
    """data files"""
    return '%d harbours, notice of %d characters' % (len(load_harbours()), len(read_text('notice.txt')))


def _formats():
    """formats as source"""
    for name in format_files():
        load_format(name)
    return ', '.join(format_files())


def _arithmetic():
    """arithmetic"""
    start = datetime(2024, 4, 8, tzinfo=timezone.utc)
    moment, name = next(phase_times(start, start.replace(day=10)))
    if name != 'new moon' or moment.strftime('%H:%M') not in ('18:19', '18:20', '18:21', '18:22', '18:23'):
        raise ValueError('the eclipse of 8 April 2024 has its new moon at %s' % moment)
    for harbour in load_harbours().values():
        for day in days(harbour, date(2026, 11, 24), 3):
            if not 1 <= len(day.turns) <= 8:
                raise ValueError('%d tides a day at %s' % (len(day.turns), harbour.name))
    return 'the new moon of the eclipse of 2024, and the tides of three days'


def _docstrings():
    """help texts"""
    if not almanac.__doc__:
        raise ValueError('the docstrings are gone: compiled with -OO?')
    return 'kept'


def run_checks():
    """Prints every check; the exit status, 1 where one failed."""
    print('Python        %s' % sys.version.split()[0])
    print('this module   %s' % ('source' if __file__.endswith('.py') else 'bytecode alone'))
    print('asserts       %s' % ('on' if __debug__ else 'taken out'))
    failed = 0
    for check in (_data, _formats, _arithmetic, _docstrings):
        name = check.__doc__ or check.__name__.strip('_')
        try:
            print('ok   %-18s %s' % (name, check()))
        except Exception as error:
            failed += 1
            print('FAIL %-18s %s: %s' % (name, type(error).__name__, error))
    return 1 if failed else 0

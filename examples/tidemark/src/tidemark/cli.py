"""Tide, sun and moon for small harbours, without a network.

Examples:
  tidemark today merrow
  tidemark week hayle-inlet --from 2026-12-01 --format calendar > tides.ics
  tidemark moon --months 3
  tidemark plugin show table
"""

import argparse
import inspect
import os
import sys
from datetime import date, datetime, timedelta, timezone

from tidemark import __version__
from tidemark.almanac import days, phase_times
from tidemark.data import read_text
from tidemark.errors import TidemarkError
from tidemark.formats import describe_format, format_files, load_format, source_of_format
from tidemark.harbours import find_harbour, load_harbours
from tidemark.selftest import run_checks


def today(arguments):
    """One day at a harbour."""
    show(arguments, 1)


def week(arguments):
    """Seven days at a harbour."""
    show(arguments, 7)


def harbours(arguments):
    """The harbours there are."""
    for key, harbour in sorted(load_harbours().items()):
        print('%-14s %s' % (key, harbour.name))


def moon(arguments):
    """The moon's phases to come, in UTC."""
    start = datetime.combine(arguments.first, datetime.min.time(), timezone.utc)
    for moment, name in phase_times(start, start + timedelta(days=30 * arguments.months)):
        print('%s  %s' % (moment.strftime('%a %d %b %Y %H:%M'), name))


def plugin(arguments):
    """The output formats, which are plugins: list them, or show the source of one."""
    if arguments.action == 'show':
        if arguments.name is None:
            raise TidemarkError('say which one: tidemark plugin show table')
        sys.stdout.write(source_of_format(arguments.name))
        return
    for name, path in format_files().items():
        print('%-10s %s\n%10s %s' % (name, describe_format(load_format(name)), '', path))


def selftest(arguments):
    """Check this installation: its data, formats, arithmetic and how it was compiled."""
    return run_checks()


def show(arguments, count):
    selected = days(find_harbour(arguments.harbour), arguments.first, count)
    print(load_format(arguments.format).render(selected, read_text('notice.txt').strip()))


def iso_date(text):
    try:
        return datetime.strptime(text, '%Y-%m-%d').date()
    except ValueError:
        raise argparse.ArgumentTypeError('"%s" is no date like 2026-12-01' % text)


def months(text):
    if not text.isdigit() or not 1 <= int(text) <= 1200:
        raise argparse.ArgumentTypeError('"%s" is no number from 1 to 1200' % text)
    return int(text)


def build_parser():
    """The command line; its help is made of the docstrings above."""
    parser = argparse.ArgumentParser(
        description=inspect.getdoc(sys.modules[__name__]), formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument('--version', action='version', version='tidemark ' + __version__)
    commands = parser.add_subparsers(dest='command', metavar='COMMAND')
    for function in (today, week, harbours, moon, plugin, selftest):
        text = inspect.getdoc(function)
        command = commands.add_parser(function.__name__, help=text, description=text)
        command.set_defaults(run=function)
        if function in (today, week):
            command.add_argument('harbour', help='its key; see "tidemark harbours"')
            command.add_argument('--format', default='table', help='see "tidemark plugin list"; default: table')
        if function in (today, week, moon):
            command.add_argument(
                '--from', dest='first', metavar='DATE', type=iso_date, default=date.today(), help='default: today'
            )
        if function is moon:
            command.add_argument('--months', type=months, default=2, help='of 30 days; default: 2')
        if function is plugin:
            command.add_argument('action', choices=('list', 'show'))
            command.add_argument('name', nargs='?')
    return parser


def main(words=None):
    """The console script: the exit status."""
    parser = build_parser()
    arguments = parser.parse_args(words)
    if arguments.command is None:
        parser.print_help()
        return 2
    if hasattr(sys.stdout, 'reconfigure'):
        sys.stdout.reconfigure(errors='replace')
    try:
        status = arguments.run(arguments)
        sys.stdout.flush()
        return status
    except TidemarkError as error:
        print('tidemark: %s' % error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # As head(1) and less(1) leave it; Python must not try to flush once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141

"""An interactive almanac: the prompt that stays open on the harbour office's terminal."""

import cmd
import sys
from datetime import date, timedelta

from tidemark.almanac import days
from tidemark.data import read_text
from tidemark.errors import TidemarkError
from tidemark.formats import load_format
from tidemark.harbours import find_harbour, load_harbours


class Almanac(cmd.Cmd):
    """Its help is made of the docstrings of the commands."""

    intro = 'Tidemark. Type help for the commands.'

    def __init__(self, today=None, stdin=None, stdout=None):
        super().__init__(stdin=stdin, stdout=stdout)
        self.use_rawinput = stdin is None
        self.today = today or date.today()
        self.harbour = None

    @property
    def prompt(self):
        return '%s %s> ' % (self.harbour.key if self.harbour else 'no harbour', self.today.isoformat())

    def do_at(self, line):
        """at HARBOUR: choose the harbour."""
        self.harbour = find_harbour(line.strip())
        self.say('%s' % self.harbour.name)

    def complete_at(self, text, line, begin, end):
        return sorted(key for key in load_harbours() if key.startswith(text))

    def do_tides(self, line):
        """tides [DAYS]: tide, sun and moon from the chosen day on; one day without a number."""
        if self.harbour is None:
            raise TidemarkError('choose a harbour first: at %s' % sorted(load_harbours())[0])
        words = line.split() or ['1']
        if not words[0].isdigit() or not 1 <= int(words[0]) <= 366:
            raise TidemarkError('"%s" is no number of days from 1 to 366' % words[0])
        selected = days(self.harbour, self.today, int(words[0]))
        self.say(load_format('table').render(selected, read_text('notice.txt').strip()))

    def do_next(self, line):
        """next: go on to the next day."""
        self.today += timedelta(days=1)

    def do_quit(self, line):
        """quit: leave."""
        return True

    def do_EOF(self, line):
        """The end of the input: leave."""
        self.say('')
        return True

    def emptyline(self):
        pass

    def default(self, line):
        raise TidemarkError('no such command: %s; type help' % line.split()[0])

    def onecmd(self, line):
        try:
            return super().onecmd(line)
        except TidemarkError as error:
            self.say('%s' % error)

    def say(self, text):
        self.stdout.write(text + '\n')


def main():
    """The console script."""
    if hasattr(sys.stdout, 'reconfigure'):
        sys.stdout.reconfigure(errors='replace')
    try:
        Almanac().cmdloop()
    except KeyboardInterrupt:
        print()
        return 130
    return 0

"""The harbours: those that ship with Tidemark, and those of a user's own file."""

import json
import os
from datetime import timedelta, timezone

from harbourlight import Station

from tidemark.data import read_text
from tidemark.errors import TidemarkError

#: A harbour file, used besides the built-in one.
VARIABLE = 'TIDEMARK_HARBOURS'


class Harbour:
    """A place, its clock and its tide."""

    def __init__(self, key, name, latitude, longitude, zone, station):
        self.key = key
        self.name = name
        #: Degrees, north and east positive.
        self.latitude = latitude
        self.longitude = longitude
        self.zone = zone
        self.station = station


def load_harbours():
    """Every harbour by key. A user's own replaces a built-in one of the same key."""
    harbours = _parse(read_text('harbours.json'), 'the built-in harbours')
    path = os.environ.get(VARIABLE)
    if path:
        try:
            with open(path, encoding='utf-8') as file:
                text = file.read()
        except OSError as error:
            raise TidemarkError('%s names %s: %s' % (VARIABLE, path, error.strerror))
        harbours.update(_parse(text, path))
    return harbours


def find_harbour(key):
    """The harbour of that key.

    Raises TidemarkError, which names those there are.
    """
    harbours = load_harbours()
    if key not in harbours:
        raise TidemarkError('no harbour "%s"; there are: %s' % (key, ', '.join(sorted(harbours))))
    return harbours[key]


def _parse(text, origin):
    try:
        entries = json.loads(text)['harbours']
        return {key: _harbour(key, entry) for key, entry in entries.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TidemarkError('%s: not a harbour file (%s: %s)' % (origin, type(error).__name__, error))


def _harbour(key, entry):
    constituents = {name: (float(high), float(lag)) for name, (high, lag) in entry['constituents'].items()}
    return Harbour(
        key,
        entry['name'],
        float(entry['latitude']),
        float(entry['longitude']),
        timezone(timedelta(minutes=int(entry['utc_offset']))),
        Station(entry['mean'], constituents),
    )

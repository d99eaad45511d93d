"""iCalendar (RFC 5545), for phones: one event for each high water."""

from datetime import timedelta, timezone


def render(days, notice):
    lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//tidemark//EN']
    for day in days:
        for turn in day.turns:
            if turn.high:
                start = stamp(turn.time)
                lines += [
                    'BEGIN:VEVENT',
                    'UID:%s-%s@tidemark' % (day.harbour.key, start),
                    'DTSTAMP:%s' % start,
                    'DTSTART:%s' % start,
                    'DTEND:%s' % stamp(turn.time + timedelta(minutes=30)),
                    'SUMMARY:High water %.1f m\\, %s' % (turn.height, day.harbour.name),
                    'DESCRIPTION:%s' % notice,
                    'END:VEVENT',
                ]
    return '\r\n'.join(lines + ['END:VCALENDAR', ''])


def stamp(moment):
    return moment.astimezone(timezone.utc).strftime('%Y%m%dT%H%M%SZ')

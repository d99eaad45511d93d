"""A table for people, one line a day.

A day has: harbour (name, latitude, longitude), date, turns (time, height, high),
sunrise and sunset (None where the sun stays up or down), moon, and range.
"""


def render(days, notice):
    lines = []
    harbour = None
    for day in days:
        if day.harbour is not harbour:
            harbour = day.harbour
            lines += ['%s  (%.1f, %.1f)' % (harbour.name, harbour.latitude, harbour.longitude), '']
            lines += ['%-16s %-7s %-7s %-48s %s' % ('', 'sunrise', 'sunset', 'high and low water', 'moon')]
        turns = '  '.join(
            '%s%s %.1f' % ('H' if turn.high else 'L', turn.time.strftime('%H:%M'), turn.height) for turn in day.turns
        )
        lines.append(
            '%-16s %-7s %-7s %-48s %s'
            % (day.date.strftime('%a %d %b %Y'), clock(day.sunrise), clock(day.sunset), turns, day.moon)
        )
    return '\n'.join(lines + ['', notice])


def clock(moment):
    return moment.strftime('%H:%M') if moment else '-'

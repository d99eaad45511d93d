"""Comma-separated values, for spreadsheets: one line for each high and low water."""


def render(days, notice):
    lines = ['harbour,time,height_m,water']
    for day in days:
        for turn in day.turns:
            moment = turn.time.isoformat(timespec='minutes')
            lines.append('%s,%s,%.2f,%s' % (day.harbour.key, moment, turn.height, 'high' if turn.high else 'low'))
    return '\n'.join(lines)

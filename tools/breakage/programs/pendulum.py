# /// script
# requires-python = "==3.12.*"
# dependencies = ["pendulum==3.0.0", "python-dateutil==4.0.0", "time-machine==3.6.0", "tzdata==2026.6"]
#
# [tool.breakage]
# breaks = []
# ///

import pendulum

print(pendulum.datetime(2024, 1, 31).add(months=1).isoformat(), pendulum.duration(days=3).in_words())

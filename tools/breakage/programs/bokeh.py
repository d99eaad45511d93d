# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "bokeh==3.3.0",
#     "contourpy==1.3.3",
#     "jinja2==3.1.6",
#     "markupsafe==3.0.4",
#     "numpy==2.4.6",
#     "packaging==26.4",
#     "pandas==3.1.1",
#     "pillow==13.0.0",
#     "python-dateutil==4.0.0",
#     "pyyaml==6.0.4",
#     "tornado==6.6.1",
#     "tzdata==2026.6",
#     "xyzservices==2026.9.1",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

from bokeh.command.subcommands import all

print(len(all))

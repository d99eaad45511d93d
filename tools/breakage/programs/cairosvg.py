# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "CairoSVG==2.5.2",
#     "cairocffi==1.7.1",
#     "cffi==2.1.1",
#     "cssselect2==0.10.1",
#     "defusedxml==0.7.1",
#     "pillow==13.0.0",
#     "pycparser==3.12",
#     "tinycss2==1.5.1",
#     "webencodings==0.6.1",
# ]
#
# [tool.breakage]
# breaks = ["-OO", "zip"]
# see = "https://github.com/Kozea/CairoSVG/pull/337"
# ///

import cairosvg

print(callable(cairosvg.svg2png))

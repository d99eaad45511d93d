# /// script
# requires-python = "==3.9.*"
# dependencies = [
#     "daft-pgm==0.1.2",
#     "contourpy==1.3.0",
#     "cycler==0.12.1",
#     "fonttools==4.60.2",
#     "importlib-resources==6.5.2",
#     "kiwisolver==1.4.7",
#     "matplotlib==3.9.4",
#     "numpy==2.0.2",
#     "packaging==26.3",
#     "pillow==11.3.0",
#     "pyparsing==3.3.3",
#     "python-dateutil==3.0.0",
#     "setuptools==82.0.1",
#     "six==1.17.0",
#     "tzdata==2026.6",
#     "zipp==3.23.1",
# ]
#
# [tool.breakage]
# breaks = ["-O", "-OO"]
# see = "https://github.com/daft-dev/daft/issues/167"
# ///

import daft

try:
    daft.Node('n', 'n', 1, 1, alternate=True, fixed=True)
    print('made')
except AssertionError:
    print('refused')

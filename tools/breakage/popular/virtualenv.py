# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "virtualenv==21.15.11",
#     "distlib==0.4.4",
#     "filelock==4.3.1",
#     "packaging==26.4",
#     "platformdirs==4.14.8",
#     "python-discovery==1.9.6",
# ]
#
# [tool.breakage]
# breaks = ["no-source"]
# confirms = ["virtualenv/create/creator.py:52"]
# ///

import os
from virtualenv import cli_run

cli_run(['tide', '--without-pip', '--no-periodic-update'])
print(os.path.exists('tide/bin/python'))

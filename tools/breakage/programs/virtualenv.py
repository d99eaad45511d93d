# /// script
# requires-python = "==3.12.*"
# dependencies = ["virtualenv==20.26.2", "distlib==0.4.4", "filelock==3.32.7", "platformdirs==4.14.8"]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

import os
from virtualenv import cli_run

cli_run(['env', '--no-download', '--without-pip', '--app-data', 'data'])
print(os.path.exists('env/bin/python'))

# /// script
# requires-python = "==3.11.*"
# dependencies = ["supervisor==4.2.5", "setuptools==84.2.1"]
#
# [tool.breakage]
# breaks = ["-OO", "empty", "zip"]
# ///

import sys
from supervisor.supervisorctl import main

sys.argv = ['supervisorctl']
main(['--help'])

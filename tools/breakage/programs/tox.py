# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "tox==3.28.0",
#     "distlib==0.4.4",
#     "filelock==4.3.1",
#     "packaging==26.4",
#     "platformdirs==4.14.8",
#     "pluggy==1.7.0",
#     "py==1.11.0",
#     "python-discovery==1.9.6",
#     "setuptools==69.5.1",
#     "six==1.17.0",
#     "virtualenv==21.15.11",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

import sys
from tox.interpreters import ExecFailed, run_and_get_interpreter_info

print(run_and_get_interpreter_info('py', sys.executable).version_info[0])

# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "jedi==0.20.1",
#     "parso==0.8.7",
# ]
#
# [tool.breakage]
# breaks = ["no-source"]
# confirms = ["jedi/__main__.py:66"]
# ///

import os
import runpy
import sys

sys.argv = ['jedi', 'repl']
try:
    runpy.run_module('jedi', run_name='__main__', alter_sys=False)
except SystemExit:
    pass
import jedi
print(os.path.exists(os.path.join(os.path.dirname(jedi.__file__), 'api', 'replstartup.py')))

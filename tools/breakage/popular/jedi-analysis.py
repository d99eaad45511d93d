# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "jedi==0.20.1",
#     "parso==0.8.7",
# ]
#
# [tool.breakage]
# breaks = ["-O"]
# confirms = ["jedi/inference/analysis.py:174"]
# ///

import jedi
from jedi.api.environment import InterpreterEnvironment

SOURCE = '''
class Sea:
    pass

sea = Sea()
if len(sea):
    sea.tide
if hasattr(sea, "tide"):
    sea.tide
'''
for error in jedi.Script(SOURCE, environment=InterpreterEnvironment())._analysis():
    print(error)

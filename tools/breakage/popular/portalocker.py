# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "portalocker==4.4.2",
# ]
#
# [tool.breakage]
# breaks = ["no-source"]
# confirms = ["portalocker/__main__.py:32"]
# ///

import os
import portalocker
from portalocker import __main__ as program

for name in ('README.md', 'LICENSE'):
    place = os.path.join(str(program.base_path), name)
    if not os.path.exists(place):
        with open(place, 'w') as file:
            file.write('tide\n')
program.main(['combine', '--output-file', 'one.py'])
print(os.path.getsize('one.py') > 1000)

# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "pyproject-hooks==1.3.3",
# ]
#
# [tool.breakage]
# breaks = ["no-source"]
# confirms = ["pyproject_hooks/_in_process/__init__.py:14"]
# ///

import os
from pyproject_hooks import BuildBackendHookCaller

os.makedirs('project')
with open('project/backend.py', 'w') as file:
    file.write('def get_requires_for_build_wheel(config_settings=None):\n    return ["tide"]\n')
print(BuildBackendHookCaller('project', 'backend', backend_path=['.']).get_requires_for_build_wheel())

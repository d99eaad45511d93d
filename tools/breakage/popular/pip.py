# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "pip==26.3",
# ]
#
# [tool.breakage]
# breaks = ["no-source"]
# confirms = ["pip/_vendor/pyproject_hooks/_in_process/__init__.py:14"]
# ///

from pip._vendor.pyproject_hooks import BuildBackendHookCaller

import os
os.makedirs('project')
open('project/backend.py', 'w').write('def get_requires_for_build_wheel(config_settings=None):\n    return ["tide"]\n')
print(BuildBackendHookCaller('project', 'backend', backend_path=['.']).get_requires_for_build_wheel())

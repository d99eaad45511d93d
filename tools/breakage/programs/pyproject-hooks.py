# /// script
# requires-python = "==3.12.*"
# dependencies = ["pyproject_hooks==1.1.0", "setuptools==70.0.0"]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

import pyproject_hooks
import os

open('setup.py', 'w').write('import setuptools; setuptools.setup(name="a", version="1")\n')
caller = pyproject_hooks.BuildBackendHookCaller('.', 'setuptools.build_meta', runner=pyproject_hooks.quiet_subprocess_runner)
print(caller.get_requires_for_build_wheel())

# /// script
# requires-python = "==3.11.*"
# dependencies = ["pep517==0.13.0", "setuptools==70.0.0"]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

from pep517.wrappers import Pep517HookCaller, quiet_subprocess_runner

open('setup.py', 'w').write('import setuptools; setuptools.setup(name="a", version="1")\n')
print(Pep517HookCaller('.', 'setuptools.build_meta', runner=quiet_subprocess_runner).get_requires_for_build_wheel())

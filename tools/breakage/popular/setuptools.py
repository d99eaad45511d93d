# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "setuptools==84.2.1",
# ]
#
# [tool.breakage]
# breaks = ["-O"]
# confirms = ["setuptools/command/bdist_wheel.py:427"]
# ///

from setuptools import Distribution, Extension
from setuptools.command.bdist_wheel import bdist_wheel

command = bdist_wheel(Distribution({'name': 'tide', 'version': '1.0', 'ext_modules': [Extension('tide', ['tide.c'])]}))
command.ensure_finalized()
command.root_is_pure = False
command.plat_name, command.plat_name_supplied = 'any', True
try:
    command._validate_tag(('cp27', 'cp27mu', 'any'))
    print('accepted')
except AssertionError as error:
    print(error)

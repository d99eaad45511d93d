# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "debugpy==1.8.22",
# ]
#
# [tool.breakage]
# breaks = ["-O"]
# confirms = ["debugpy/_vendored/pydevd/_pydevd_bundle/pydevd_collect_bytecode_info.py:433"]
# ///

import debugpy._vendored.force_pydevd
from _pydevd_bundle.pydevd_collect_bytecode_info import collect_try_except_info_from_contents

SOURCE = '''
try:
    try:
        pass
    except ValueError:
        raise
    raise KeyError
except KeyError:
    raise
'''
for info in collect_try_except_info_from_contents(SOURCE):
    print(info)

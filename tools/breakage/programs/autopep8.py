# /// script
# requires-python = "==3.8.*"
# dependencies = ["autopep8==1.2.1", "pep8==1.7.1"]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/hhatto/autopep8/issues/225"
# ///

import autopep8

print(autopep8.parse_args(['a.py']).files)

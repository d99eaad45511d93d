# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "json5==0.17.3",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# confirms = ["json5/tool.py:108"]
# ///

from json5.tool import main

try:
    main(['--help'])
except SystemExit as error:
    print(error.code)

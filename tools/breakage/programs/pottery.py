# /// script
# requires-python = "==3.11.*"
# dependencies = ["pottery==3.0.0", "mmh3==5.3.1", "redis==4.6.0", "typing-extensions==4.16.0"]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/brainix/pottery/issues/702"
# ///

import pottery

print(pottery.__version__)

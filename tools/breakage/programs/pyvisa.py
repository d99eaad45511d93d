# /// script
# requires-python = "==3.8.*"
# dependencies = ["PyVISA==1.8", "setuptools==69.5.1"]
#
# [tool.breakage]
# breaks = ["-OO"]
# ///

import visa

print(visa.__name__)

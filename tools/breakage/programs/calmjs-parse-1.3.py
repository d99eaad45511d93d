# /// script
# requires-python = "==3.9.*"
# dependencies = ["calmjs.parse==1.3.1", "ply==3.11", "setuptools==69.0.0"]
#
# [tool.breakage]
# breaks = []
# ///

from calmjs.parse import es5

print(str(es5('var a = 1;')).strip())

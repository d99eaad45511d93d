# /// script
# requires-python = "==3.8.*"
# dependencies = ["calmjs.parse==1.2.2", "ply==3.11", "setuptools==75.3.4"]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/calmjs/calmjs.parse/issues/29"
# ///

from calmjs.parse import es5

print(str(es5('var a = 1;')).strip())

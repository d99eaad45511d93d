# /// script
# requires-python = "==3.9.*"
# dependencies = ["cloudpathlib==0.9.0"]
#
# [tool.breakage]
# breaks = []
# see = "https://github.com/drivendataorg/cloudpathlib/issues/238"
# ///

from cloudpathlib import AnyPath

# The docstrings that it adds to are those of Python's own pathlib.
print(AnyPath('a/b').name)

# /// script
# requires-python = "==3.9.*"
# dependencies = ["jsonpath-rw==1.4.0", "decorator==5.3.1", "ply==3.11", "six==1.17.0"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# see = "https://github.com/kennknowles/python-jsonpath-rw/issues/3"
# ///

from jsonpath_rw import parse

print([match.value for match in parse('a[*].b').find({'a': [{'b': 1}]})])

# /// script
# requires-python = "==3.12.*"
# dependencies = ["jsonpath-ng==1.6.1", "ply==3.11"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# see = "https://github.com/h2non/jsonpath-ng/issues/121"
# ///

from jsonpath_ng import parse

print([match.value for match in parse('a[*].b').find({'a': [{'b': 1}]})])

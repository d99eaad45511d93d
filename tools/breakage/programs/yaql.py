# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "yaql==3.0.0",
#     "pbr==7.1.3",
#     "ply==3.11",
#     "python-dateutil==4.0.0",
#     "setuptools==84.2.1",
#     "tzdata==2026.6",
# ]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///

import yaql
e = yaql.factory.YaqlFactory().create()
print(e('$.a.where($ > 1)').evaluate(data={'a': [1, 2, 3]}))

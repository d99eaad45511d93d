# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "altair==6.3.0",
#     "attrs==26.1.0",
#     "jinja2==3.1.6",
#     "jsonschema==4.26.0",
#     "jsonschema-specifications==2025.9.1",
#     "markupsafe==3.0.4",
#     "narwhals==2.29.0",
#     "packaging==26.4",
#     "referencing==0.37.0",
#     "rpds-py==2026.9.1",
#     "typing-extensions==4.16.0",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# confirms = ["altair/utils/core.py:747"]
# ///

import altair

print(altair.__name__)

# /// script
# requires-python = "==3.9.*"
# dependencies = [
#     "altair==4.2.0",
#     "attrs==26.1.0",
#     "entrypoints==0.4.2",
#     "jinja2==3.1.6",
#     "jsonschema==4.17.3",
#     "markupsafe==3.0.4",
#     "numpy==2.0.2",
#     "pandas==2.3.3",
#     "pyrsistent==0.20.0",
#     "python-dateutil==3.0.0",
#     "pytz==2026.6",
#     "six==1.17.0",
#     "toolz==1.2.0",
#     "tzdata==2026.6",
# ]
#
# [tool.breakage]
# breaks = []
# ///

import altair as alt
print(alt.Chart('a.csv').mark_bar().encode(x='a:Q').to_dict()['mark'])

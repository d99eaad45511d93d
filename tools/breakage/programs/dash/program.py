# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "dash==2.9.3",
#     "click==8.1.3",
#     "dash-core-components==2.0.0",
#     "dash-html-components==2.0.0",
#     "dash-table==5.0.0",
#     "flask==2.2.5",
#     "itsdangerous==2.1.2",
#     "jinja2==3.1.2",
#     "markupsafe==2.1.2",
#     "packaging==23.1",
#     "plotly==5.14.1",
#     "setuptools==67.8.0",
#     "tenacity==8.2.2",
#     "werkzeug==2.2.3",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

import os

import dash

dash.Dash(__name__, use_pages=True, pages_folder=os.path.join(os.path.dirname(os.path.abspath(__file__)), 'pages'))
print([page['path'] for page in dash.page_registry.values()])

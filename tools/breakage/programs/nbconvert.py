# /// script
# requires-python = "==3.11.*"
# dependencies = [
#     "nbconvert==7.16.4",
#     "attrs==26.1.0",
#     "beautifulsoup4==4.15.0",
#     "bleach==6.4.0",
#     "defusedxml==0.7.1",
#     "fastjsonschema==2.22.3",
#     "jinja2==3.1.6",
#     "jsonschema==4.26.0",
#     "jsonschema-specifications==2025.9.1",
#     "jupyter-client==8.10.0",
#     "jupyter-core==5.9.1",
#     "jupyterlab-pygments==0.3.0",
#     "markupsafe==3.0.4",
#     "mistune==3.4.0",
#     "nbclient==0.11.0",
#     "nbformat==5.11.1",
#     "packaging==26.4",
#     "pandocfilters==1.5.1",
#     "platformdirs==4.14.8",
#     "pygments==2.21.0",
#     "python-dateutil==4.0.0",
#     "pyzmq==27.3.0",
#     "referencing==0.37.0",
#     "rpds-py==2026.9.1",
#     "soupsieve==2.10",
#     "tinycss2==1.5.1",
#     "tornado==6.6.1",
#     "traitlets==5.16.1",
#     "typing-extensions==4.16.0",
#     "tzdata==2026.6",
#     "webencodings==0.6.1",
# ]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/jupyter/nbconvert/pull/2160"
# ///

import nbconvert

print(nbconvert.PythonExporter.__name__)

# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "jupyter-server==2.21.1",
#     "anyio==4.16.0",
#     "argon2-cffi==25.1.0",
#     "argon2-cffi-bindings==26.2.0",
#     "arrow==1.4.0",
#     "attrs==26.1.0",
#     "beautifulsoup4==4.15.0",
#     "bleach==6.4.0",
#     "cffi==2.1.1",
#     "defusedxml==0.7.1",
#     "fastjsonschema==2.22.3",
#     "fqdn==1.6.0",
#     "idna==3.20",
#     "isoduration==20.11.0",
#     "jinja2==3.1.6",
#     "jsonpointer==3.12",
#     "jsonschema==4.26.0",
#     "jsonschema-specifications==2025.9.1",
#     "jupyter-client==8.10.0",
#     "jupyter-core==5.9.1",
#     "jupyter-events==0.12.1",
#     "jupyter-server-terminals==0.5.4",
#     "jupyterlab-pygments==0.3.0",
#     "lark==1.3.1",
#     "markupsafe==3.0.4",
#     "mistune==3.4.0",
#     "nbclient==0.11.0",
#     "nbconvert==7.17.2",
#     "nbformat==5.11.1",
#     "packaging==26.4",
#     "pandocfilters==1.5.1",
#     "platformdirs==4.14.8",
#     "prometheus-client==0.26.0",
#     "ptyprocess==0.7.0",
#     "pycparser==3.12",
#     "pygments==2.21.0",
#     "python-dateutil==4.0.0",
#     "python-json-logger==4.2.0",
#     "pyyaml==6.0.4",
#     "pyzmq==27.3.0",
#     "referencing==0.37.0",
#     "rfc3339-validator==0.1.4",
#     "rfc3986-validator==0.1.1",
#     "rfc3987-syntax==1.1.0",
#     "rpds-py==2026.9.1",
#     "send2trash==2.2.0",
#     "six==1.17.0",
#     "soupsieve==4.1.3",
#     "terminado==0.18.1",
#     "tinycss2==1.5.1",
#     "tornado==6.6.1",
#     "traitlets==5.16.1",
#     "typing-extensions==4.16.0",
#     "tzdata==2026.6",
#     "uri-template==1.3.0",
#     "webcolors==25.10.0",
#     "webencodings==0.6.1",
#     "websocket-client==1.9.2",
# ]
#
# [tool.breakage]
# breaks = ["-O"]
# confirms = ["jupyter_server/serverapp.py:1102"]
# ///

from jupyter_server.serverapp import ServerApp
from traitlets import TraitError

try:
    ServerApp().sock_mode = '0100'
    print('accepted')
except TraitError as error:
    print(error)

# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "marimo==0.10.7",
#     "anyio==4.16.0",
#     "click==8.5.1",
#     "docutils==0.23",
#     "h11==0.16.0",
#     "idna==3.20",
#     "itsdangerous==2.2.0",
#     "jedi==0.20.1",
#     "markdown==3.11.3",
#     "narwhals==2.29.0",
#     "packaging==26.4",
#     "parso==0.8.7",
#     "psutil==7.2.2",
#     "pygments==2.21.0",
#     "pymdown-extensions==10.21.3",
#     "pyyaml==6.0.4",
#     "ruff==0.17.6",
#     "starlette==1.10.0",
#     "tomlkit==0.15.2",
#     "typing-extensions==4.16.0",
#     "uvicorn==0.54.0",
#     "websockets==17.4",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# see = "https://github.com/marimo-team/marimo/issues/3828"
# ///

import marimo

print(marimo.App.__name__)

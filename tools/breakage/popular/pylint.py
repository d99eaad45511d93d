# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "pylint==4.1.4",
#     "astroid==4.3.4",
#     "dill==0.4.1",
#     "isort==9.0.2",
#     "mccabe==0.7.0",
#     "mypy-extensions==1.2.0",
#     "platformdirs==4.14.8",
#     "tomlkit==0.15.2",
# ]
#
# [tool.breakage]
# breaks = ["no-source"]
# confirms = ["pylint/config/callback_actions.py:219"]
# ///

from pylint.lint import Run

Run(['--list-extensions'], exit=False)

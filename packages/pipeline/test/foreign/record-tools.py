"""What pip and `installer` say of wheels: prints the names of those that each refuses, as JSON.

Usage: record-tools.py FOLDER WHEEL...; pip installs below FOLDER.
"""
import json
import os
import sys

from installer.sources import WheelFile
from pip._internal.cli.main import main

QUIET = ["install", "--quiet", "--no-deps", "--no-index", "--no-compile", "--no-cache-dir", "--no-input"]


def pip_refuses(wheel, target):
    # pip keeps state in its modules, so each wheel has a process of its own.
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        try:
            status = main([*QUIET, "--disable-pip-version-check", "--target", target, wheel])
        except BaseException:
            status = 1
        os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def installer_refuses(wheel):
    try:
        with WheelFile.open(wheel) as source:
            source.validate_record(validate_contents=True)
            # What `installer` reads of RECORD when it installs.
            list(source.get_contents())
    except Exception:
        return True
    return False


folder, *wheels = sys.argv[1:]
refused = {"pip": [], "installer": []}
for number, wheel in enumerate(wheels):
    if pip_refuses(wheel, os.path.join(folder, str(number))):
        refused["pip"].append(wheel)
    if installer_refuses(wheel):
        refused["installer"].append(wheel)
print(json.dumps(refused))

"""The command depthlog."""

import argparse
import sys
from pathlib import Path

import markupsafe._speedups
import yaml

from .log import BadLog, read_log
from .table import write_table


def main() -> int:
    """Write a table of a log to standard output."""
    parser = argparse.ArgumentParser(prog="depthlog", description="Turn a depth log into a table in HTML.")
    parser.add_argument("log", type=Path, nargs="?", help="a log in YAML")
    parser.add_argument("--native", action="store_true", help="print the machine code that runs here")
    arguments = parser.parse_args()
    if arguments.native:
        for module in (yaml._yaml, markupsafe._speedups):
            print(Path(module.__file__).name)
        return 0
    if arguments.log is None:
        parser.error("name a log")
    try:
        print(write_table(read_log(arguments.log.read_text("utf-8"))))
    except (OSError, BadLog) as error:
        print(f"depthlog: {error}", file=sys.stderr)
        return 1
    return 0

"""Reads a log: a list of soundings in YAML."""

from dataclasses import dataclass

import yaml


@dataclass(frozen=True)
class Sounding:
    """A depth in metres at a place."""

    place: str
    depth: float


class BadLog(Exception):
    """A log that is not a list of places with depths."""


def read_log(text: str) -> list[Sounding]:
    """Read the soundings of a log.

    CSafeLoader is the parser in C; it constructs plain values only.
    """
    try:
        rows = yaml.load(text, Loader=yaml.CSafeLoader)
        return [Sounding(str(row["place"]), float(row["depth"])) for row in rows]
    except (yaml.YAMLError, TypeError, KeyError, ValueError) as error:
        raise BadLog(f"not a log: {error}") from error

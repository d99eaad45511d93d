"""Writes soundings as a table in HTML."""

from markupsafe import Markup

from .log import Sounding

ROW = Markup("<tr><td>{}</td><td>{:.1f} m</td></tr>")


def write_table(soundings: list[Sounding]) -> str:
    """Write a table, the shallowest place first. Places are text, whatever they contain."""
    rows = sorted(soundings, key=lambda each: each.depth)
    lines = [ROW.format(each.place, each.depth) for each in rows]
    return "\n".join(["<table>", *lines, "</table>"])

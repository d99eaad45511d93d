"""Runs from a checkout: the sources, and the wheel of the one dependency, which Python imports as it is."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HERE / 'src')] + [str(wheel) for wheel in (HERE / 'wheelhouse').glob('*.whl')]

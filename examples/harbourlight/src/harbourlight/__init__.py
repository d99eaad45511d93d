# SPDX-License-Identifier: LGPL-3.0-or-later
"""Heights and turns of the tide from harmonic constituents."""

from .constituents import CONSTITUENTS, Constituent
from .station import Station, Turn

__version__ = '1.4.0'
__all__ = ['CONSTITUENTS', 'Constituent', 'Station', 'Turn']

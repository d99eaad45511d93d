"""How much water is below a keel."""


class Aground(Exception):
    """There is no water below the keel."""


def clearance(charted: float, tide: float, draught: float) -> float:
    """Return the water below the keel in metres.

    Raises Aground if there is none.
    """
    water = round(charted + tide - draught, 2)
    if water <= 0:
        raise Aground(f"{-water} m short of water")
    return water

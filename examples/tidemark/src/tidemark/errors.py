"""What a user can put right."""


class TidemarkError(Exception):
    """Its text is shown without a traceback; the exit status is 2."""

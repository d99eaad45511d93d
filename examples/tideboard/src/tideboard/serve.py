"""The command tideboard-serve: the service behind a web server."""

import argparse
import logging

from waitress import serve

from .wsgi import application


def main() -> None:
    """Serve until a signal comes."""
    parser = argparse.ArgumentParser(prog="tideboard-serve", description="Serve the notice board.")
    parser.add_argument("--listen", default="127.0.0.1:8000", help="address and port (default: %(default)s)")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    serve(application, listen=arguments.listen)

"""What tests share: a validator, a browser and a web server. The fixtures in `conftest.py` hand them out."""


class ToolMissingError(Exception):
    """A test tool is not installed; the message says what to do about it."""

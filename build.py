"""Builds the site: `python build.py`. All commands: `python build.py --help`."""

from site_builder.cli import program

if __name__ == "__main__":
    program()

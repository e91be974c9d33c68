"""`python -m site_builder`: the same as the console script."""

from site_builder.cli import program

if __name__ == "__main__":
    program()

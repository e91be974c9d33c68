"""`python -m bench.quality COLLECTION` measures what the product understands of a collection."""

import sys

from bench.quality.run import main

if __name__ == "__main__":
    sys.exit(main())

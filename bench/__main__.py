"""`python -m bench` measures builds, as `make bench` does."""

from bench.run import main

if __name__ == "__main__":
    main()

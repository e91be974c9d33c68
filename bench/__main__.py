"""`python -m bench` measures builds, as `python bench/run.py` does."""

from bench.run import main

if __name__ == "__main__":
    main()

"""What the product makes of a collection whose answers are known: `python -m bench.quality COLLECTION`."""

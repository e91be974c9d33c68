"""Search without a server: an index of each language in small files that a page loads as scripts, when it needs them."""

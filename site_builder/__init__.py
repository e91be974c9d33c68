"""Turns a folder of scraped articles in many languages into a library of static pages."""

__version__ = "0.1.0"

"""Render: Views in, Files out. `renderer.py` knows which file renders which kind of view.

Nothing is imported here: a build in which nothing changed needs no renderer.
"""

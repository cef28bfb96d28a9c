"""Measurements: each module has a `NAME` and a `run(**options)` that returns figures as JSON can hold them."""

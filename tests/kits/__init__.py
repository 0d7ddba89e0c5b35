"""Kits: what every kind of stage criterion, signal, deal fact and part of a packet must do.

A kit is a mixin beside the common class of a room. A test class names its thing, fills in the
methods that raise ``NotImplementedError``, and has its tests; ``tests/test_kits.py`` demands one
for each.
"""

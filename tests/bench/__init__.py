"""Benchmarks: what the product costs beside a plain baseline that is measured in the same run (`make bench`).

Nothing here is a test, and no test asserts a time. `docs/performance.md` says how it is measured.
"""

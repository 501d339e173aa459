"""Python's collector of garbage, and what it need never look at."""

import gc


def settled() -> None:
    """Take all that is loaded now for lasting: the collector does not look through it any more.

    For a process that has loaded its code and begins to work. What reads pages makes so many objects that the collector
    runs often; each full run would look at a quarter of a million that never go away.
    """
    gc.collect()
    gc.freeze()

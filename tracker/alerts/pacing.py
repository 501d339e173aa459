"""When a change is told: at once, or with the next digest; in a message of its own, or with all of its reading.

Only mail is paced: a webhook is read by a machine, which paces itself.
"""

from collections.abc import Iterable

from tracker.alerts.followers import Follower
from tracker.alerts.models import Subscription
from tracker.catalogue.models import Change

MOST_MESSAGES = 5
"""Messages that one reading may bring one person at once; more come as one.

One page is about one application, with a few variations or notices beside it. What brings more is a table, and its rows
are read like a table, not as mails one by one.
"""

AT_ONCE = ""
"""The digest of what waits for none."""


def digest_for(followers: Iterable[Follower], change: Change, is_damped: bool) -> str:
    """The digest that the change waits for: the sooner of those that are asked for, or `AT_ONCE`.

    `is_damped`: the change comes from a noisy source, and waits unless it is critical. Pure.
    """
    is_critical = change.significance == Change.Significance.CRITICAL
    cadences = {
        Subscription.Cadence.AT_ONCE if is_critical and follower.critical_at_once else follower.cadence
        for follower in followers
    }
    if Subscription.Cadence.AT_ONCE in cadences and (is_critical or not is_damped):
        return AT_ONCE
    if cadences == {Subscription.Cadence.WEEKLY}:
        return Subscription.Cadence.WEEKLY.value
    return Subscription.Cadence.DAILY.value

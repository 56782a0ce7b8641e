"""Error budgets as the book "Site Reliability Engineering" has them (chapter 3): what an objective leaves to be spent.

The budget is `1 - objective` of all that counts. The burn rate is that of "The Site Reliability Workbook", chapter 5: at
1 the budget is used up exactly when the window ends, at 2 in half of that.
"""

from dataclasses import dataclass

__all__ = ["Budget", "spend"]


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What is left of an error budget: 1 is all of it, below 0 it is overspent; None where nothing may ever fail."""

    left: float | None
    burn_rate: float | None


def spend(objective: float, *, good: float, valid: float) -> Budget | None:
    """Return what is left when `good` of `valid` events (or seconds) were good; None when nothing has counted yet."""
    if valid <= 0:
        return None
    failed = min(max(valid - good, 0.0) / valid, 1.0)
    allowed = 1.0 - objective
    if allowed <= 0:
        return Budget(left=1.0 if failed == 0 else None, burn_rate=0.0 if failed == 0 else None)
    return Budget(left=1.0 - failed / allowed, burn_rate=failed / allowed)

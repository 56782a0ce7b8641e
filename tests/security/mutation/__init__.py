"""Whether a guard that is broken is noticed: each part of it is broken in turn, and some test must fail."""

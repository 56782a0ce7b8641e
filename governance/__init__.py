"""The law: contracts, policies, verdicts and the kinds of failure. It imports nothing else of Trellis."""

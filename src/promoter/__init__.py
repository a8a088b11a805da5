"""Promoter promotes a campaign week on X and LinkedIn: what was approved, on time, once, with proof."""

__version__ = "0.1.0"

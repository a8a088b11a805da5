"""Offering a plan to the ledger: what is new is put in, what changed waits again, what people decided stays."""

from promoter.offering.offer import LoadReport, offer, source_of

__all__ = ["LoadReport", "offer", "source_of"]

"""Connecting accounts: consent asked for, tokens kept under seal, given anew in time, and read when they are used."""

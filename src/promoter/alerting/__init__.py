"""What needs a person reaches a person: found in the ledger, told once, and told again until somebody took it."""

"""What a week did: outcomes, figures and comparisons as values, and the ways in which people and programs get them."""

"""Who the team is: how they come in, what they may do, who stands in for whom."""

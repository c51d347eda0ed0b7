"""What matters at this time of the year: one's own work, what is missing in a round, what is open in a cycle."""

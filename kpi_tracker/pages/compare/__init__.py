"""Two years or two cycles of a plan side by side: what became of each class and rating, and why."""

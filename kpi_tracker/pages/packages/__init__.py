"""A plan, a period or an evaluation taken away whole: tidy tables with their dictionary, as one file."""

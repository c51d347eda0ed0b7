"""The search: plans, nodes, indicators, projects and departments by their names and codes."""

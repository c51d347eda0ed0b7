"""All indicators of a period in one list: searched, narrowed, sorted, taken away as a file."""

"""All measures of a period over its years: the classes of their indicators on one sheet."""

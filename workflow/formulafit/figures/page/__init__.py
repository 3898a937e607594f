"""The pictures of a formula's page, one a file, each by its function `paint`."""

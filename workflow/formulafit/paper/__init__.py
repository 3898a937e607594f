"""The paper: what its source needs, and the engines that turn the source into HTML and PDF."""

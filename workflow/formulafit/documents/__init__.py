"""The files of a results folder: each a frozen dataclass, read and written in one place.

`folder` knows where each of them lies.
"""

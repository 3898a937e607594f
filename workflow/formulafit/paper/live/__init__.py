"""What makes the finished HTML alive: its scripts, what they compute with, and what they may do.

A page is alive where it has placeholders, ``<div data-live="…">``, each the name of a room of
`formulafit.paper.live.rooms`; its scripts are the files of ``report/live/``.
"""

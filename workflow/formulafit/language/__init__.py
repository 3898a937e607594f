"""The paper's words: a package a language, and what each must give (`model`).

A language knows numbers and facts, and neither how a paper is set nor where results lie.
"""

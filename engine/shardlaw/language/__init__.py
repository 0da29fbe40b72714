"""Text to checked policy: grammar, tree, units and dimensions, checker, formatter.

Imports nothing of ours but diagnostics; the schema's types and the signatures of formulas and calculators come in
as arguments (`environment.Environment`).
"""

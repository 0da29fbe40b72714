"""First-party plug-in: formulas and calculators of parallel layouts, through the public hooks only.

The hooks are in `plugin`, so that a calculator can be imported without all the others.
"""

__version__ = "0.1.0"

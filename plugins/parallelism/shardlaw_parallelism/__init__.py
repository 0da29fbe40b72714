"""First-party plug-in: formulas and calculators of parallel layouts."""

__version__ = "0.1.0"

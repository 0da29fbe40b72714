"""A declarative, rules-as-data policy engine that audits parallel-strategy plans of large language models."""

__version__ = "0.1.0"

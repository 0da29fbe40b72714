"""Counts the parameters of a model that no formula covers, by building it without memory, and writes a catalog of it.

    python -m shardlaw_metacount our-model=path/to/config.json > models.yaml

Needs the extra `metacount` (torch and transformers). Nothing is downloaded and no code of a repository is run: the
configuration is a local file, and its architecture one that transformers has. docs/plugins.md says how a plug-in ships
the catalog.
"""

__version__ = "0.1.0"

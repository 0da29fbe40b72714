"""The canonical form of policies and libraries: layout, comments, expressions, facts, declarations."""

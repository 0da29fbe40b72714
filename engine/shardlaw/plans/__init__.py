"""Documents to facts with positions. Knows the language's units and values, and diagnostics."""

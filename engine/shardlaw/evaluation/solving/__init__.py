"""For which values of one fact would a rule pass? Computed on the checked tree, exactly."""

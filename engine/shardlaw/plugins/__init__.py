"""Hook specifications, signatures and the manager."""

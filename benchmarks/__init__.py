"""Scripts that measure, and what they share with the tests."""

"""The world of an audit, without a command line: what is installed, what a project says, and what one audit comes to.

The command and the library are two ways to ask for it. Nothing here prints, reads the environment or keeps state:
what is wrong is a diagnostic, raised as a `ShardlawError` where nothing can be done without it.
"""

"""shardlaw as a library: what `from shardlaw import ...` gives, and nothing else of this is public.

Nothing here prints, exits, reads the environment or keeps anything between two calls; all of it may be called from many
threads at once.
"""

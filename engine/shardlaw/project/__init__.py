"""The project file `shardlaw.toml`: what a team has decided for all of its plans, each decision with its place."""

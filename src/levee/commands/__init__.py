"""What each `levee` subcommand prints."""

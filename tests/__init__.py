"""What no single app owns: rules of the whole project, commands, both databases, and journeys in a browser."""

"""What we do with the agencies' files, from the moment they arrive to the moment something may leave."""

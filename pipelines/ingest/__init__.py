"""From delivered files to history: read, type, archive, check keys, load."""

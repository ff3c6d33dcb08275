"""The process: the only place where concrete things meet."""

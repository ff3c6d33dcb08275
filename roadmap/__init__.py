"""A pure compiler: road-map document in, rows with schedules out. Imports nothing of ours."""

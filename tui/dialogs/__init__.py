"""Forms and questions on top of a screen that several features ask: pick, ask, forms, help,
palette.
"""

"""报送: what a sub-committee hands on to the department, and how the department credits it."""

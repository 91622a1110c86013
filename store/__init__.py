"""What we know: types, rules, facts in SQLite, answers from facts."""

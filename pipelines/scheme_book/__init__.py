"""The scheme book: all schemes and reward plans in force, in words, for who reads rules and no YAML."""

"""C# as far as routes need it: classes with their attributes, calls on endpoint builders, and constants over files."""

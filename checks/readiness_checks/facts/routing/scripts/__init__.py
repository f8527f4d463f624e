"""JavaScript and TypeScript as far as routes need it: expressions, modules, imports, and what a name stands for."""

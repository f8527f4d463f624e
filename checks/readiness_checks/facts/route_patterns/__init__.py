"""How routes are declared, as data: one module a language.

`ROUTES` maps a framework (with a variant after a slash, where it knows several forms) to the pattern of one declaration. Its groups
are, in this order: the method, the path, and a list of methods; each may be absent. `PREFIXES` maps a framework to the pattern of
what stands before the routes that follow in the same file (a controller's own path); its one group is that path.
"""

"""The repositories under `fixtures` are there to be judged: their tests are not ours."""

collect_ignore = ["fixtures"]

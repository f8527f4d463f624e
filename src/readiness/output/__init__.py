"""One module a format, each `render(report) -> str`; none of them decides anything."""

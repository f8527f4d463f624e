"""What marks C# constants, attributes and bases."""

from __future__ import annotations

from readiness.scan import Pattern

CONSTANTS = Pattern(
    literals=("const string ", "static readonly string ", "static string "),
    regex=r"(?:const|static readonly|static)\s+string\s+(\w{1,100})\s*(?:=|\{\s*get;)",
    languages=("csharp",),
)
ATTRIBUTES = Pattern(literals=("Attribute",), regex=r"\bclass\s+(\w{1,100}Attribute)\b", languages=("csharp",))
BASES = Pattern(
    literals=("abstract class", "abstract partial class"), regex=r"abstract\s(?:partial\s)?class\s+(\w{1,100})", languages=("csharp",)
)

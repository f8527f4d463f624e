"""Route declarations in Go: net/http, Gin, Echo, chi, Fiber, gorilla/mux, Huma."""

from __future__ import annotations

from readiness.scan import Pattern

_GO = ("go",)

ROUTES: dict[str, Pattern] = {
    "net-http": Pattern(
        literals=("HandleFunc(", ".Handle("),
        regex=r"\bHandle(?:Func)?\(\s*(?:[\w.]{1,60}(?:\(|\s?\+\s?))?\"(?:(GET|POST|PUT|PATCH|DELETE) )?[\w.]{0,80}(/[^\"\n]{0,200})\""
        r"(?:[^\n]{0,300}?\.Methods\(([^)]{0,120}))?",
        languages=_GO,
        lines=2,
    ),
    # Gin and Echo shout the method; Fiber and chi spell it like a name
    "gin": Pattern(
        literals=(".GET(", ".POST(", ".PUT(", ".PATCH(", ".DELETE(", '.Any("/'),
        regex=r"\.(GET|POST|PUT|PATCH|DELETE|Any)\((?:\"([^\"\n]{0,200})\"|[\w.]{1,80}(?:\s?\+[^,\n]{1,80})?)\s*,",
        languages=_GO,
    ),
    "chi": Pattern(
        literals=tuple(f'.{verb}("' for verb in ("Get", "Post", "Put", "Patch", "Delete")),
        regex=r"\.(Get|Post|Put|Patch|Delete)\(\"(/[^\"\n]{0,200})\"\s*,\s*(?!nil\b)",
        languages=_GO,
    ),
    "gin/handle": Pattern(
        literals=(".Handle(http.Method", '.Handle("', ".Method(http.Method", ".MethodFunc(http.Method"),
        regex=r"\.(?:Handle|Method|MethodFunc)\((?:http\.Method|\")(Get|Post|Put|Patch|Delete|GET|POST|PUT|PATCH|DELETE)\"?\s*,\s*\"([^\"\n]{0,200})\"",
        languages=_GO,
    ),
    "huma": Pattern(
        literals=("huma.Get(", "huma.Post(", "huma.Put(", "huma.Patch(", "huma.Delete("),
        regex=r"\bhuma\.(Get|Post|Put|Patch|Delete)\(\s*\w{1,40}\s*,\s*\"([^\"\n]{0,200})\"",
        languages=_GO,
        lines=2,
    ),
}  # fmt: skip
PREFIXES: dict[str, Pattern] = {}

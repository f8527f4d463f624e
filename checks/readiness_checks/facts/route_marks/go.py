"""What marks Go routers."""

from __future__ import annotations

from readiness.scan import Pattern

_GO = ("go",)
ROUTERS = Pattern(
    literals=(
        *("gin-gonic/gin", "labstack/echo", "go-chi/chi", "gofiber/fiber", "gorilla/mux", "julienschmidt/httprouter", "fasthttp/router"),
        *("uptrace/bunrouter", "dimfeld/httptreemux"),
    ),
    regex=r"\"github\.com/(?:gin-gonic/gin|labstack/echo|go-chi/chi|gofiber/fiber|gorilla/mux|julienschmidt/httprouter|fasthttp/router"
    r"|uptrace/bunrouter|dimfeld/httptreemux)(?:/v\d+)?\"",
    languages=_GO,
    once=True,
)
CALLS = Pattern(
    literals=(
        *(f".{verb}(" for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")),
        *(
            ".HandleFunc(",
            '.Handle("',
            ".NewServeMux(",
            "*http.ServeMux",
        ),
    ),
    regex=r"\.(?:GET|POST|PUT|PATCH|DELETE)\([^)\n]|\.HandleFunc\(|\.Handle\(\"|\.NewServeMux\(|\*http\.ServeMux\b",
    languages=_GO,
    once=True,
)
# the servers that oapi-codegen and its kin make of a description, and where they are put to use
GENERATED = Pattern(
    literals=("HandlerFromMux", "RegisterHandlers", "HandlerWithOptions(", "HandlerFromMuxWithBaseURL(", ".Handler("),
    regex=r"\b(?:HandlerFromMux(?:WithBaseURL)?|RegisterHandlers(?:WithOptions|WithBaseURL)?|HandlerWithOptions|\w{1,40}\.Handler)\(",
    languages=_GO,
    once=True,
)

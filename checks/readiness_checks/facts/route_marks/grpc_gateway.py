"""What marks gRPC gateways."""

from __future__ import annotations

from readiness.scan import Pattern

REGISTERED = Pattern(
    literals=("HandlerFromEndpoint(", "HandlerServer(", "HandlerClient(", "HandlerFromEndpoint,", "Handler(ctx"),
    regex=r"\bRegister\w{1,60}Handler(?:FromEndpoint|Server|Client)?\b",
    languages=("go",),
)
OPTIONS = Pattern(literals=("(google.api.http)",), suffixes=(".proto",), roles=("source", "configuration", "generated"))

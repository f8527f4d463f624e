"""Route declarations in Java and Kotlin: Spring, Jakarta REST (Quarkus, Jersey), Micronaut, Ktor, Javalin."""

from __future__ import annotations

from readiness.scan import Pattern

_JVM = ("java", "kotlin", "groovy", "scala")
_SPRING_PATH = r"(?:\((?:[^)\"]{0,120}?(?:value|path)\s*=\s*)?\s*[{\[]?\s*(?:\"([^\"\n]{0,200})\")?)?"
_CLASS = r"[\s\S]{0,1500}?\n(?:public |final |abstract |open ){0,3}(?:class|interface)\s"

ROUTES: dict[str, Pattern] = {
    "spring-boot": Pattern(
        literals=("@GetMapping", "@PostMapping", "@PutMapping", "@PatchMapping", "@DeleteMapping"),
        regex=r"@(Get|Post|Put|Patch|Delete)Mapping\b" + _SPRING_PATH,
        languages=_JVM,
        lines=3,
    ),
    "spring-boot/request": Pattern(
        literals=("@RequestMapping(",),
        regex=r"@RequestMapping\((?=[^)]{0,300}?RequestMethod\.(\w{3,7}))(?:[^)\"]{0,120}?(?:value|path)\s*=\s*[{\[]?\s*\"([^\"\n]{0,200})\")?",
        languages=_JVM,
        lines=4,
    ),
    # Retrofit's annotations, which call another API, take the path as their argument
    "jakarta-rest": Pattern(
        literals=("@GET", "@POST", "@PUT", "@PATCH", "@DELETE"),
        regex=r"@(GET|POST|PUT|PATCH|DELETE)\b(?!\()",
        languages=_JVM,
    ),
    "micronaut": Pattern(
        literals=("@Get", "@Post", "@Put", "@Patch", "@Delete"),
        regex=r"@(Get|Post|Put|Patch|Delete)\b(?:\(\s*(?:(?:value|uri)\s*=\s*)?\"([^\"\n]{0,200})\")?",
        languages=_JVM,
    ),
    "ktor": Pattern(
        literals=tuple(f"{verb}{start}" for verb in ("get", "post", "put", "patch", "delete") for start in ('("', " {")),
        regex=r"(?m)^\s*(get|post|put|patch|delete)(?:\(\"([^\"\n]{0,200})\"\))?\s*\{",
        languages=("kotlin",),
    ),
    "javalin": Pattern(
        literals=tuple(f'.{verb}("/' for verb in ("get", "post", "put", "patch", "delete")),
        regex=r"\b(?:app|javalin|server|router|Spark)\.(get|post|put|patch|delete)\(\"(/[^\"\n]{0,200})\"\s*,",
        languages=_JVM,
    ),
}  # fmt: skip
PREFIXES: dict[str, Pattern] = {
    "spring-boot": Pattern(
        literals=("@RequestMapping",),
        regex=r"@RequestMapping\((?:[^)\"]{0,120}?(?:value|path)\s*=\s*)?\s*[{\[]?\s*\"([^\"\n]{0,200})\"" + _CLASS,
        languages=_JVM,
        lines=15,
    ),
    "jakarta-rest": Pattern(
        literals=("@Path(",),
        regex=r"@Path\(\s*(?:value\s*=\s*)?\"([^\"\n]{0,200})\"\s*\)" + _CLASS,
        languages=_JVM,
        lines=15,
    ),
    "micronaut": Pattern(literals=("@Controller(",), regex=r"@Controller\(\s*(?:value\s*=\s*)?\"([^\"\n]{0,200})\"", languages=_JVM),
}
# Where Jakarta REST puts the path of a method: on the lines beside its verb.
JAKARTA_PATH = Pattern(literals=("@Path(",), regex=r"@Path\(\s*(?:value\s*=\s*)?\"([^\"\n]{0,200})\"", languages=_JVM)
# Interfaces that describe somebody else's API to a client library: what they declare, this service calls.
CLIENTS = Pattern(
    literals=("@RegisterRestClient", "FeignClient", "@HttpExchange", "@Client(", "@RegisterClient"),
    regex=r"@(?:RegisterRestClient|(?:Reactive)?FeignClient|HttpExchange|RegisterClient)\b|^\s*@Client\(",
    languages=_JVM,
    once=True,
)

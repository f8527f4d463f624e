"""Where a GraphQL server limits how deep, complex or costly a query may be."""

from __future__ import annotations

from functools import partial

from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.dependencies import dependencies
from readiness_checks.facts.place import Place
from readiness_checks.facts.wiring import reaching

_code = partial(Pattern, code=True)
_SCRIPTS = ("javascript", "typescript")
_JVM = ("java", "kotlin", "groovy", "scala")
_PYTHON = ("python",)

_LIMITS: dict[str, Pattern] = {
    "query depth is limited": _code(
        (
            "depthLimit(", "maxDepthPlugin(", "maxDepthRule(", "useDepthLimit(", "depth_limit_validator(", "QueryDepthLimiter(",
            "AddMaxExecutionDepthRule(", "MaxQueryDepthInstrumentation(", "graphql.MaxDepth(", ".limit_depth(", "new QueryDepth(",
        ),
        r"\b(?:depthLimit|maxDepth(?:Plugin|Rule)|useDepthLimit|depth_limit_validator|QueryDepthLimiter|AddMaxExecutionDepthRule"
        r"|MaxQueryDepthInstrumentation|graphql\.MaxDepth|new QueryDepth)\(\s*[^)\s]|\.limit_depth\(\s*[^)\s]",
        languages=(*_SCRIPTS, *_PYTHON, *_JVM, "csharp", "go", "rust", "php"),
    ),
    "query complexity is limited": _code(
        (
            "createComplexityLimitRule(", "createComplexityRule(", "queryComplexity(", "useResourceLimitations(", "ComplexityPlugin",
            "FixedComplexityLimit(",
            "ComplexityLimit{", "MaxQueryComplexityInstrumentation(", ".limit_complexity(",
            "AddComplexityAnalyzer(", "WithComplexityConfiguration(", "new QueryComplexity(", "getComplexity(",
        ),
        r"\b(?:createComplexity(?:Limit)?Rule|queryComplexity|useResourceLimitations|FixedComplexityLimit|MaxQueryComplexityInstrumentation"
        r"|AddComplexityAnalyzer|WithComplexityConfiguration|new QueryComplexity|getComplexity)\(|\.limit_complexity\(\s*[^)\s]"
        r"|\bextension\.ComplexityLimit\{|@Plugin\(\)\s+export class ComplexityPlugin",
        languages=(*_SCRIPTS, *_JVM, "csharp", "go", "rust", "php"),
        lines=2,
    ),
    "query cost is limited": _code(
        (
            "costLimitPlugin(", "costLimitRule(", "costAnalysis(", "cost_validator(", "ModifyCostOptions(", "AddCostAnalyzer(",
            "validate_query_cost(", "EnvelopArmor", "ApolloArmor",
        ),
        r"\b(?:costLimit(?:Plugin|Rule)|costAnalysis|cost_validator|ModifyCostOptions|AddCostAnalyzer)\(|(?<!def )\bvalidate_query_cost\("
        r"|\bnew (?:Envelop|Apollo)Armor\(",
        languages=(*_SCRIPTS, *_PYTHON, "csharp"),
    ),
    "a validation rule of its own limits queries": _code(
        ("ValidationRule",),
        r"^class \w{0,40}(?:Depth|Cost|Complexity)\w{0,40}\((?:\w+\.)?(?:AST)?ValidationRule\)",
        languages=_PYTHON,
    ),
    "Hot Chocolate limits complexity": _code(("Complexity.Enable",), r"\.Complexity\.Enable\s*=\s*true", languages=("csharp",)),
    "the router limits depth": Pattern(
        ("limits:",),
        r"^limits:\s*\n(?:[ \t]+[^\n]{0,120}\n){0,12}?[ \t]+(?:max_depth|max_height):\s*[1-9]",
        suffixes=(".yaml", ".yml"), roles=("configuration",), lines=14,
    ),
    "the server limits query depth": _code(("queryDepth:",), r"\bqueryDepth:\s*\d", languages=_SCRIPTS),
    "the schema limits depth or complexity": _code(
        ("max_depth", "max_complexity"), r"^\s*(?:max_depth|max_complexity)[\s(]+\d", languages=("ruby",)
    ),
    "Absinthe limits depth or complexity": _code(
        ("analyze_complexity", "max_complexity", "MaxDepthCheck"),
        r"\banalyze_complexity:\s*true|\bmax_complexity:\s*\d|\{AbsintheSecurity\.Phase\.MaxDepthCheck",
        languages=("elixir",),
    ),
    "query depth or complexity is limited in the configuration": Pattern(
        ("max_query_complexity", "max_query_depth", "query_max_depth", "query_max_complexity", "maxQueryDepth",
         "max-query-depth", "instrumentation-query-depth", "instrumentation-query-complexity", "query_depth"),
        r"[\"']?(?:max_query_complexity|max_query_depth|query_max_depth|query_max_complexity|graphql\.servlet\.maxQueryDepth|maxQueryDepth"
        r"|max-query-depth|smallrye\.graphql\.instrumentation-query-(?:depth|complexity))[\"']?\s*(?:=>|[:=])\s*(?:\(int\)\s*)?"
        r"(?:env\(\s*[\"']\w+[\"']\s*,\s*[1-9]|[1-9]|[\"'][1-9])",
        languages=("php",), suffixes=(".yaml", ".yml", ".properties"), roles=("source", "configuration"),
    ),
}  # fmt: skip
_OWN_DEFAULT = Regex(r"(?:^|\D)(1[4-9]|[2-9]\d)\.")


@fact
def query_limits(repo: Repo, component: Component) -> tuple[Place, ...]:
    """Where the component's GraphQL server bounds queries, by place; a server that does so by default counts with its dependency."""
    found = [Place(note, hit.path, hit.line) for note, pattern in _LIMITS.items() for hit in repo.hits(pattern)]
    found.extend(
        Place("Hot Chocolate limits the cost of queries by default since 14", dependency.path, dependency.line)
        for dependency in dependencies(repo)
        if dependency.name.lower() == "hotchocolate.aspnetcore" and _OWN_DEFAULT.match(dependency.constraint)
    )
    return tuple(sorted(reaching(repo, component, dict.fromkeys(found)), key=lambda limit: (limit.path, limit.line)))

"""What bounds the queries of a GraphQL server, and what only names a bound."""

from __future__ import annotations

import pytest

from readiness.model import Component
from readiness_checks.facts.graphql_limits import query_limits
from tests.repos import repo_of

SERVICE = Component("orders", "", "backend")


def notes(files: dict[str, str]) -> list[str]:
    return [limit.note for limit in query_limits(repo_of(files), SERVICE)]


@pytest.mark.parametrize(
    ("path", "text", "note"),
    [
        ("src/server.ts", "validationRules: [depthLimit(7)],\n", "query depth is limited"),
        ("app/schema.py", "schema = Schema(query=Query, extensions=[QueryDepthLimiter(max_depth=8)])\n", "query depth is limited"),
        ("src/Main.java", "return new MaxQueryDepthInstrumentation(10);\n", "query depth is limited"),
        ("main.go", "package main\n\nvar s = graphql.MustParseSchema(text, r, graphql.MaxDepth(8))\n", "query depth is limited"),
        ("src/main.rs", "let schema = Schema::build(q, m, s).limit_depth(8).finish();\n", "query depth is limited"),
        ("src/rules.php", "<?php\nDocumentValidator::addRule(new QueryDepth(8));\n", "query depth is limited"),
        ("src/server.ts", "rules: [createComplexityLimitRule(1000)],\n", "query complexity is limited"),
        ("main.go", "package main\n\nfunc f() { srv.Use(extension.FixedComplexityLimit(300)) }\n", "query complexity is limited"),
        ("src/server.ts", "const armor = new ApolloArmor();\n", "query cost is limited"),
        ("src/Program.cs", "builder.AddGraphQLServer().ModifyCostOptions(o => o.MaxFieldCost = 1000);\n", "query cost is limited"),
        ("app/rules.py", "class DepthLimit(ASTValidationRule):\n    pass\n", "a validation rule of its own limits queries"),
        ("src/Program.cs", "o.Complexity.Enable = true;\n", "Hot Chocolate limits complexity"),
        ("router.yaml", "limits:\n  max_aliases: 10\n  max_depth: 50\n", "the router limits depth"),
        ("app/graphql/shop_schema.rb", "class ShopSchema\n  max_depth 12\nend\n", "the schema limits depth or complexity"),
        ("lib/plug.ex", "  plug Absinthe.Plug, schema: S, analyze_complexity: true, max_complexity: 50\n",
         "Absinthe limits depth or complexity"),
        ("config/lighthouse.php", "<?php\nreturn ['security' => ['max_query_depth' => 12]];\n",
         "query depth or complexity is limited in the configuration"),
        ("src/main/resources/application.properties", "quarkus.smallrye.graphql.instrumentation-query-depth=12\n",
         "query depth or complexity is limited in the configuration"),
    ],
)  # fmt: skip
def test_a_bound_is_known_in_every_ecosystem(path: str, text: str, note: str) -> None:
    """A depth, a complexity and a cost are told apart, in code and in settings."""
    assert notes({path: text}) == [note]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/server.ts", "import depthLimit from 'graphql-depth-limit';\n"),
        ("src/server.ts", "// validationRules: [depthLimit(7)],\n"),
        ("src/server.ts", "validationRules: [depthLimit()],\n"),
        ("app/rules.py", "def validate_query_cost(query): ...\n"),
        ("src/Program.cs", "o.Complexity.Enable = false;\n"),
        ("router.yaml", "limits:\n  max_depth: 0\n"),
        ("router.yaml", "limits:\n  cpu: 500m\nother:\n  max_depth: 50\n"),
        ("config/lighthouse.php", "<?php\nreturn ['security' => ['max_query_depth' => 0]];\n"),
        ("app/graphql/shop_schema.rb", "# max_depth 12\n"),
        ("tests/test_schema.py", "extensions=[QueryDepthLimiter(max_depth=8)]\n"),
    ],
)
def test_what_bounds_nothing_is_left_out(path: str, text: str) -> None:
    """An import, a comment, a definition, a test, and 0, which libraries take for "no limit", bound no query."""
    assert notes({path: text}) == []


@pytest.mark.parametrize(("version", "bounded"), [("14.1.0", True), ("15.0.3", True), ("13.9.12", False), ("1.14.0", False)])
def test_hot_chocolate_bounds_by_itself_since_its_version_14(version: str, bounded: bool) -> None:
    """The default of the library counts from the version that brought it."""
    project = f'<Project><ItemGroup><PackageReference Include="HotChocolate.AspNetCore" Version="{version}" /></ItemGroup></Project>\n'

    assert bool(notes({"Shop.csproj": project})) == bounded

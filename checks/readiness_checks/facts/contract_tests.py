"""Tests in the suite that hold an API to its contract: exercised from the description, validated against it, or compared with a copy."""

from __future__ import annotations

from functools import partial

from readiness.classify import BACKEND_LANGUAGES
from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.affinity import meant_for
from readiness_checks.facts.place import Place
from readiness_checks.facts.scripts import scripts

_test = partial(Pattern, roles=("test",), once=True)
_NODE = ("javascript", "typescript")
_JVM = ("java", "kotlin", "groovy", "scala")

_SUITE: dict[str, Pattern] = {
    "Schemathesis exercises the API from its description": _test(
        ("schemathesis.",), r"\bschemathesis\.(?:from_|openapi\.|graphql\.|pytest\.|parametrize)", languages=("python",)
    ),
    "responses are validated against the description": _test(
        (
            "openapi_core", "openapi_tester", "SchemaTester(", "jestOpenAPI(", "chaiResponseValidator", "openapi-response-validator",
            "toSatisfyApiSpec(", "satisfyApiSpec", "OpenApiValidat", "OpenApiInteractionValidator", "openApi().isValid(",
            "assert_response_schema_confirm", "assert_schema_conform", "assert_request_schema_confirm", "OpenapiFirst::Test",
            "include Skooma", "be_valid_document", "conform_schema", "Spectator::using(", "assertValidResponse(", "OpenAPIValidation\\",
            "Osteel\\OpenApi\\Testing",
            "openapi3filter.ValidateRe", "OpenApiSpex.TestAssertions", "assert_operation_response(", "PhoenixSwagger.SchemaTest",
            "assertMatchesResourceItemJsonSchema(", "assertMatchesResourceCollectionJsonSchema(", "swagger_helper", "openapi_helper",
        ),
        r"^\s*(?:from|import)\s+openapi_(?:core|tester)\b|\bSchemaTester\(|\bjestOpenAPI\(|\bchaiResponseValidator|openapi-response-validator"
        r"|\.toSatisfyApiSpec\(|\bsatisfyApiSpec\b|\bOpenApiValidat(?:ionFilter|or)\b|\bOpenApiInteractionValidator\b|openApi\(\)\.isValid\("
        r"|\bassert_(?:response_schema_confirm|schema_conform|request_schema_confirm)\b|\bOpenapiFirst::Test\b|\binclude Skooma\b"
        r"|\bbe_valid_document\b|\bconform_schema\(|\bSpectator::using\(|->assertValidResponse\(|\bLeague\\OpenAPIValidation\\|\bOsteel\\OpenApi\\Testing\\"
        r"|\bopenapi3filter\.ValidateRe(?:quest|sponse)\(|\bOpenApiSpex\.TestAssertions\b|\bassert_operation_response\("
        r"|\bPhoenixSwagger\.SchemaTest\b|->assertMatchesResource(?:Item|Collection)JsonSchema\("
        r"|^\s*require\s*\(?['\"](?:swagger|openapi)_helper['\"]",
    ),
    "the provider's side of a contract is verified": _test(
        (
            "au.com.dius.pact.provider", "Pact.service_provider", "Pact.provider_states_for", "pact/provider/",
            "@pact-foundation", "from pact", "PactVerifier(", "VerifyProvider(", "PhpPact\\Standalone\\ProviderVerifier",
            "HTTPVerifier", "provider.NewVerifier(",
        ),
        r"\bau\.com\.dius\.pact\.provider\b|\bPact\.(?:service_provider|provider_states_for)\b|['\"]pact/provider/"
        r"|\bnew PactVerifier\(|\bpact\.VerifyProvider\(|\bProviderVerifier\b|\bprovider\.NewVerifier\("
        r"|\{[^}\n]{0,80}\bVerifier\b[^}\n]{0,80}\}\s*(?:from|=\s*require\()\s*['\"]@pact-foundation/pact"
        r"|from pact(?:\.v\d)? import [^\n]{0,60}\bVerifier\b",
    ),
    "the description itself is validated": _test(
        (
            "openapi_spec_validator", "openapi-spec-validator", "SwaggerParser.validate(", "swagger-parser", "spec.Validate(",
            "doc.Validate(", "@stoplight/spectral", "@redocly/openapi-core", "OpenAPIParser", "OpenAPIV3Parser", "OpenApiStreamReader(",
        ),
        r"^\s*(?:from|import)\s+openapi_spec_validator|\bSwaggerParser\.validate\(|['\"]@stoplight/spectral-core['\"]"
        r"|['\"]@redocly/openapi-core['\"]|\b(?:doc|spec|swagger|openapi|oas)\.Validate\((?:ctx|context|loader\.Context)"
        r"|\bOpenAPI(?:V3)?Parser\(\)\.read|\bnew OpenApiStreamReader\(",
    ),
    "the description is compared with the committed one": _test(
        (
            "openapi", "swagger", "printSchema(", "print_schema(", "schema.graphql", "to_definition", "lexicographicSortSchema(", "OpenApi",
            "Swagger", ".Print()",
        ),
        # what the application describes, in an assertion or a snapshot
        r"(?i:\bassert\s[^\n]{0,100}(?:\.openapi\(\)|print_schema\(|openapi\.(?:json|ya?ml)|schema\.graphql))"
        r"|\bexpect\([^\n]{0,100}(?:printSchema\(|[oO]pen[aA]pi|[sS]wagger|schema\.graphql)[^\n]{0,100}(?:toMatch(?:File|Inline)?Snapshot\(|toEqual\()"
        r"|\bexpect\([^\n]{0,60}to_definition[^\n]{0,40}\)\.to\s+(?:eq|match)|\bassert_equal[^\n]{0,80}to_definition"
        r"|\bsnapshot\.assert_match\([^\n]{0,60}(?i:openapi|schema)|\bassert_(?:json_|yaml_)?snapshot!\([^\n]{0,60}(?i:openapi|api_doc)"
        r"|\b(?:Verify|Snapshot\.Match|Approvals\.Verify\w*)\([^\n]{0,60}(?i:openapi|swagger)|schema\w{0,20}\.Print\(\)\.MatchSnapshot\("
        r"|\bassert(?:Equals|JsonEquals|JsonFileEqualsJsonFile)\([^\n]{0,80}(?:openapi|swagger)[\w./-]{0,40}\.(?:json|ya?ml)",
        languages=tuple(sorted(BACKEND_LANGUAGES)),
    ),
    "Spring Cloud Contract verifies the API": Pattern(
        ("spring-cloud-contract", "org.springframework.cloud.contract", "contract-verifier"),
        r"<artifactId>spring-cloud-contract-maven-plugin|^[^/]*spring-cloud-starter-contract-verifier"
        r"|^\s*id\s*\(?['\"]org\.springframework\.cloud\.contract['\"]|^\s*apply plugin:\s*['\"]spring-cloud-contract['\"]",
        suffixes=(".xml", ".gradle", ".kts"), roles=("configuration", "source"), once=True,
    ),
}  # fmt: skip
_CONTRACT = Regex(r"(?:^|/)contracts/(?:[^/\n]{1,100}/){0,12}[^/\n]{1,100}\.(?:groovy|ya?ml|kts?|java)$")
_OWN_SCRIPT = Regex(r"(?i)test|contract|verify|api")
_EXERCISES = Regex(
    r"(?m)(?:^|[;&|]\s*|npx\s+|exec\s+|run\s+)(?:\S{0,60}/)?(dredd|schemathesis run|st run|portman|pact-provider-verifier|specmatic test)\b"
)


@fact
def contract_tests(repo: Repo, component: Component) -> tuple[Place, ...]:
    """The contract tests of the component's suite, or of one that serves it; sorted by kind, each kind at its first three places."""
    found: list[Place] = []
    for note, pattern in _SUITE.items():
        if note.startswith("Spring") and not _has_contracts(repo, component):
            continue
        found += [Place(note, hit.path, hit.line) for hit in repo.hits(pattern) if meant_for(repo, component, hit.path)][:3]
    for script in scripts(repo):
        run = _EXERCISES.search(script.command) if _OWN_SCRIPT.search(script.name) else None
        if run is not None and meant_for(repo, component, script.path):
            found.append(Place(f"{script.runner} {script.name} runs {run.group(1)}", script.path, script.line))
    return tuple(found)


@fact
def _has_contracts(repo: Repo, component: Component) -> bool:
    """Whether a folder of the component holds contracts: the verifier makes a test of each, and none of none."""
    return any(_CONTRACT.search(file.path) and meant_for(repo, component, file.path) for file in repo.files)

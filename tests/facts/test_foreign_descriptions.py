"""Which descriptions are of somebody else's API: copies of vendors, samples, and those that clients are made from."""

from __future__ import annotations

import pytest

from readiness_checks.facts.descriptions.clients import client_of
from readiness_checks.facts.descriptions.foreign import foreign_document, foreign_proto
from tests.repos import repo_of

ROUTES = 'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/orders/{id}")\ndef read(): ...\n'


@pytest.mark.parametrize(
    ("path", "title", "hosts", "repository", "reason"),
    [
        ("openapi.yaml", "Swagger Petstore", (), "orders", "it is the Petstore sample"),
        ("openapi.yaml", "OpenAPI Pet Store - 3.0", (), "orders", "it is the Petstore sample"),
        ("src/clients/orders/openapi.yaml", "Orders", (), "orders", "it lies in a folder of clients, `clients`"),
        ("SDK/openapi.yaml", "Orders", (), "orders", "it lies in a folder of clients, `sdk`"),
        ("openapi.yaml", "Payments", ("localhost", "api.stripe.com"), "orders", "its server is api.stripe.com"),
        ("openapi.yaml", "Charts", ("sheets.googleapis.com",), "orders", "its server is sheets.googleapis.com"),
        ("spec.yaml", "Stripe API", (), "orders", "its title is 'Stripe API'"),
        ("spec.yaml", "GitHub v3 REST API", (), "orders", "its title is 'GitHub v3 REST API'"),
    ],
)
def test_a_copy_of_another_api_says_why(path: str, title: str, hosts: tuple[str, ...], repository: str, reason: str) -> None:
    """The title, the folder or the server tells, and is named in the reason."""
    assert foreign_document(path, title, hosts, repository) == reason


@pytest.mark.parametrize(
    ("path", "title", "hosts", "repository"),
    [
        ("openapi.yaml", "Orders", ("api.example.org",), "orders"),
        ("openapi.yaml", "Petstore", (), "openapi-petstore"),
        ("api/openapi.yaml", "GitLab API", ("gitlab.local",), "gitlab"),
        ("client.yaml", "Orders", (), "orders"),
        ("src/clientele/openapi.yaml", "Orders", (), "orders"),
        ("openapi.yaml", "Payments with Stripe", (), "orders"),
        ("openapi.yaml", "Carpet store", (), "orders"),
        ("openapi.yaml", "", (), ""),
    ],
)
def test_the_repositorys_own_description_is_not_foreign(path: str, title: str, hosts: tuple[str, ...], repository: str) -> None:
    """A vendor's own repository, a file called `client`, and a title that only speaks of a vendor are no copies."""
    assert foreign_document(path, title, hosts, repository) == ""


def test_a_host_that_only_ends_alike_is_no_vendor() -> None:
    """`notslack.com` is not Slack, and `files.slack.com` is; what Amazon's customers run there is their own."""
    assert foreign_document("openapi.yaml", "Orders", ("notslack.com",), "orders") == ""
    assert foreign_document("openapi.yaml", "Orders", ("files.slack.com",), "orders") == "its server is files.slack.com"
    assert foreign_document("openapi.yaml", "Orders", ("slack.com",), "orders") == "its server is slack.com"
    assert foreign_document("openapi.yaml", "Orders", ("a1b2.execute-api.eu-west-1.amazonaws.com",), "orders") == ""
    assert foreign_document("openapi.yaml", "Orders", ("orders-1.eu-west-1.elb.amazonaws.com",), "orders") == ""
    assert (
        foreign_document("openapi.yaml", "Orders", ("sqs.eu-west-1.amazonaws.com",), "orders")
        == "its server is sqs.eu-west-1.amazonaws.com"
    )


@pytest.mark.parametrize(
    ("package", "foreign"),
    [
        ("google.api", True),
        ("grpc.health.v1", True),
        ("validate", True),
        ("gogoproto", True),
        ("googlemaps.v1", False),
        ("validation.v1", False),
        ("orders.v1", False),
        ("", False),
    ],
)
def test_common_packages_are_known_by_their_first_parts(package: str, foreign: bool) -> None:
    """A package that only begins with the same letters is the repository's own."""
    assert (foreign_proto(package) != "") == foreign


def made_by(build: str, text: str) -> str:
    return client_of(repo_of({build: text}), "partners/bank.yaml", ("/accounts",))


@pytest.mark.parametrize(
    ("build", "text"),
    [
        ("Shop.csproj", '<Project><ItemGroup><OpenApiReference Include="partners\\bank.yaml" /></ItemGroup></Project>\n'),
        ("src/Shop/Shop.csproj", '<Project><ItemGroup><OpenApiReference Include="..\\..\\partners\\bank.yaml" /></ItemGroup></Project>\n'),
        (
            "pom.xml",
            "<a>\n<inputSpec>${project.basedir}/partners/bank.yaml</inputSpec>\n<generatorName>java</generatorName>\n</a>\n",
        ),
        ("partners/bank.py", 'client = SwaggerClient.from_spec(load("bank.yaml"))\n'),
        ("bank.ts", 'const api = new OpenAPIClientAxios({ definition: "partners/bank.yaml" });\n'),
    ],
)
def test_a_description_that_a_client_is_made_from_is_called_only(build: str, text: str) -> None:
    """The build file or the module beside it names the file: the API behind it is another's."""
    assert made_by(build, text) == f"a client is made from it by {build}"


@pytest.mark.parametrize(
    ("build", "text"),
    [
        ("pom.xml", "<inputSpec>partners/bank.yaml</inputSpec>\n<generatorName>spring</generatorName>\n"),
        ("pom.xml", "<inputSpec>partners/bank.yaml</inputSpec>\n</execution>\n<generatorName>java</generatorName>\n"),
        ("pom.xml", "<inputSpec>partners/other.yaml</inputSpec>\n<generatorName>java</generatorName>\n"),
        ("pom.xml", "<inputSpec>../../partners/bank.yaml</inputSpec>\n<generatorName>java</generatorName>\n"),
        ("partners/other.py", 'client = SwaggerClient.from_spec(load("other.yaml"))\n'),
        ("far/away/bank.py", 'client = SwaggerClient.from_spec(load("bank.yaml"))\n'),
    ],
)
def test_what_makes_no_client_of_it_says_nothing(build: str, text: str) -> None:
    """A generator of servers, another execution, another file, and a module far from it leave the description its own."""
    assert made_by(build, text) == ""


def test_an_api_that_the_code_serves_is_its_own_whoever_calls_it() -> None:
    """A client of one's own API changes nothing: what the code serves, parameters aside, is its own."""
    build = {"partners/bank.py": 'client = SwaggerClient.from_spec(load("bank.yaml"))\n', "app.py": ROUTES}

    assert client_of(repo_of(build), "partners/bank.yaml", ("/api/orders/{order}",)) == ""
    assert client_of(repo_of(build), "partners/bank.yaml", ("/accounts/{id}",)) == "a client is made from it by partners/bank.py"

"""What drives the HTTP or RPC stack, or a real store."""

from __future__ import annotations

from readiness.classify import Role
from readiness.scan import Pattern

_JAVASCRIPT = ("javascript", "typescript")
_JVM = ("java", "kotlin", "scala", "groovy")
_TEST: tuple[Role, ...] = ("test",)

DRIVERS = (
    Pattern(
        (
            "TestClient",
            "test_client",
            "APIClient",
            "APITestCase",
            "LiveServer",
            "ASGITransport",
            "webtest",
            "TestApp(",
            "AsyncClient",
            "RequestsClient",
        ),
        r"\b(?:Async)?TestClient\b|\btest_client\b|\bAPIClient\b|\bAPITestCase\b|LiveServer\w*TestCase|ASGITransport"
        r"|\bwebtest\b|\bTestApp\(|\bhttpx\.AsyncClient|RequestsClient",
        languages=("python",),
        roles=_TEST,
        once=True,
    ),
    Pattern(
        (
            "client.get(",
            "client.post(",
            "client.put(",
            "client.delete(",
            "client.patch(",
            "client.open(",
            "client.query(",
            "testapp.get(",
            "testapp.post",
        ),
        r"\b(?:\w*client|api_client|testapp)\.(?:get|post|put|patch|delete|open|query)\w*\(",
        languages=("python",),
        roles=_TEST,
        once=True,
    ),
    Pattern(
        (
            "django_db",
            "testcontainers",
            "insecure_channel",
            "TransactionTestCase",
            "from django.test import",
            "requests.get(",
            "requests.post(",
            "create_engine(",
        ),
        r"mark\.django_db|\btestcontainers\b|insecure_channel\(|TransactionTestCase"
        r"|from django\.test import .*\bTestCase|requests\.(?:get|post)\(\s*(?:f?[\"']https?://(?:localhost"
        r"|127\.0\.0\.1)|[a-z_.]*(?:url|endpoint|host|base)\w*)|\bcreate_engine\(",
        languages=("python",),
        roles=_TEST,
        once=True,
    ),
    Pattern(
        (
            "request(",
            "supertest",
            "agent(",
            ".inject(",
            "chai.request",
            "MongoMemory",
            "testcontainers",
            "pactum",
            "axios.",
            "fetch(",
            "frisby",
            "api.",
        ),
        r"\brequest(?:\.agent)?\(\s*\w+|supertest\w*\(|\.inject\(\s*\{|chai\.request\(|MongoMemory\w*"
        r"|['\"]@?testcontainers|\bpactum\b|\bfrisby\b|(?:axios|fetch)[.(]\S{0,20}\(?[`'\"](?:https?://(?:localhost|127)"
        r"|\$\{)|\bapi\.(?:get|post|put|delete)\(",
        languages=_JAVASCRIPT,
        roles=_TEST,
        once=True,
    ),
    Pattern(
        (
            "MockMvc",
            "SpringBootTest",
            "WebTestClient",
            "TestRestTemplate",
            "DataJpaTest",
            "RestAssured",
            "Testcontainers",
            "QuarkusTest",
            "MicronautTest",
            "WebMvcTest",
            "InProcessServerBuilder",
            "testApplication",
            "DataMongoTest",
            "JdbcTest",
            "DataR2dbcTest",
            "io.restassured",
            "RestAssuredMockMvc",
            "PostgreSQLContainer",
            "JerseyTest",
            "DropwizardAppExtension",
        ),
        r"\b(?:MockMvc|WebTestClient|TestRestTemplate|RestAssured\w*|InProcessServerBuilder|JerseyTest"
        r"|DropwizardApp\w*)\b|@(?:SpringBootTest|DataJpaTest|Testcontainers|QuarkusTest|MicronautTest|WebMvcTest"
        r"|DataMongoTest|JdbcTest|DataR2dbcTest|QuarkusIntegrationTest)\b|\btestApplication\b|io\.restassured"
        r"|\w+SQLContainer",
        languages=_JVM,
        roles=_TEST,
        once=True,
    ),
    Pattern(
        (
            "httptest.",
            "testcontainers",
            "bufconn",
            "dockertest",
            "httpexpect",
            "app.Test(",
            "grpc.NewServer",
            "sql.Open(",
            "apitest.",
            "pgtest",
            "ServeHTTP(",
            "embedded-postgres",
            "Client(t",
            "firestore.NewClient",
            "mongo.Connect",
            "redis.NewClient",
            "pgxpool.New",
            "pgx.Connect",
            "gorm.Open",
            "sqlx.Connect",
            "sqlx.Open",
        ),
        r"\bhttptest\.New|\btestcontainers\b|\bbufconn\b|\bdockertest\b|\bhttpexpect\b"
        r"|\bapp\.Test\(|grpc\.NewServer\(|\bsql\.Open\(|\bapitest\.|\.ServeHTTP\(|embedded-postgres|\bNew\w*Client\(t\b"
        r"|\b(?:firestore|mongo|redis|pgx|pgxpool|gorm|sqlx)\.(?:NewClient|Connect|Open|New)\w*\(",
        languages=("go",),
        roles=_TEST,
        once=True,
    ),
    Pattern(
        (
            "WebApplicationFactory",
            "TestServer",
            "Testcontainers",
            "DistributedApplicationTestingBuilder",
            "CreateClient(",
            "UseInMemoryDatabase",
            "GrpcChannel.ForAddress",
            "AlbaHost",
            "SqlConnection(",
            "DbContextOptionsBuilder",
            "UseSqlite(",
            "Respawn",
        ),
        r"\bWebApplicationFactory\b|\bTestServer\b|\bTestcontainers\b|DistributedApplicationTestingBuilder"
        r"|\.CreateClient\(|GrpcChannel\.ForAddress|\bAlbaHost\b|\bSqlConnection\(|\bUseSqlite\(|\bRespawn",
        languages=("csharp", "fsharp", "vb"),
        roles=_TEST,
        once=True,
    ),
    Pattern(
        (
            "type: :request",
            "IntegrationTest",
            "Rack::Test",
            "type: :feature",
            "type: :system",
            "type: :controller",
            "RSpec.describe",
            "describe ",
            "get ",
            "post ",
            "visit ",
            "ControllerTest",
            "SystemTestCase",
            "create(",
        ),
        r"type: :(?:request|feature|system|controller)\b|IntegrationTest\b|Rack::Test|^\s*(?:get|post|put|patch"
        r"|delete)[ (][\"':/]|^\s*visit |ControllerTest\b|SystemTestCase|\bcreate\(:\w+",
        languages=("ruby",),
        roles=_TEST,
        once=True,
    ),
    Pattern(
        (
            "->get(",
            "->post(",
            "->put(",
            "->delete(",
            "Json(",
            "->json(",
            "WebTestCase",
            "ApiTestCase",
            "RefreshDatabase",
            "DatabaseTransactions",
            "DatabaseMigrations",
            "->request(",
            "KernelTestCase",
            "sendGET",
            "sendPOST",
            "createClient(",
        ),
        r"\$this->(?:get|post|put|patch|delete|json|call)(?:Json|As)?\(|\b(?:WebTestCase|ApiTestCase|KernelTestCase"
        r"|RefreshDatabase|LazilyRefreshDatabase|DatabaseTransactions|DatabaseMigrations)\b"
        r"|client->request\(|createClient\(|->send(?:GET|POST)|^\s*(?:get|post)Json\(",
        languages=("php",),
        roles=_TEST,
        once=True,
    ),
    Pattern(
        (
            "actix_web::test",
            "spawn_app",
            "reqwest::",
            "oneshot(",
            "sqlx::test",
            "axum_test",
            "TestServer",
            "test::init_service",
            "testcontainers",
            "rocket::local",
            "PgPool",
            "Server::run",
            "build_db_pool",
        ),
        r"actix_web::test|\bspawn_app\b|\breqwest::|\.oneshot\(|#\[sqlx::test|axum_test|\bTestServer\b"
        r"|test::init_service|\btestcontainers\b|rocket::local|build_db_pool\w*\(",
        languages=("rust",),
        roles=("test", "source"),
    ),
    Pattern(("ConnCase", "build_conn", "DataCase", "Plug.Test", "ChannelCase"), languages=("elixir",), roles=_TEST, once=True),
)

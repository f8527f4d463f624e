"""What shows in a test file that it defines tests, asserts, and drives the HTTP or RPC stack or a real store."""

from __future__ import annotations

from readiness.classify import Role
from readiness.scan import Pattern

_JAVASCRIPT = ("javascript", "typescript")
_JVM = ("java", "kotlin", "scala", "groovy")
_TEST: tuple[Role, ...] = ("test",)

# ---- what makes a test ---------------------------------------------------------------------------------------------------

DEFINITIONS = (
    Pattern(("def test",), r"^\s*(?:async )?def test[_A-Z]\w*\(", languages=("python",), roles=_TEST),
    Pattern(
        ("it(", "test(", "it.each", "test.each", "Scenario("),
        r"^\s*(?:it|test|specify|Scenario)(?:\.\w+)*[(`]",
        languages=_JAVASCRIPT,
        roles=_TEST,
    ),
    Pattern(
        ("@Test", "@ParameterizedTest", "@Property", "@RepeatedTest", "@ArchTest"),
        r"@(?:Test|ParameterizedTest|Property|RepeatedTest|ArchTest)\b",
        languages=_JVM,
        roles=_TEST,
    ),
    Pattern(
        ('should "', "test(", 'should("', " in {", 'def "', 'it("'),
        r"^\s*(?:test|it|should|def \"|\"[^\"]+\" (?:should|in|must))",
        languages=("scala", "kotlin", "groovy"),
        roles=_TEST,
    ),
    Pattern(
        ("func Test", "func Example", "func Fuzz", "It(", "Describe("),
        r"^\s*(?:func (?:\([^)]*\) )?(?:Test(?!Main\()|Example|Fuzz)\w*\(|(?:var _ = )?(?:It|Describe)\()",
        languages=("go",),
        roles=_TEST,
    ),
    Pattern(
        ("[Fact", "[Test", "[Theory", "[Scenario"),
        r"\[(?:Fact|Test|Theory|TestMethod|TestCase|Scenario)\b",
        languages=("csharp", "fsharp", "vb"),
        roles=_TEST,
    ),
    Pattern(
        ("it ", "it(", "specify ", "scenario ", "test ", "def test_", "should ", "example "),
        r"^\s*(?:(?:it|specify|scenario|test|should|example|it_behaves_like|include_examples)[ (][\"'{a-z:]|def test_|it do|it \{)",
        languages=("ruby",),
        roles=_TEST,
    ),
    Pattern(
        ("function test", "#[Test]", "@test", "it(", "test("),
        r"function test\w*\(|#\[Test\]|@test\b|^\s*(?:it|test)\(",
        languages=("php",),
        roles=_TEST,
    ),
    Pattern(("public function ",), r"public function (?!setUp|tearDown|__)\w+\(\w*(?:Tester|I)\b", languages=("php",), roles=_TEST),
    Pattern(
        ("#[test]", "::test]", "#[rstest", "::test("), r"#\[(?:\w+::)*(?:test|rstest)\b", languages=("rust",), roles=("test", "source")
    ),
    Pattern(('test "', 'property "', 'feature "'), r"^\s*(?:test|property|feature) \"", languages=("elixir",), roles=_TEST),
    Pattern(("Scenario:", "Scenario Outline:"), r"^\s*Scenario", suffixes=(".feature",), roles=_TEST),
    Pattern(("XCTestCase", "@Test"), languages=("swift",), roles=_TEST),
    Pattern(("TEST(", "TEST_F(", "TEST_CASE("), languages=("c", "cpp"), roles=_TEST),
    Pattern(("test(", "testWidgets("), r"^\s*test\w*\(", languages=("dart",), roles=_TEST),
    Pattern(("deftest",), languages=("clojure",), roles=_TEST),
)

# ---- what makes an assertion ---------------------------------------------------------------------------------------------

# Helpers that assert are named after it in every language; the line that defines one, or a test of such a name, asserts nothing.
_NAMED = (
    r"(?m:^(?!\s*(?:(?:public|private|internal|protected|static|async|void)\s|def |func |fun |function ))[^\n]{0,300}?)"
    r"(?i:\b\w*(?:assert|verify|expect|should|ensure|refute|check|match_?snapshot)\w*(?:<[^<>()]{0,60}>)?[!?]?\s?[({])"
    # what is true of itself says nothing of the code
    r"(?!\s*(?i:true|1)\s*\)(?:\.to\w+\((?:true|1)?\))?\s*;?\s*(?m:$))"
)
_PREPARES = r"(?i:new|create|set_?up|make|build|fake|mock|load|init|start|prepare|open|seed|with|get|temp|skip)"
ASSERTIONS = (
    Pattern(
        ("assert", "raises(", "should", "expect", "check", "verify", "Assert", "Expect", "Check", "Verify"),
        rf"\bassert\b(?!\s+(?:True|1)\s*(?m:$|#|,))|raises\(|{_NAMED}",
        languages=("python",),
        roles=_TEST,
        once=True,
    ),
    Pattern(
        ("expect", "assert", "should", "t.is(", "t.equal(", "t.deepEqual(", "t.same(", "t.ok(", "verify", "Expect", "Assert", "Verify"),
        rf"\.should\b|\bassert\.(?!ok\(true\))\w+\(|\bt\.(?:is|equal|deepEqual|same|ok|not|true|false|throws|match|end)\(|{_NAMED}",
        languages=_JAVASCRIPT,
        roles=_TEST,
        once=True,
    ),
    Pattern(
        (
            "assert",
            "verify",
            "expect",
            "should",
            "Assert",
            "Verify",
            "Expect",
            "then()",
            "statusCode(",
            "shouldBe",
            "must",
            "then:",
            "check(",
            "contextLoads",
            "@ArchTest",
        ),
        # a rule of ArchUnit that is declared as a test is checked by its runner
        rf"contextLoads|@ArchTest\b|\.then\(\)|statusCode\("
        rf"|(?<!void )(?<!fun )\b(?:should|must)(?:[A-Z]|\s+(?:be|equal|contain|have|===))|^\s*then:|{_NAMED}",
        languages=_JVM,
        roles=_TEST,
        once=True,
    ),
    Pattern(
        (
            "t.Err",
            "t.Fatal",
            "t.Fail",
            "assert",
            "require.",
            "Expect(",
            "cmp.",
            "is.",
            "Assert",
            "// Output:",
            "Ω(",
            "expect",
            "b.Fatal",
            "qt.",
            "check",
            "verify",
            "tc.",
            "must",
            "(t, ",
            "(t)",
            "suite.Run",
            ".T(),",
        ),
        # a helper that is handed the test fails it, but for one that only prepares what the test needs
        rf"(?<!func )\b(?!{_PREPARES}[A-Z_(]|(?i:\w*client)\()\w+\((?:t|\w\.T\(\))[,)]"
        rf"|suite\.Run\(|\bt[bc]?\.(?:Error|Fatal|Fail)|\bb\.Fatal"
        rf"|(?:assert|require|td|is|qt|must|snaps)\.\w+\(|\bcmp\.Diff|// Output:|Ω\(|{_NAMED}",
        languages=("go",),
        roles=_TEST,
        comments=True,
        once=True,
    ),
    Pattern(
        ("Assert", "Should", "Verify", "Expect", "should", "Throws", "Received", "DidNotReceive"),
        rf"Assert\.|\.Should|\.(?:Received|DidNotReceive)\w*\(|{_NAMED}",
        languages=("csharp", "fsharp", "vb"),
        roles=_TEST,
        once=True,
    ),
    Pattern(
        ("expect", "assert", "should", "must_", "refute", "is_expected", "verify", "Approvals", "visit ", "have_"),
        r"\b(?:is_)?expect|\bassert|\bshould|\bmust_|\brefute|\bvisit |\bhave_|Approvals\.verify",
        languages=("ruby",),
        roles=_TEST,
        once=True,
    ),
    Pattern(
        ("assert", "expect", "should", "see", "Assert", "shouldReceive", "dontSee", "verify", "throws("),
        rf"->assert|::assert|->see|->dontSee|->throws\(|->should|{_NAMED}",
        languages=("php",),
        roles=_TEST,
        once=True,
    ),
    Pattern(
        ("assert", "should_panic", "expect", "panic!", "insta", "check", "verify", ".unwrap(", "Result<"),
        # a test that returns a Result fails with its error
        r"fn \w+\(\) -> \w*Result<|\b(?:debug_)?assert\w*!|should_panic|panic!|\b\w*(?:assert|check|verify|expect)\w*\(|insta|\.unwrap\(",
        languages=("rust",),
        roles=("test", "source"),
    ),
    Pattern(("assert", "refute", "check all"), languages=("elixir",), roles=_TEST, once=True),
    Pattern(("Then ", "And "), r"^\s*Then ", suffixes=(".feature",), roles=_TEST, once=True),
    Pattern(("XCTAssert", "#expect", "#require"), languages=("swift",), roles=_TEST, once=True),
    Pattern(("EXPECT_", "ASSERT_", "REQUIRE(", "CHECK("), languages=("c", "cpp"), roles=_TEST, once=True),
    Pattern(("expect(",), languages=("dart",), roles=_TEST, once=True),
    Pattern(("(is ", "(are "), languages=("clojure",), roles=_TEST, once=True),
)

# ---- what drives the HTTP or RPC stack, or a real store ------------------------------------------------------------------

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
PAGE_OBJECTS = Pattern(
    ("from './", 'from "./', "from '../", 'from "../', "require('./", 'require("./', "require('../", 'require("../'),
    r"(?:from|require\()\s*['\"](\.{1,2}/[^'\"\n]{0,120}?(?:pages?|page-?objects?|pom|screens?)(?:/|[-_.]|(?=['\"]))[^'\"\n]{0,80})['\"]",
    languages=_JAVASCRIPT,
    roles=_TEST,
)
INLINE_TESTS = Pattern(("#[cfg(test)]",), languages=("rust",))

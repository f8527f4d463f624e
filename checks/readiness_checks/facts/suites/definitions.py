"""What defines a test."""

from __future__ import annotations

from readiness.classify import Role
from readiness.scan import Pattern

_JAVASCRIPT = ("javascript", "typescript")
_JVM = ("java", "kotlin", "scala", "groovy")
_TEST: tuple[Role, ...] = ("test",)

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
INLINE_TESTS = Pattern(("#[cfg(test)]",), languages=("rust",))

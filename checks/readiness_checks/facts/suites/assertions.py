"""What asserts, by itself or through the objects of pages that a browser test is built on."""

from __future__ import annotations

from readiness.classify import Role
from readiness.scan import Pattern

_JAVASCRIPT = ("javascript", "typescript")
_JVM = ("java", "kotlin", "scala", "groovy")
_TEST: tuple[Role, ...] = ("test",)

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
PAGE_OBJECTS = Pattern(
    ("from './", 'from "./', "from '../", 'from "../', "require('./", 'require("./', "require('../", 'require("../'),
    r"(?:from|require\()\s*['\"](\.{1,2}/[^'\"\n]{0,120}?(?:pages?|page-?objects?|pom|screens?)(?:/|[-_.]|(?=['\"]))[^'\"\n]{0,80})['\"]",
    languages=_JAVASCRIPT,
    roles=_TEST,
)

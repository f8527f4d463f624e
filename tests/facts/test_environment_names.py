"""Variables that no single line names: constants, schemas, tags, keys; and those that nobody has to set."""

from __future__ import annotations

import pytest

from readiness_checks.facts.configuration_keys import missing_keys, spellings
from readiness_checks.facts.environment_asides import is_aside
from readiness_checks.facts.environment_descriptions import is_described
from readiness_checks.facts.environment_given import given_variables
from readiness_checks.facts.environment_names import NamedRead, clap_fields, constant_reads, prefix_at
from readiness_checks.facts.environment_names import test_lines as line_of_tests
from readiness_checks.facts.environment_schemas import schema_reads
from readiness_checks.facts.go_settings import tagged_fields
from readiness_checks.facts.platform_variables import is_set_by_platform
from readiness_checks.facts.variable_documents import in_use_only, variable_documents, wired_variables
from tests.repos import repo_of


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.go", 'package a\n\nconst urlEnv = "SHOP_URL"\n\nvar x = os.Getenv(urlEnv)\n', [("SHOP_URL", 5, False)]),
        ("a.go", 'package a\n\nconst urlEnv string = "SHOP_URL"\n\nvar x, ok = os.LookupEnv(urlEnv)\n', [("SHOP_URL", 5, False)]),
        ("a.py", 'NAME = "SHOP_URL"\nx = os.environ.get(NAME, "")\n', [("SHOP_URL", 2, True)]),
        ("a.py", 'for name in ("SHOP_URL", "SHOP_KEY"):\n    x = os.environ[name]\n', [("SHOP_URL", 2, False), ("SHOP_KEY", 2, False)]),
        ("a.ts", "const NAME = 'SHOP_URL';\nconst x = process.env[NAME];\n", [("SHOP_URL", 2, False)]),
        ("a.rs", 'const NAME: &str = "SHOP_URL";\nlet x = std::env::var(NAME);\n', [("SHOP_URL", 2, False)]),
        ("a.ex", '@name "SHOP_URL"\nx = System.get_env(@name)\n', [("SHOP_URL", 2, False)]),
        ("A.java", 'static final String NAME = "SHOP_URL";\nString x = System.getenv(NAME);\n', [("SHOP_URL", 2, False)]),
        ("a.py", 'NAME = "SHOP_URL"\nNAME = "SHOP_KEY"\nx = os.environ[NAME]\n', []),
        ("a.py", "def read(name):\n    return os.environ[name]\n", []),
        ("a.py", 'NAME = "SHOP_URL"\nos.environ[NAME] = "x"\n', []),
        ("a.py", 'other.name = "SHOP_URL"\nx = os.environ[name]\n', []),
    ],
)
def test_a_constant_names_the_variable(path: str, text: str, expected: list[tuple[str, int, bool]]) -> None:
    """One value in the same file, or a loop over names; two values, a parameter or a write say nothing."""
    assert [(read.name, read.line, read.default) for read in constant_reads(repo_of({path: text}))] == expected


def test_a_usage_text_describes_its_constant() -> None:
    """A program that prints its variables tells its user of them."""
    text = 'const NAME: &str = "SHOP_URL";\nprintln!("Environment variable {}: where", NAME);\nlet x = std::env::var(NAME);\n'

    assert [read.described for read in constant_reads(repo_of({"a.rs": text}))] == [True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("    #[arg(long, env)]\n    database_url: String,\n", [NamedRead("DATABASE_URL", "a.rs", 2, default=False, described=False)]),
        ("    /// Where.\n    #[arg(env)]\n    shop_url: String,\n", [NamedRead("SHOP_URL", "a.rs", 3, default=False, described=True)]),
        ('    #[arg(env, help = "x")]\n    shop_url: Option<String>,\n', [NamedRead("SHOP_URL", "a.rs", 2, default=True, described=True)]),
        ('    #[clap(env, default_value = "x")]\n    pub u_a: String,\n', [NamedRead("U_A", "a.rs", 2, default=True, described=False)]),
        ('    #[arg(env = "OTHER")]\n    shop_url: String,\n', []),
        ("    #[arg(long)]\n    shop_url: String,\n", []),
    ],
)  # fmt: skip
def test_a_clap_option_is_named_after_its_field(text: str, expected: list[NamedRead]) -> None:
    """`env` alone takes the field's name in capitals; `env = "X"` and options without it are others' business."""
    assert clap_fields(repo_of({"a.rs": f"struct Args {{\n{text}}}\n"})) == tuple(expected)


def test_the_prefix_is_that_of_the_blocks_around() -> None:
    """A block that has ended puts nothing before a name."""
    text = 'with env.prefixed("A_"):\n    x = env("X")\n    with env.prefixed("B_"):\n        y = env("Y")\nz = env("Z")\n'
    repo = repo_of({"a.py": text})

    assert [prefix_at(repo, "a.py", line) for line in (2, 4, 5)] == ["A_", "A_B_", ""]


def test_the_tests_of_a_rust_file_end_it() -> None:
    """Without tests the line lies beyond the end."""
    repo = repo_of({"a.rs": "fn a() {}\n\n#[cfg(test)]\nmod tests {\n}\n", "b.rs": "#[cfg(test)]\nuse x;\nfn b() {}\n"})

    assert (line_of_tests(repo, "a.rs"), line_of_tests(repo, "b.rs") > 3) == (3, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("const s = z.object({\n  SHOP_URL: z.string(),\n  SIZE: z.number().default(3),\n});\ns.parse(process.env);\n",
         [("SHOP_URL", 2, False), ("SIZE", 3, True)]),
        ("export const env = cleanEnv(process.env, {\n  SHOP_URL: url(),\n  SIZE: num({ default: 3 }),\n});\n",
         [("SHOP_URL", 2, False), ("SIZE", 3, True)]),
        ("const s = Joi.object({\n  SHOP_URL: Joi.string()\n    .uri()\n    .optional(),\n});\ns.validate(process.env);\n",
         [("SHOP_URL", 2, True)]),
        ("const env = process.env;\nconst x = env.SHOP_URL;\nconst y = env.SHOP_KEY ?? 'x';\nenv.SET_HERE = 'x';\n",
         [("SHOP_URL", 2, False), ("SHOP_KEY", 3, True)]),
        ("const {\n  SHOP_URL,\n  SIZE = '3',\n} = process.env;\n", [("SIZE", 3, True), ("SHOP_URL", 2, False)]),
        ("const { SHOP_URL } = process.env\nconst { OTHER } = settings\n", [("SHOP_URL", 1, False)]),
        ("class Env {\n  @IsString()\n  SHOP_URL: string;\n\n  @IsOptional()\n  SIZE?: number;\n}\nplainToInstance(Env, config);\n",
         [("SHOP_URL", 3, False), ("SIZE", 6, True)]),
        ("const s = z.object({\n  SHOP_URL: z.string(),\n});\ns.parse(request.body);\n", []),
    ],
)  # fmt: skip
def test_a_schema_of_the_environment_names_variables(text: str, expected: list[tuple[str, int, bool]]) -> None:
    """Zod, envalid, Joi, aliases, destructuring and class-validator; a schema of something else names none."""
    assert [(read.name, read.line, read.default) for read in schema_reads(repo_of({"src/env.ts": text}))] == expected


GO = "package a\n\ntype Config struct {\n%s}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GO % '\tURL string `env:"SHOP_URL,required"`\n\tSize int `env:"SIZE" envDefault:"3"`\n',
         [("SHOP_URL", False, ()), ("SIZE", True, ())]),
        (GO % '\tKey string `env:"SHOP_KEY,notEmpty"`\n', [("SHOP_KEY", False, ())]),
        (GO % '\tURL string `json:"url" envconfig:"SHOP_URL" required:"true"`\n', [("SHOP_URL", False, ())]),
        (GO % '\tDB Database `envPrefix:"DB_"`\n' + 'type Database struct {\n\tHost string `env:"HOST_NAME"`\n}\n',
         [("DB_HOST_NAME", True, ())]),
        (GO % '\tDB *Database `env:", prefix=DB_"`\n' + 'type Database struct {\n\tHost string `env:"HOST_NAME, required"`\n}\n',
         [("DB_HOST_NAME", False, ())]),
        (GO % '\tURL string `envconfig:"URL"`\n' + 'func x() { envconfig.Process("shop", &c) }\n', [("SHOP_URL", True, ("URL",))]),
        (GO % '\tBaseURL string `split_words:"true"`\n\tskipped string\n\tGone string `ignored:"true"`\n'
         + 'func x() { envconfig.Process("shop", &c) }\n', [("SHOP_BASE_URL", True, ("BASE_URL",))]),
        (GO % '\tURL string `json:"SHOP_URL"`\n', []),
        (GO % '\tURL string `env:"-"`\n', []),
    ],
)  # fmt: skip
def test_tags_of_go_structs_name_variables(text: str, expected: list[tuple[str, bool, tuple[str, ...]]]) -> None:
    """The libraries `env` and `envconfig` each have tags of their own for names, prefixes and what must be given."""
    assert [(field.name, field.default, field.also) for field in tagged_fields(repo_of({"config/config.go": text}))] == expected


@pytest.mark.parametrize(
    ("path", "line", "name"),
    [
        ("a.py", 'os.environ["SHOP_URL"] = url', "SHOP_URL"),
        ("a.py", 'os.environ["SHOP_URL"] == url', ""),
        ("a.ts", "process.env.SHOP_URL ??= 'x'", "SHOP_URL"),
        ("a.ts", "if (process.env.SHOP_URL === 'x') {}", ""),
        ("a.rb", "ENV['SHOP_URL'] ||= 'x'", "SHOP_URL"),
        ("a.go", 'os.Setenv("SHOP_URL", url)', "SHOP_URL"),
        ("a.go", 'x := corev1.EnvVar{Name: "SHOP_URL", Value: url}', "SHOP_URL"),
        ("a.rs", 'Command::new("x").env("SHOP_URL", url);', "SHOP_URL"),
        ("A.java", 'builder.environment().put("SHOP_URL", url);', "SHOP_URL"),
        ("Program.cs", 'x.WithEnvironment("SHOP_URL", url);\nEnvironment.SetEnvironmentVariable("SHOP_URL", url);', "SHOP_URL"),
        ("docker-entrypoint.sh", "export SHOP_URL=http://localhost", "SHOP_URL"),
        ("docker-entrypoint.sh", 'export SHOP_URL="${SHOP_URL:-x}"', ""),
        ("tools/lint.sh", "export SHOP_URL=http://localhost", ""),
        ("deploy.sh", "heroku config:set SHOP_URL=x", "SHOP_URL"),
    ],
)
def test_what_the_repository_sets_itself_is_given(path: str, line: str, name: str) -> None:
    """An assignment, a container's variable or a start script sets it; a comparison, a default or any other script does not."""
    assert given_variables(repo_of({path: line + "\n"})) == ({name} if name else frozenset())


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("setup.py", "x", True),
        ("scripts/a.py", "x", True),
        ("app/transcripts.py", "x", False),
        ("web/vite.config.ts", "x", True),
        ("config/development.rb", "x", True),
        ("app/main.py", "x", False),
        ("app/main.py", '"""\nx\n"""', True),
        ("config/runtime.exs", "if config_env() == :dev do\n  x\nend", True),
        ("config/runtime.exs", "if config_env() == :prod do\n  x\nend", False),
        ("config/puma.rb", "if Rails.env.development?\n  y\nelse\n  x\nend", False),
        ("config/services.yaml", "when@test:\n  x: y", True),
        ("src/main.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n    x\n}", True),
        ("static/app.js", "x", True),
    ],
)  # fmt: skip
def test_reads_beside_the_program_ask_nothing(path: str, text: str, expected: bool) -> None:
    """Build scripts, settings for development, texts and tests are left aside; an `else` is the deployment's again."""
    lines = text.split("\n")
    line = next(number for number, content in enumerate(lines, 1) if content.strip().startswith("x"))

    assert is_aside(repo_of({path: text}), path, line) is expected


@pytest.mark.parametrize(
    ("path", "text", "line", "default", "expected"),
    [
        ("config.py", "# How many orders stand on a page.\nSIZE = int(os.environ.get('SIZE', 20))\n", 2, True, True),
        ("config.py", "# How many orders stand on a page.\nSIZE = int(os.environ['SIZE'])\n", 2, False, False),
        ("config.py", "# noqa: E501\nSIZE = int(os.environ.get('SIZE', 20))\n", 2, True, False),
        ("config.py", "# https://example.com/page/size\nSIZE = int(os.environ.get('SIZE', 20))\n", 2, True, False),
        ("config.py", "# old = os.environ.get('SIZE')\nSIZE = int(os.environ.get('SIZE', 20))\n", 2, True, False),
        ("orders.py", "# How many orders stand on a page.\nSIZE = int(os.environ.get('SIZE', 20))\n", 2, True, False),
        ("src/env.ts", "  SIZE: z.number()\n    .describe('Orders on a page'),\n  URL: z.string(),\n", 1, True, True),
        ("src/env.ts", "  SIZE: z.number()\n    .describe('Orders on a page'),\n  URL: z.string(),\n", 3, False, False),
        ("src/env.ts", "  SIZE: z.number(), // how many orders are shown\n", 1, False, True),
        ("config/config.go", '\t// URL is where the shop is reached.\n\tURL string `env:"SHOP_URL"`\n', 2, False, True),
        ("config/config.go", '\tURL string `env:"SHOP_URL"`\n', 9, False, False),
    ],
)
def test_a_declaration_describes_itself_in_words(path: str, text: str, line: int, default: bool, expected: bool) -> None:
    """A comment in a file of settings or a description counts; links, words to linters and code are no prose."""
    assert is_described(repo_of({path: text}), path, line, default=default) is expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("prices.api-key", ("PRICES_APIKEY", "PRICES_API_KEY")),
        ("ConnectionStrings:Shop", ("ConnectionStrings__Shop", "CONNECTIONSTRINGS__SHOP", "Shop")),
        ("plain", ("PLAIN",)),
    ],
)
def test_a_key_is_filled_by_variables(key: str, expected: tuple[str, ...]) -> None:
    """Spring drops dashes and takes dots for underscores, .NET takes colons for two underscores."""
    assert spellings(key) == expected


JAVA = '@Value("${%s}")\nprivate String key;\n'
CSHARP = "var x = configuration%s;\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"A.java": JAVA % "prices.api-key"}, ["prices.api-key"]),
        ({"A.java": JAVA % "prices.api-key:none"}, []),
        ({"A.java": JAVA % "spring.datasource.url"}, []),
        ({"A.java": JAVA % "prices.api-key", "src/main/resources/application.yml": "prices:\n  apiKey: x\n"}, []),
        ({"A.java": JAVA % "prices.api-key", "src/main/resources/application.properties": "prices.api_key = x\n"}, []),
        ({"A.java": JAVA % "prices.api-key", "src/main/resources/application.yml": "prices: [\n"}, ["prices.api-key"]),
        ({"A.cs": CSHARP % '["Prices:Key"]', "appsettings.json": "{}"}, ["Prices:Key"]),
        ({"A.cs": CSHARP % '["Prices:Key"]', "appsettings.json": '{"Prices": {"Key": ""}}'}, []),
        ({"A.cs": CSHARP % '["Prices:Key"]'}, []),
        ({"A.cs": CSHARP % '["Prices:Key"] ?? "x"', "appsettings.json": "{}"}, []),
        ({"A.cs": CSHARP % '.GetConnectionString("Shop")', "appsettings.json": "{}"}, ["ConnectionStrings:Shop"]),
        ({"A.cs": CSHARP % '.GetConnectionString("shop")',
          "B.cs": 'builder.AddPostgres("db").AddDatabase("shop");\n', "appsettings.json": "{}"}, []),
    ],
)  # fmt: skip
def test_a_key_that_no_file_sets_is_missing(files: dict[str, str], expected: list[str]) -> None:
    """Defaults, keys of the framework and any spelling in a file of settings are enough; .NET is judged beside its files only."""
    assert [read.name for read in missing_keys(repo_of(files))] == expected


@pytest.mark.parametrize(
    "name", ["PATH", "CI", "GITHUB_TOKEN", "K_SERVICE", "DYNO", "VITE_URL", "LC_ALL", "TEST_DATABASE_URL", "HTTP_X_KEY"]
)
def test_what_a_platform_sets_is_known(name: str) -> None:
    """Nobody has to look these up, nor what a frontend is built with."""
    assert is_set_by_platform(name)


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "PATH_PREFIX", "CITY", "TESTIMONIALS_URL", "HTTP_TIMEOUT", "DYNOSAUR", "MY_PATH", "SHOP_CI", "CIRCLES_URL", ""]
)
def test_a_name_that_only_begins_alike_is_the_services_own(name: str) -> None:
    """A wrong guess here hides a variable that somebody has to set."""
    assert not is_set_by_platform(name)


READ = 'url = os.environ["SHOP_URL"]\nkey = os.environ["SHOP_URL_OLD"]\n'


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (".env.example", "# x\nSHOP_URL=\n", [("SHOP_URL", 2)]),
        ("README.md", "| `SHOP_URL` | where |\n", [("SHOP_URL", 1)]),
        ("README.md", "Set MY_SHOP_URL or SHOP_URLS.\n", []),
        ("compose.yaml", "services:\n  web:\n    environment:\n      - SHOP_URL_OLD=x\n", [("SHOP_URL_OLD", 4)]),
        ("Dockerfile", "FROM x\nENV SHOP_URL=x\n", [("SHOP_URL", 2)]),
        ("config/settings.example.py", "SHOP_URL = 1\n", [("SHOP_URL", 1)]),
        ("CHANGELOG.md", "- SHOP_URL is new.\n", []),
        (".github/workflows/ci.yml", "env:\n  SHOP_URL: x\n", []),
        ("package.json", '{"scripts": {"start": "SHOP_URL=x node ."}}', []),
        ("other.py", "SHOP_URL = 1\n", []),
    ],
)
def test_a_document_names_variables_as_whole_words(path: str, text: str, expected: list[tuple[str, int]]) -> None:
    """What tells a reader what to set: examples, prose and deployments; no pipelines, history, manifests or code."""
    found = variable_documents(repo_of({"app.py": READ, path: text}))

    assert [line for document in found for line in document.lines] == expected
    assert [document.path for document in found] == ([path] if expected else [])


def test_a_dotenv_file_in_use_tells_nobody() -> None:
    """It holds one installation's values, so that its names are known but not documented."""
    repo = repo_of({"app.py": READ, ".env": "SHOP_URL=https://shop.internal.example.org\nSECRET_KEY=" + "k3" * 16 + "\n"})

    assert in_use_only(repo) == {"SHOP_URL": ".env"}
    assert variable_documents(repo) == ()


def test_a_template_of_a_function_sets_its_own_environment() -> None:
    """Whoever deploys the template has nothing to look up."""
    template = (
        "Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      Environment:\n        Variables: {SHOP_URL: x}\n"
    )

    assert wired_variables(repo_of({"app.py": READ, "template.yaml": template})) == {"SHOP_URL"}

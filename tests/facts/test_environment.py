"""Reads of environment variables are seen in every language of the catalogue."""

from __future__ import annotations

import pytest

from readiness_checks.facts.environment import environment_reads
from readiness_checks.facts.variable_documents import variable_documents
from tests.repos import repo_of


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("app.py", 'x = os.environ["SHOP_URL"]'),
        ("app.py", 'x = os.getenv("SHOP_URL")'),
        ("app.py", 'x = env.str("SHOP_URL")'),
        ("app.py", 'x = config("SHOP_URL", cast=int)'),
        ("app.js", "const x = process.env.SHOP_URL;"),
        ("app.ts", 'const x = process.env["SHOP_URL"];'),
        ("app.ts", "const { SHOP_URL } = process.env;"),
        ("app.ts", "this.configService.getOrThrow<string>('SHOP_URL')"),
        ("app.js", "url: { doc: 'where', env: 'SHOP_URL' }"),
        ("main.go", 'x := os.Getenv("SHOP_URL")'),
        ("main.go", 'x, ok := os.LookupEnv("SHOP_URL")'),
        ("main.go", 'type Config struct { URL string `env:"SHOP_URL,required"` }'),
        ("main.go", 'viper.BindEnv("url", "SHOP_URL")'),
        ("main.rs", 'let x = std::env::var("SHOP_URL").unwrap();'),
        ("main.rs", '#[arg(long, env = "SHOP_URL")]'),
        ("app.rb", 'x = ENV.fetch("SHOP_URL")'),
        ("app.rb", "x = ENV['SHOP_URL']"),
        ("config/shop.php", "'url' => env('SHOP_URL'),"),
        ("app.php", "$x = getenv('SHOP_URL');"),
        ("app.php", "$x = $_ENV['SHOP_URL'];"),
        ("App.java", 'String x = System.getenv("SHOP_URL");'),
        ("App.java", '@Value("${SHOP_URL}") String x;'),
        ("App.kt", 'val x = System.getenv("SHOP_URL")'),
        ("App.cs", 'var x = Environment.GetEnvironmentVariable("SHOP_URL");'),
        ("app.ex", 'x = System.get_env("SHOP_URL")'),
        ("app.exs", 'x = System.fetch_env!("SHOP_URL")'),
        ("App.scala", 'val x = sys.env("SHOP_URL")'),
        ("app.py", 'NAME = "SHOP_URL"\nx = os.environ[NAME]'),
        ("app.js", "const name = 'SHOP_URL';\nconst x = process.env[name];"),
        ("main.go", 'const key = "SHOP_URL"\nx := os.Getenv(key)'),
        ("main.rs", 'const KEY: &str = "SHOP_URL";\nlet x = std::env::var(KEY).unwrap();'),
        ("App.java", 'static final String KEY = "SHOP_URL";\nString x = System.getenv(KEY);'),
        ("app.rb", 'KEY = "SHOP_URL"\nx = ENV.fetch(KEY)'),
        ("app.ex", '@key "SHOP_URL"\nx = System.fetch_env!(@key)'),
        ("main.rs", "#[clap(long, env)]\npub shop_url: String,"),
        ("app.pl", "my $x = $ENV{SHOP_URL};"),
        ("src/main/resources/application.yml", "url: ${SHOP_URL}"),
        ("config/services.yaml", "url: '%env(SHOP_URL)%'"),
        ("config/database.yml", '  url: <%= ENV["SHOP_URL"] %>'),
    ],
)
def test_a_read_is_seen(path: str, line: str) -> None:
    """One line that reads a variable is enough, in whatever language."""
    found = environment_reads(repo_of({path: line + "\n"}))

    place = 1 + line.count("\n") if "clap(" not in line else 1
    assert [(read.name, read.path, read.line) for read in found] == [("SHOP_URL", path, place)]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("app.py", 'os.environ["SHOP_URL"] = "x"'),
        ("app.py", 'os.environ.setdefault("SHOP_URL", "x")'),
        ("app.js", "process.env.SHOP_URL = 'x';"),
        ("main.go", 'os.Setenv("SHOP_URL", "x")'),
        ("app.py", 'x = os.environ["HOME"]'),
        ("app.py", 'x = request.environ["HTTP_USER_AGENT"]'),
        ("tests/test_app.py", 'x = os.environ["SHOP_URL"]'),
        ("setup.py", 'x = os.environ["SHOP_URL"]'),
        ("web/vite.config.ts", "const x = process.env.SHOP_URL;"),
        ("app.py", '# x = os.environ["SHOP_URL"]'),
        ("app.py", 'os.environ["SHOP_URL"] = "x"\ny = os.environ["SHOP_URL"]'),
        ("main.rs", 'command.env("SHOP_URL", url);'),
        ("main.go", 'env := EnvVar{Name: "SHOP_URL", Value: url}\nx := os.Getenv("SHOP_URL")'),
        ("lib.rs", '#[cfg(test)]\nmod tests {\n    let x = std::env::var("SHOP_URL");\n}'),
        ("app.js", "!function(t){" + "t();" * 300 + "var x=process.env.SHOP_URL||1}()"),
        ("locustfile.py", 'x = os.environ["SHOP_URL"]'),
        ("app.php", "$this->updateTypeEnv('SHOP_URL', 'which?');"),
    ],
)
def test_what_nobody_has_to_set_is_no_read(path: str, line: str) -> None:
    """Writes, the platform's variables, tests, build scripts and comments ask nothing of whoever deploys."""
    assert environment_reads(repo_of({path: line + "\n"})) == ()


def test_a_settings_class_names_its_variables() -> None:
    """The fields of a settings class are read under their prefix, a field without a value must be given."""
    text = 'class Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix="shop_")\n\n    url: str\n    size: int = 20\n'
    found = environment_reads(repo_of({"settings.py": text}))

    assert [(read.name, read.line, read.default) for read in found] == [("SHOP_SIZE", 5, True), ("SHOP_URL", 4, False)]


def test_models_in_settings_are_read_through_their_fields() -> None:
    """A nested model's fields are joined by the delimiter, and every choice of an alias may document its field."""
    text = """class Database(BaseModel):
    host: str
    port: int = 5432


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="shop_", env_nested_delimiter="__")

    database: Database
    key: str = Field(validation_alias=AliasChoices("SHOP_KEY", "API_KEY"))
"""
    repo = repo_of({"settings.py": text, ".env.example": "shop_database__host=db\nAPI_KEY=\n"})

    assert [read.name for read in environment_reads(repo)] == ["SHOP_DATABASE__HOST", "SHOP_DATABASE__PORT", "SHOP_KEY"]
    assert variable_documents(repo)[0].names == {"SHOP_DATABASE__HOST", "SHOP_KEY"}


def test_a_binding_is_told_by_the_usage_of_its_flag() -> None:
    """What `--help` says of a flag documents the variable that is bound to it."""
    text = """package main

func init() {
	flags.Duration("timeout", time.Minute, "how long to wait for the store")
	viper.BindEnv("timeout", "SHOP_TIMEOUT")
	viper.BindEnv("verbose", "SHOP_VERBOSE")
}
"""
    found = environment_reads(repo_of({"main.go": text}))

    assert [(read.name, read.described) for read in found] == [("SHOP_TIMEOUT", True), ("SHOP_VERBOSE", False)]


def test_envconfig_names_untagged_fields() -> None:
    """A field without a tag is named after itself, under the prefix of the call that fills the struct."""
    text = """package main

type Config struct {
	Address  string
	PageSize int `split_words:"true" default:"20"`
}

func load() (c Config) {
	envconfig.MustProcess("shop", &c)
	return c
}
"""
    found = environment_reads(repo_of({"main.go": text}))

    assert [read.name for read in found] == ["SHOP_ADDRESS", "SHOP_PAGE_SIZE"]


def test_prefixes_of_environs_are_put_before_names() -> None:
    """Inside of `with env.prefixed(...)` a name is read with what the blocks around it put before it."""
    text = 'with env.prefixed("SHOP_"):\n    with env.prefixed("DB_"):\n        host = env.str("HOST_NAME")\n    url = env("URL")\n'
    found = environment_reads(repo_of({"settings.py": text}))

    assert [read.name for read in found] == ["SHOP_DB_HOST_NAME", "SHOP_URL"]


def test_deep_and_broken_settings_end() -> None:
    """Classes that derive from each other and structs that hold each other are read to their end."""
    python = "class A(BSettings, BaseSettings):\n    b: 'B'\n\n\nclass BSettings(A):\n    a: A = A()\n"
    go = 'package a\n\ntype A struct {\n\tB B `envPrefix:"B_"`\n\tX string `env:"X_Y"`\n}\ntype B struct {\n\tA A `envPrefix:"A_"`\n}\n'
    nested = "f(" * 5000

    assert environment_reads(repo_of({"a.py": python + nested, "a.go": go + nested})) == ()


@pytest.mark.parametrize(
    "line",
    [
        'x = os.environ.get("SHOP_URL") or os.environ.get("SHOP_URL_OLD")',
        'x = os.environ.get("SHOP_URL", os.environ.get("SHOP_URL_OLD"))',
        'x = os.environ.get("SHOP_URL", None) or os.environ["SHOP_URL_OLD"]',
    ],
)
def test_a_fallback_is_documented_by_what_it_stands_for(line: str) -> None:
    """Whoever knows one of two names that a line reads in turn can set it."""
    repo = repo_of({"app.py": line + "\n", ".env.example": "SHOP_URL=\n"})

    assert [document.names for document in variable_documents(repo)] == [{"SHOP_URL", "SHOP_URL_OLD"}]


def test_two_arguments_are_no_fallback() -> None:
    """A variable beside another in one call is wanted for itself."""
    repo = repo_of({"app.py": 'x = join(os.environ["SHOP_URL"], os.environ["SHOP_KEY"])\n', ".env.example": "SHOP_URL=\n"})

    assert [document.names for document in variable_documents(repo)] == [{"SHOP_URL"}]


def test_a_longer_name_documents_no_shorter_one() -> None:
    """`SHOP_URL_OLD` in an example says nothing of `SHOP_URL`."""
    repo = repo_of({"app.py": 'x = os.environ["SHOP_URL"]\n', ".env.example": "SHOP_URL_OLD=\n", "README.md": "Set `SHOP_URL`.\n"})

    assert [document.path for document in variable_documents(repo)] == ["README.md"]

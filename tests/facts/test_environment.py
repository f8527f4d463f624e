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


def test_a_longer_name_documents_no_shorter_one() -> None:
    """`SHOP_URL_OLD` in an example says nothing of `SHOP_URL`."""
    repo = repo_of({"app.py": 'x = os.environ["SHOP_URL"]\n', ".env.example": "SHOP_URL_OLD=\n", "README.md": "Set `SHOP_URL`.\n"})

    assert [document.path for document in variable_documents(repo)] == ["README.md"]

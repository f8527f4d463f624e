"""Structured logging is what writes records, not what is installed."""

from __future__ import annotations

import pytest

from readiness_checks.facts.logging import structured_logs
from tests.repos import repo_of


def _seen(files: dict[str, str]) -> list[str]:
    return [log.by for log in structured_logs(repo_of(files))]


@pytest.mark.parametrize(
    ("path", "text", "by"),
    [
        ("app/log.py", "import sys\nfrom loguru import logger\nlogger.add(sys.stdout, serialize=True)\n", "loguru writes JSON"),
        (
            "app/settings.py",
            'LOGGING = {"formatters": {"json": {"()": "pythonjsonlogger.jsonlogger.JsonFormatter"}}}\n',
            "python-json-logger",
        ),
        ("logging.ini", "[formatter_json]\nclass = pythonjsonlogger.jsonlogger.JsonFormatter\n", "python-json-logger"),
        (
            "src/main.ts",
            "const app = await NestFactory.create(AppModule, { logger: new ConsoleLogger({ json: true }) });\n",
            "Nest's ConsoleLogger writes JSON",
        ),
        ("src/app.ts", "const app = Fastify({\n  logger: true,\n});\n", "Fastify's pino logger"),
        (
            "src/main/resources/application.yml",
            "logging:\n  structured:\n    format:\n      console: ecs\n",
            "structured logging of Spring Boot",
        ),
        ("src/main/resources/application.properties", "logging.structured.format.console=logstash\n", "structured logging of Spring Boot"),
        ("Program.cs", "builder.Host.UseSerilog((context, services, configuration) => configuration.WriteTo.Console());\n", "Serilog"),
        ("Program.cs", "builder.Logging\n    .AddOpenTelemetry(options => options.AddOtlpExporter());\n", "OpenTelemetry log records"),
        ("config/initializers/logging.rb", "Rails.application.config.log_formatter = JsonFormatter.new\n", "a structured Ruby logger"),
        ("config/logging.php", "<?php\nreturn ['formatter' => Monolog\\Formatter\\JsonFormatter::class];\n", "Monolog's JSON formatter"),
        ("src/main.rs", "fn main() { tracing_subscriber::fmt().json().init(); }\n", "the tracing crate"),
        (
            "config/prod.exs",
            "config :logger, :default_handler, formatter: {LoggerJSON.Formatters.Basic, []}\n",
            "a structured Elixir logger",
        ),
        ("log.go", 'package log\n\nimport "github.com/rs/zerolog"\n', "rs/zerolog"),
    ],
)  # fmt: skip
def test_what_writes_records(path: str, text: str, by: str) -> None:
    """Each ecosystem's usual way is seen where it is configured."""
    assert _seen({path: text}) == [by]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.py", "logging.basicConfig(level=logging.INFO)\n"),
        ("app.js", "app.use(morgan('combined'));\n"),
        ("log.js", "const winston = require('winston');\nmodule.exports = winston.createLogger({ format: winston.format.simple() });\n"),
        ("config/environments/production.rb", "config.lograge.enabled = false\n"),
        ("schema.py", "field = Field(serialize=False)\n"),
        ("src/app.ts", "const app = Fastify({ logger: false });\n"),
        ("tests/test_log.py", "import structlog\nstructlog.configure()\n"),
        ("src/index.js", "import pretty from 'pino-pretty';\n"),
    ],
)
def test_what_writes_sentences(path: str, text: str) -> None:
    """Plain text, switched off loggers and tests are none."""
    assert _seen({path: text}) == []

"""Where a service is told to write structured log records: JSON, logfmt or key=value."""

from __future__ import annotations

import re

from readiness.classify import Role
from readiness.model import Component
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness.syntax import dig, string
from readiness_checks.facts.dependencies import Dependency, dependencies
from readiness_checks.facts.mentions import runs
from readiness_checks.facts.wiring import reaching

_NODE = ("javascript", "typescript")
_JVM = ("java", "kotlin", "scala", "groovy")
_SETTINGS: tuple[Role, ...] = ("configuration", "source")

# What is seen, in words, and how; a phrase is the note of the evidence.
STRUCTURED: dict[str, Pattern] = {
    "structlog": Pattern(("structlog.",), r"\bstructlog\.(?:configure|get_logger|getLogger|wrap_logger|stdlib|processors)\b",
    languages=("python",)),
    "loguru writes JSON": Pattern(("serialize=True", '"serialize": True', "serialize = True"), languages=("python",)),
    "python-json-logger": Pattern(
        ("pythonjsonlogger", "jsonlogger."),
        r"(?<!from )(?<!import )\bpythonjsonlogger\.\w+|\bjsonlogger\.JsonFormatter",
        languages=("python",), suffixes=(".ini", ".cfg", ".conf", ".yaml", ".yml", ".json", ".toml"), roles=_SETTINGS,
    ),
    "a JSON formatter": Pattern(
        ("Formatter",),
        r"""["'](?:\(\)|class)["']:\s*["'][\w.]{0,120}(?i:json|logstash|logfmt|ecs_logging)[\w.]{0,80}["']"""
        r"|\b(?:json_log_formatter|logstash_formatter|ecs_logging|logfmter|jsonformatter)\.\w*Formatter\w*"
        r"|setFormatter\(\s*\w{0,40}(?i:json|logfmt)\w{0,40}\(|class\s+\w{0,40}(?i:json|logfmt)\w{0,40}\((?:\w+\.)?Formatter\)"
        r"|=\s*(?:\w{1,40}\.)?\w{0,40}(?i:json|logfmt)\w{0,20}Formatter\(",
        languages=("python",),
    ),
    "Google Cloud structured logging": Pattern(
        ("StructuredLogHandler", ".setup_logging(", "@google-cloud/logging-"),
        r"StructuredLogHandler|\bclient\.setup_logging\(|@google-cloud/logging-(?:winston|bunyan)",
        languages=("python", *_NODE),
    ),
    "eliot": Pattern(("eliot",), r"^\s*(?:from\s+eliot\b|import\s+eliot\b)", languages=("python",)),
    "Powertools Logger": Pattern(
        ("aws_lambda_powertools", "@aws-lambda-powertools/logger", "lambda.powertools.logging"),
        r"from\s+aws_lambda_powertools(?:\.logging[\w.]{0,20})?\s+import\s+[^#\n]{0,200}\bLogger\b|@aws-lambda-powertools/logger"
        r"|lambda\.powertools\.logging",
        languages=("python", *_NODE, *_JVM, "csharp"),
    ),
    "pino": Pattern(("pino",), r"""(?:require\(|from\s|import\s)\s*['"](?:[\w@/-]{0,40}-)?pino(?:-(?!pretty)[\w-]{1,20})?['"]""",
    languages=_NODE),
    "Fastify's pino logger": Pattern(
        ("astify(", "astifyAdapter("), r"(?s)astify(?:Adapter)?\(\s*\{.{0,200}?\blogger\s*:\s*(?!false)[\w{]", languages=_NODE, lines=6
    ),
    "bunyan": Pattern(("bunyan",), r"""(?:require\(|from\s)\s*['"](?:express-|nestjs-|koa-)?bunyan(?:-logger)?['"]""", languages=_NODE),
    "Nest's ConsoleLogger writes JSON": Pattern(("ConsoleLogger(",), r"ConsoleLogger\(\s*\{[^}]{0,200}\bjson\s*:\s*true",
    languages=_NODE, lines=6),
    "roarr": Pattern(("roarr",), r"""(?:require\(|from\s)\s*['"]roarr['"]""", languages=_NODE),
    "zap": Pattern(("zap.", "zapcore."), r"\bzap\.(?:New\w*|Must|L|S|ReplaceGlobals|Config)\b|\bzapcore\.New\w+", languages=("go",)),
    "slog": Pattern(("slog.",), r"\bslog\.(?:New\w*|SetDefault|Debug|Info|Warn|Error|With|Log)\w*\(", languages=("go",)),
    "a structured Go logger": Pattern(
        (
            '"github.com/rs/zerolog', '"github.com/sirupsen/logrus', '"github.com/go-kit/log', '"github.com/go-kit/kit/log',
            '"github.com/hashicorp/go-hclog',
            '"github.com/go-logr/', '"github.com/charmbracelet/log', '"github.com/phuslu/log', '"github.com/apex/log',
            '"github.com/inconshreveable/log15', '"github.com/go-kratos/kratos/v2/log"',
        ),
        r'"github\.com/([\w-]+/[\w-]+)', languages=("go",),
    ),
    "a JSON layout": Pattern(
        (
            "LogstashEncoder", "CompositeJsonEncoder", "JsonLayout", "JsonEncoder", "EcsEncoder", "EcsLayout", "StackdriverEncoder",
            "StackdriverLayout",
            "StructuredLogEncoder", "StructuredLogLayout", "JsonTemplateLayout", "LogstashAccessEncoder", "LogstashLayout",
            "LogstashTcpSocketAppender",
            "JSONLayout", "LogfmtEncoder", "KeyValueEncoder",
        ),
        suffixes=(".xml", ".properties", ".yaml", ".yml", ".groovy", ".json", ".config"), roles=_SETTINGS,
    ),
    "structured logging of Spring Boot": Pattern(
        ("logging.structured.format", "LOGGING_STRUCTURED_FORMAT"), suffixes=(".properties", ".yaml", ".yml", ".env"),
        names=("dockerfile",), roles=_SETTINGS
    ),
    "structured logging of Quarkus": Pattern(
        ("quarkus.log.console.json", "quarkus.log.file.json", "quarkus-logging-json", "quarkus.otel.logs.enabled"),
        r"quarkus\.(?:log\.(?:console|file)\.json(?:\.enabled)?|otel\.logs\.enabled)\s*[=:]\s*true|quarkus-logging-json",
        suffixes=(".properties", ".yaml", ".yml", ".xml", ".gradle", ".kts"), roles=_SETTINGS,
    ),
    "Serilog": Pattern(
        ("Serilog(", "LoggerConfiguration("), r"\.(?:UseSerilog|AddSerilog)\(|\bnew\s+(?:Serilog\.)?LoggerConfiguration\(",
        languages=("csharp", "fsharp")
    ),
    "the JSON console of .NET": Pattern(
        ("AddJsonConsole(", '"FormatterName"'), r'AddJsonConsole\(|"FormatterName"\s*:\s*"[Jj]son"', languages=("csharp", "fsharp"),
        suffixes=(".json",), roles=_SETTINGS
    ),
    "OpenTelemetry log records": Pattern(
        ("AddOpenTelemetry(", "builder.Logging", "WithLogging("), r"[lL]ogging\w*\s*\.AddOpenTelemetry\(|\.WithLogging\(",
        languages=("csharp", "fsharp"), lines=2,
    ),
    "OpenTelemetry log records of a bridge": Pattern(
        ("otelslog.", "otelzap.", "otellogrus.", "otelzerolog.", "set_logger_provider("),
        r"\botel(?:slog|zap|logrus|zerolog)\.New\w*\(|\bset_logger_provider\(", languages=("go", "python"),
    ),
    "lograge": Pattern(("lograge.",), r"lograge\.(?:enabled\s*=\s*(?!false)\S|formatter\s*=)", languages=("ruby",)),
    "a structured Ruby logger": Pattern(
        ("emantic_logger", "SemanticLogger", "Ougai::", "logstasher.enabled", "LogStashLogger", "Twiglet::", "Rails.event.",
        "log_formatter", ".formatter ="),
        r"rails_semantic_logger\.(?:format|add_file_appender)|SemanticLogger\.(?:add_appender|\[\]|default_level)|Ougai::"
        r"|logstasher\.enabled\s*=\s*(?!false)\S|LogStashLogger\.new|Twiglet::Logger"
        r"|Rails\.event\.(?:notify|set_context)|(?:log_)?formatter\s*=\s*[\w:]{0,60}(?i:json|logfmt|keyvalue)",
        languages=("ruby",),
    ),
    "Monolog's JSON formatter": Pattern(
        ("JsonFormatter", "LogstashFormatter", "monolog.formatter.", "GoogleCloudLoggingFormatter"),
        r"\b(?:Json|Logstash|GoogleCloudLogging)Formatter\b|monolog\.formatter\.(?:json|logstash)",
        languages=("php",), suffixes=(".yaml", ".yml", ".xml"), roles=_SETTINGS,
    ),
    "the tracing crate": Pattern(
        ("tracing_subscriber::", "tracing_bunyan_formatter", "tracing_logfmt", "tracing_stackdriver"),
        r"tracing_subscriber::(?:fmt|registry|prelude|layer|Registry)|tracing_bunyan_formatter|tracing_logfmt|tracing_stackdriver",
        languages=("rust",)
    ),
    "a structured Rust logger": Pattern(("slog::", "slog_", "structured_logger", "json_env_logger"),
    r"\buse\s+(?:slog|slog_\w+|structured_logger|json_env_logger)\b", languages=("rust",)),
    "a structured Elixir logger": Pattern(("LoggerJSON", "Logfmt", "logger_json"), r"\bLoggerJSON\b|\bLogfmtEx?\b|(?<!\{):logger_json\b",
    languages=("elixir",)),
}  # fmt: skip

# winston and log4js write what their configuration says; the file that makes the logger is read.
WINSTON = Pattern(
    ("winston", "log4js"),
    r"""(?:require\(|from\s)\s*['"](winston|express-winston|nest-winston|log4js)['"]""",
    languages=_NODE,
)
_MAKES = Regex(
    r"createLogger\(|winston\.(?:add|configure)\(|new\s+\(?winston\.Logger|forRoot(?:Async)?\(|log4js\.configure\("
    r"|expressWinston\.logger\("
)
_FORMATTED = Regex(r"\bformat\s*:|winston\.format|\bformats?\.\w+")
_JSON = Regex(
    r"\bformats?\s*\.\s*(?:json|logstash)\s*\(|(?<![\w.])(?:json|logstash)\(\s*\)|printf\([^;]{0,200}JSON\.stringify\(|ecsFormat\("
    r"|type:\s*['\"]json['\"]|addLayout\(\s*['\"]json"
)
_COMMENT = Regex(r"^\s*(?://|\*|/\*).*$", re.MULTILINE)
_XML_COMMENT = Regex(r"<!--.*?-->", re.DOTALL)
# A gem that loads itself for being a dependency.
_SELF_LOADING = "rails_semantic_logger"
_LIBRARIES = frozenset({
    "structlog", "loguru", "python-json-logger", "eliot", "pino", "winston", "bunyan", "log4js", "nestjs-pino", "roarr",
    "logstash-logback-encoder", "log4j-layout-template-json", "serilog", "serilog.aspnetcore", "lograge", "logstasher", "semantic_logger",
    "ougai", "slog", "logger_json",
})  # fmt: skip


SHOWN = 2  # places are looked for until so many are found


@dataclass(frozen=True, slots=True)
class StructuredLog:
    """One place that makes a service log structured records; `by` names the library or setting."""

    by: str
    path: str
    line: int | None


@fact
def structured_logs(repo: Repo) -> tuple[StructuredLog, ...]:
    """Every place that configures or uses structured logging in own source and configuration, sorted by place."""
    found: dict[tuple[str, int], StructuredLog] = {}
    for by, pattern in STRUCTURED.items():
        for hit in repo.hits(pattern):
            if _live(repo, hit):
                found.setdefault((hit.path, hit.line), StructuredLog(_named(by, hit), hit.path, hit.line))
    for hit in repo.hits(WINSTON):
        if _writes_json(repo, hit):
            found[hit.path, hit.line] = StructuredLog(f"{hit.groups[0]} writes JSON", hit.path, hit.line)
    for path, line in _spring_settings(repo):
        found[path, line] = StructuredLog("structured logging of Spring Boot", path, line)
    for path, line in _quarkus_settings(repo):
        found[path, line] = StructuredLog("structured logging of Quarkus", path, line)
    for dependency in dependencies(repo):
        if dependency.name == _SELF_LOADING and dependency.group == "runtime":
            found[dependency.path, dependency.line or 0] = StructuredLog(dependency.name, dependency.path, dependency.line)
    return tuple(sorted(found.values(), key=lambda log: (log.path, log.line or 0)))


def _named(by: str, hit: Hit) -> str:
    """The library's own name where one pattern stands for several."""
    return hit.groups[0] if by == "a structured Go logger" and hit.groups else by


def _live(repo: Repo, hit: Hit) -> bool:
    """Whether the place is no block comment of an XML file; line comments are left out by the scan."""
    if not hit.path.endswith((".xml", ".config")):
        return True
    before = _XML_COMMENT.sub("", "\n".join(repo.text(hit.path).splitlines()[: hit.line]))
    return "<!--" not in before and hit.text in before


def _writes_json(repo: Repo, hit: Hit) -> bool:
    """Whether the file makes a logger whose records are JSON, which is winston's default where no format is named."""
    text = _COMMENT.sub("", repo.text(hit.path))
    if not _MAKES.search(text):
        return False
    return bool(_JSON.search(text)) or (hit.groups[0] == "winston" and not _FORMATTED.search(text))


def _spring_settings(repo: Repo) -> list[tuple[str, int]]:
    """Where `logging.structured.format` is set in nested YAML; the dotted spelling is a pattern."""
    found = []
    for file in repo.named("application*.yml", "application*.yaml", "bootstrap*.yml"):
        if not file.own or "structured:" not in repo.text(file.path):
            continue
        for document in repo.yaml(file.path).documents:
            settings = dig(document, "logging", "structured", "format")
            found += [(file.path, settings.line_of(target)) for target in ("console", "file") if string(dig(settings, target))]
    return found


def _quarkus_settings(repo: Repo) -> list[tuple[str, int]]:
    """Where nested YAML makes Quarkus write JSON, or send log records by OpenTelemetry; the dotted spelling is a pattern."""
    found = []
    for file in repo.named("application*.yml", "application*.yaml"):
        if not file.own or "quarkus:" not in repo.text(file.path):
            continue
        for document in repo.yaml(file.path).documents:
            for keys in (("otel", "logs"), ("log", "console", "json"), ("log", "file", "json")):
                settings = dig(document, "quarkus", *keys)
                if string(dig(settings, "enabled")).lower() == "true":
                    found.append((file.path, settings.line_of("enabled")))
    return found


@fact
def configured_logs(repo: Repo, component: Component) -> tuple[StructuredLog, ...]:
    """The first of the component's places that make it log structured records, those left out that lie in functions nobody calls."""
    found = []
    for log in reaching(repo, component, structured_logs(repo)):
        if runs(repo, component, log.path, log.line or 1):
            found.append(log)
            if len(found) == SHOWN:
                break
    return tuple(found)


@fact
def idle_logs(repo: Repo, component: Component) -> tuple[StructuredLog, ...]:
    """Where the component would be made to log structured records; to be asked where nothing makes it."""
    return reaching(repo, component, structured_logs(repo))


@fact
def unwired_loggers(repo: Repo, component: Component) -> tuple[Dependency, ...]:
    """Logging libraries the component depends on; where nothing logs structured records: what is installed and not made use of."""
    return reaching(repo, component, (item for item in dependencies(repo) if item.group == "runtime" and _library(item) in _LIBRARIES))


def _library(dependency: Dependency) -> str:
    """The name without a Maven group or a Composer vendor."""
    return dependency.name.rpartition(":")[2].rpartition("/")[2].lower()

"""The ways in which code reads an environment variable, as patterns of the scan."""

from __future__ import annotations

from readiness.classify import BACKEND_LANGUAGES
from readiness.scan import Pattern

_SCRIPTS = ("javascript", "typescript", "vue", "svelte")
_NAME = r"([A-Z][A-Z0-9_]{1,80})"
_GIVEN = (
    r"(\s{0,4}[,|?]{1,2}\s{0,40}[^\s)\]}]|[)\]]\s{0,4}(?:\|\||\?\?|or\b|\?:)"
    r"|\"?\)?\s{0,40}\.(?:ok\(\)\s{0,40}\.)?(?:unwrap_or|getOrElse|orElse)|:[^}]|[)\]] \{| default)?"
)

# A call or a subscript of something called env with a name in capitals:
# os.environ["X"], ENV.fetch("X"), System.getenv("X"), env("X"), getEnv("X", ...), std::env::var("X"), BindEnv("key", "X")
CALLED = Pattern(
    tuple(
        (
            "env( env[ env. env' env\" Env( Env. ENV[ ENV. _env _ENV environ Environ Environment getenv Getenv LookupEnv env:: EnvVar"
            " envvar BindEnv etEnv get_env envOr env_or dotenvy::"
        ).split()
    ),
    r"(?<!\w)(?=(\w{1,60}))\1(?:\(\))?((?:(?:\.|::|->)[A-Za-z_]\w{0,20}){0,2}[!?]?)(?:=|:\s{0,2})?(?:\[\]string|"
    r"<[^<>()]{1,30}>)?\s{0,3}[(\[{ =]\s{0,40}(?:&?[\w.]{1,60},\s{0,4}|[\"'][a-z][a-z0-9_.-]{0,60}[\"'],\s{0,4})?[brfl]?[\"'`]"
    + _NAME
    + r"[\"'`](?!\s{0,3}\]\s{0,3}=[^=~>])"
    + _GIVEN,
    languages=tuple(sorted(BACKEND_LANGUAGES)),
    lines=3,
)
DOTTED = Pattern(
    ("process.env", "Bun.env"),
    r"\b(?:process|Bun)\.env\??\.(?:" + _NAME + r")(?![\w])(?!\s{0,3}=[^=>])(\s{0,3}(?:\|\||\?\?|\?)[^.])?",
    languages=_SCRIPTS,
)
DESTRUCTURED = Pattern(
    ("= process.env", "=process.env"), r"\}\s{0,3}(?::\s{0,3}[\w.]{1,60}\s{0,3})?=\s{0,3}process\.env\b(?![.\[])", languages=_SCRIPTS
)
WHOLE = Pattern(
    ("process.env", "createEnv(", "cleanEnv(", "validationSchema", "runtimeEnv"),
    r"process\.env\s{0,3}[),;}]|process\.env$|createEnv\(|cleanEnv\(|validationSchema|runtimeEnv",
    languages=_SCRIPTS,
)
SCHEMA = Pattern(
    (
        ": Joi",
        ": joi",
        ": z",
        ": str(",
        ": bool(",
        ": num(",
        ": port(",
        ": url(",
        ": email(",
        ": host(",
        ": json(",
        ": yup.",
        ": v.",
        ": Type.",
    ),
    r"(?:^|[{,])\s*" + _NAME + r"\s{0,3}:\s{0,3}(?:Joi|joi|z|v|yup|Type|str|bool|num|port|url|email|host|json)\b\s{0,3}(?:[.(]|$)()",
    languages=_SCRIPTS,
)
# const env = process.env;
ALIAS = Pattern(
    ("= process.env",), r"\b(?:const|let|var)\s(\w{1,40})(?::[^=\n]{1,60})?\s=\sprocess\.env\s{0,3};?\s{0,3}$", languages=_SCRIPTS
)
# validation of the environment by a class of decorated fields (NestJS), or by a JSON schema (Fastify)
VALIDATED = Pattern(("plainToClass(", "plainToInstance("), languages=_SCRIPTS)
SCHEMATIC = Pattern(("@fastify/env", "fastify-env", "env-schema", "envSchema("), languages=_SCRIPTS)
CONVICT = Pattern(("env: '", 'env: "'), r"\benv:\s{0,3}[\"']" + _NAME + r"[\"']()", languages=_SCRIPTS)
NEST = Pattern(
    ("onfig.get", "onfigService.get", "onfigService\n", "getOrThrow"),
    r"\w{0,20}[cC]onfig\w{0,20}\.(?:get|getOrThrow)(?:<[^<>()]{1,40}>)?\(\s{0,20}[\"']" + _NAME + r"[\"']" + _GIVEN,
    languages=_SCRIPTS,
    lines=2,
)
# .NET's configuration reads the environment too: a key in capitals is a variable
CONFIGURATION = Pattern(
    ("onfiguration[", "onfiguration.GetValue", "onfig["),
    r"\b\w{0,20}[cC]onfig(?:uration)?(?:\[|\.GetValue(?:<[\w?.]{1,40}>)?\()\s{0,3}\"" + _NAME + r"\"[\])]?(?!\s{0,3}=[^=>])" + _GIVEN,
    languages=("csharp", "fsharp", "vb"),
)
SERVER = Pattern(
    ("$_SERVER[",), r"\$_SERVER\[[\"'](?!HTTP_|PHP_|argv)" + _NAME + r"[\"']\](?!\s{0,3}=[^=>])(\s{0,3}\?\?)?", languages=("php",)
)
DECOUPLE = Pattern(("config(",), r"\bconfig\(\s{0,40}[\"']" + _NAME + r"[\"']" + _GIVEN, languages=("python",), lines=2)
CLAP = Pattern(('env = "',), r"\benv = \"" + _NAME + r"\"()", languages=("rust",))
PERL = Pattern(("$ENV{",), r"\$ENV\{[\"']?" + _NAME + r"[\"']?\}()", languages=("perl",))
VALUE = Pattern(
    ('@Value("${', "@Value('${", '@Value(value = "${'),
    r"\$\{" + _NAME + r"(:[^}]{0,200})?\}",
    languages=("java", "kotlin", "groovy", "scala"),
)
INTERPOLATED = Pattern(
    ("${",),
    r"\$\{\??" + _NAME + r"(:[^}]{0,200})?\}",
    suffixes=(".yml", ".yaml", ".properties", ".conf"),
    roles=("configuration", "source"),
)
SYMFONY = Pattern(("env(",), r"%?env\((?:\w{1,20}:){0,4}" + _NAME + r"\)()", suffixes=(".yml", ".yaml", ".xml"), roles=("configuration",))
EMBEDDED = Pattern(
    ("ENV[", "ENV.fetch"), r"ENV(?:\.fetch\(|\[)[\"']" + _NAME + r"[\"']" + _GIVEN, suffixes=(".yml", ".yaml"), roles=("configuration",)
)

NAMED = (CALLED, DOTTED, CONVICT, NEST, CONFIGURATION, SERVER, DECOUPLE, CLAP, PERL, VALUE, INTERPOLATED, SYMFONY, EMBEDDED)

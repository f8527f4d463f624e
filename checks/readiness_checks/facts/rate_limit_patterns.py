"""What limits how often callers may ask, where it is wired in: frameworks, libraries, middleware by its name, and gateways."""

from __future__ import annotations

from functools import partial

from readiness.scan import Pattern

_code = partial(Pattern, code=True)
_NODE = ("javascript", "typescript")
_JVM = ("java", "kotlin", "scala", "groovy")
_NET = ("csharp", "fsharp")
_DEPLOYED = (".yaml", ".yml", ".tf", ".json", ".conf", ".toml", ".template", ".tpl", ".xml", ".cfg", ".bicep", ".hcl")
# a name that says what it does; body limits and connection limits limit something else
_LIMITS = r"(?:[rR]ate_?[lL]imit|RATE_LIMIT|[tT]hrottl|(?<![a-z])[lL]imiter|[a-z]Limiter)"

# Every request of the application.
EVERYWHERE: dict[str, Pattern] = {
    "slowapi": _code(("SlowAPIMiddleware", "SlowAPIASGIMiddleware"), r"add_middleware\(\s*SlowAPI(?:ASGI)?Middleware|Middleware\(SlowAPI",
    languages=("python",)),
    "flask-limiter": _code(("default_limits", "application_limits"), r"\bLimiter\([^)\n]{0,200}\b(?:default"
    r"|application)_limits\s*=\s*(?!\[\])"
    r"|^\s{2,12}(?:default|application)_limits\s*=\s*(?!\[\])", languages=("python",)),
    "throttles of Django REST Framework": Pattern(("DEFAULT_THROTTLE_CLASSES",),
    r"DEFAULT_THROTTLE_CLASSES['\"]?\]?\s*[:=]\s*[\[(]\s*['\"\w]", languages=("python",), lines=3),
    "throttles of Django Ninja": _code(("throttle=",), r"\bNinja(?:Extra)?API\([^\n]{0,200}\bthrottle=", languages=("python",)),
    "rate limits of Litestar": _code(("RateLimitConfig(",), languages=("python",)),
    "a middleware of its own": Pattern(("RateLimit", "Ratelimit", "Throttl"),
    r"['\"][\w.]{1,100}\.\w{0,40}(?:Rate_?[lL]imit|Throttl)\w{0,40}Middleware['\"]"
    r"|add_middleware\(\s*[\w.]{0,60}(?:Rate_?[lL]imit|Throttl)",
    languages=("python",)),
    "Nest's throttler": _code(("Throttl",), r"\buseClass:\s*\w{0,40}Throttl\w{0,40}\b|useGlobalGuards\([^\n]{0,100}Throttl",
    languages=_NODE),
    "@fastify/rate-limit": _code(("ateLimit", "rate-limit"),
    r"\.register\(\s*(?:await\s+)?(?:(?:require|import)\(\s*['\"](?:@fastify/|fastify-)rate-limit['\"]|\w{0,40}[rR]ateLimit\w{0,20})"
    r"|^export default fastifyRateLimit", languages=_NODE, before=120),
    "Spring Cloud Gateway": Pattern(("RequestRateLimiter", "requestRateLimiter("), r"^\s*-\s*(?:name:\s*)?RequestRateLimiter"
    r"|\.requestRateLimiter\(",
    languages=_JVM, suffixes=(".yaml", ".yml"), roles=("source", "configuration")),
    "Bucket4j": Pattern(("bucket4j",), r"^\s*bucket4j:\s*$|^bucket4j\.filters", suffixes=(".yaml", ".yml", ".properties"),
    roles=("source", "configuration")),
    "ASP.NET Core's rate limiter": _code(("GlobalLimiter",), r"\bGlobalLimiter\s*=", languages=_NET),
    "AspNetCoreRateLimit": _code(("RateLimit", "Throttl"), r"\.Use(?:Ip|Client)RateLimiting\("
    r"|\bUseMiddleware<[\w.]{0,80}(?:RateLimit|Throttl)\w{0,40}>"
    r"|\.Use\w{0,30}Throttling\(", languages=_NET),
    "Rack::Attack": _code(("throttle",), r"^\s*(?:Rack::Attack\.)?throttle[\s(]+['\"]", languages=("ruby",)),
    "Rack::Throttle": _code(("Rack::Throttle",), r"\buse\s+Rack::Throttle|middleware\.use\s+Rack::Throttle", languages=("ruby",)),
    "Laravel's throttle on a group": Pattern(("throttle", "ThrottleRequests"), r"^\s*['\"]throttle:[\w,.-]{1,40}['\"],?\s*$"
    r"|->throttleApi\("
    r"|^\s*\\?(?:Illuminate\\Routing\\Middleware\\)?ThrottleRequests(?:WithRedis)?::class\s*(?:\.\s*['\"]:|,)", languages=("php",)),
    "a plug": _code(("plug", "PlugAttack"), r"^\s*plug[\s(]+:?[\w.]{0,80}(?i:rate_?limit|throttl)"
    r"|^\s*use PlugAttack\b", languages=("elixir",)),
}  # fmt: skip

# Single routes, or groups of them.
SOMEWHERE: dict[str, Pattern] = {
    "a decorator of slowapi or flask-limiter": _code((".limit(", ".shared_limit("),
    r"^\s*@\w{0,40}[lL]imiter\.(?:shared_)?limit\(|\b\w{0,40}[lL]imiter\.limit\([^\n]{1,80}\)\(", languages=("python",)),
    "fastapi-limiter": _code(("RateLimiter(",), r"\bDepends\(\s*\w{0,40}RateLimiter\(", languages=("python",)),
    "throttles of Django REST Framework": _code(("throttle_classes", "throttle_scope"),
    r"\bthrottle_classes\s*=\s*[\[(]\s*\w|@throttle_classes\(\s*[\[(]\s*\w", languages=("python",)),
    "django-ratelimit": _code(("ratelimit(",), r"@ratelimit\(\s*\w|\bmethod_decorator\(\s*ratelimit\(", languages=("python",)),
    "django-axes, for logins": Pattern(("AxesMiddleware",), r"['\"]axes\.middleware\.AxesMiddleware", languages=("python",)),
    "middleware": _code(("imit", "hrottl"),
    r"\.(?:use|get|post|put|patch|delete|all|route|before)\([^\n]{0,160}?\b\w{0,40}" + _LIMITS + r"\w{0,40}"
    r"|\bpreHandler:\s*\[?[\w.]{0,60}" + _LIMITS,
    languages=_NODE, before=200),
    "Upstash's limiter": _code((".limit(",), r"\b[rR]ate_?[lL]imit\w{0,20}(?:\([^)\n]{0,100}\))?\.limit\(", languages=_NODE),
    "rate-limiter-flexible": _code((".consume(",), r"\b\w{0,40}[lL]imiter\w{0,40}\.consume\(", languages=_NODE),
    "Nest's throttler": _code(("Throttl",), r"@UseGuards\([^\n]{0,100}Throttl", languages=_NODE),
    "Bucket4j": _code(("tryConsume",), r"\.tryConsume(?:AndReturnRemaining|AsMuchAsPossible)?\(", languages=_JVM),
    "a rate limiter on a resource": _code(("@RateLimit",), r"^\s*@RateLimit(?:er|ed)?\(", languages=_JVM),
    "Ktor's rate limit": _code(("rateLimit",), r"\brateLimit\s*(?:\(\s*RateLimitName\(|\{)", languages=("kotlin",)),
    "ASP.NET Core's rate limiter": _code(("RateLimiting",), r"\.Require\w{0,20}RateLimit\w{0,10}\("
    r"|^\s*\[(?:\w+,\s*)?EnableRateLimiting\(", languages=_NET),
    "middleware (Go)": _code(("imit", "hrottl"),
    r"\.(?:Use|With|Wrap|GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Delete|Handle|HandleFunc|Group|Append"
    r"|Then)\([^\n]{0,160}?(?:\bhttprate\.Limit|\btollbooth\.Limit|\b\w{0,60}" + _LIMITS + r")"
    + r"|\bhttprate\.Limit\w{0,10}\(|\btollbooth\.Limit\w{0,20}Handler\(|\bratelimit\.(?:Unary|Stream)?Server(?:Interceptor)?\(",
    languages=("go",), before=200),
    "a filter of its own": _code(("rate_limit", "throttle"), r"^\s*(?:prepend_)?before_action\s*\(?\s*:\w{0,40}(?:rate_limit"
    r"|throttle)|^\s*rate_limit\s*\(?\s*to:",
    languages=("ruby",)),
    "Laravel's throttle": Pattern(("throttle", "RateLimiter::", "ThrottlesLogins", "ensureIsNotRateLimited"),
    r"middleware(?:\(|['\"]?\s*=>)[^\n]{0,160}['\"]throttle(?::[\w,.-]{1,40})?['\"]|\bRateLimiter::(?:attempt|tooManyAttempts"
    r"|hit)\(|^\s*use ThrottlesLogins;"
    r"|->ensureIsNotRateLimited\(", languages=("php",)),
    "Symfony's limiter": Pattern(("consume(", "login_throttling:"), r"[lL]imiter[\w>()$-]{0,60}->consume\("
    r"|^\s*login_throttling:", languages=("php",),
    suffixes=(".yaml", ".yml"), roles=("source", "configuration")),
    "a layer": _code(("overnor", "ate_limit", "ateLimit", "hrottl"),
    r"\.(?:wrap|layer|route_layer)\([^\n]{0,100}(?:[rR]ate_?[lL]imit|[gG]overnor|[tT]hrottl)|\bGovernorLayer\b", languages=("rust",)),
    "express-rate-limit": _code(("ateLimit(", "slowDown("), r"^\s{2,40}(?:\w{1,40}\.)?(?:rateLimit|slowDown)\(", languages=_NODE),
    "Hammer": _code(("check_rate(", "RateLimit.hit("), r"\b(?:Hammer|ExRated)\.check_rate\(|\bRateLimit\.hit\(", languages=("elixir",)),
}  # fmt: skip

# Before the service.
GATEWAYS: dict[str, Pattern] = {
    "nginx": Pattern(("limit_req",), r"^\s*limit_req\s+zone=", suffixes=(*_DEPLOYED, ".erb", ".j2"), names=("nginx.conf",),
    roles=("configuration", "source")),
    "the ingress": Pattern(("/limit-r", "rate-limit"), r"ingress\.kubernetes\.io/(?:limit-rp[sm]"
    r"|rate-limit\w{0,20})['\"]?:", suffixes=_DEPLOYED,
    roles=("configuration",)),
    "Kong": Pattern(("rate-limiting",), r"^\s*-\s*name:\s*rate-limiting"
    r"|\"name\":\s*\"rate-limiting", suffixes=_DEPLOYED, roles=("configuration",)),
    "Envoy": Pattern(("ratelimit",), r"envoy\.filters\.http\.(?:local_)?ratelimit\b", suffixes=_DEPLOYED, roles=("configuration",)),
    "API Gateway": Pattern(("hrottling", "hrottle", "UsagePlan", "usagePlan", "usage_plan"),
    r"\bthrottl(?:e|ing)_(?:rate_limit|burst_limit|settings)\b\s*[={]|['\"]?\b(?:T|t)hrottling(?:Rate"
    r"|Burst)Limit['\"]?\s*[:=]|AWS::ApiGateway::UsagePlan\b"
    r"|aws_api_gateway_usage_plan['\"]|^\s*usagePlan:\s*$", suffixes=_DEPLOYED, roles=("configuration",)),
    "a web application firewall": Pattern(("rate_based_statement", "RateBasedStatement", "cloudflare_rate_limit",
    "rate_limit_options", "rateLimitOptions"),
    r"\brate_based_statement\s*\{|\bRateBasedStatement['\"]?:|['\"]cloudflare_rate_limit['\"]"
    r"|\brate_?[lL]imit_?[oO]ptions\b['\"]?\s*[:{=]",
    suffixes=_DEPLOYED, roles=("configuration",)),
    "Azure API Management": Pattern(("<rate-limit",), r"<rate-limit(?:-by-key)?\s", suffixes=(".xml", ".cshtml"),
    roles=("configuration", "source", "data")),
    "HAProxy": Pattern(("http_req_rate(",), r"\b(?:http-request\s+(?:deny|tarpit|reject|silent-drop)|acl\s+\S{1,60})\s"
    r"[^\n]{0,160}http_req_rate\(", suffixes=(".cfg", ".conf"), roles=("configuration",)),
    "Caddy": Pattern(("rate_limit {",), names=("caddyfile",), roles=("configuration",)),
    "KrakenD or APISIX": Pattern(("qos/ratelimit", "limit-count", "limit-req"), r"qos/ratelimit/(?:router|service)"
    r"|^\s*(?:-\s*name:\s*)?limit-(?:count|req):?\s*$",
    suffixes=_DEPLOYED, roles=("configuration",)),
}  # fmt: skip

# What is defined and limits nothing until something uses its name (the first group).
DECLARED: dict[str, Pattern] = {
    "a limiter": _code(("imit(", "imiter(", "slowDown(", "imit.middleware("),
    r"\b(?:const|let|var)\s+(\w{1,60})\s*(?::[^=\n]{1,80})?=\s*(?:new\s+)?(?:rateLimit|RateLimit|rateLimiter|expressRateLimit"
    r"|slowDown|ratelimit|RateLimit\.middleware)\(",
    languages=_NODE),
    "a filter": _code(("RateLimit", "Throttl"),
    r"\bclass\s+(\w{0,40}(?:RateLimit|Throttl)\w{0,40})\b[^\n{]{0,120}\b(?:OncePerRequestFilter|HandlerInterceptor\w*"
    r"|ContainerRequestFilter|WebFilter|Filter|GatewayFilter"
    r"|GlobalFilter|HttpServerFilter)\b", languages=_JVM),
    "a middleware of Traefik": Pattern(("ratelimit", "rateLimit"), r"http\.middlewares\.([\w-]{1,60})\.rate[lL]imit\.",
    suffixes=(".yaml", ".yml", ".toml"),
    roles=("configuration",)),
    "a zone of nginx": Pattern(("limit_req_zone",), r"\blimit_req_zone\s[^;\n]{0,200}\bzone=(\w{1,60})", suffixes=(*_DEPLOYED,
    ".erb", ".j2"), names=("nginx.conf",),
    roles=("configuration", "source")),
}  # fmt: skip
# ASP.NET Core limits nothing until the application uses the limiter; flask-limiter and slowapi share names
USED_LIMITER = _code(("UseRateLimiter(",), languages=_NET)
RATES = Pattern(
    ("DEFAULT_THROTTLE_RATES", "THROTTLE_RATES", "rate =", "rate="),
    r"THROTTLE_RATES['\"]?\]?\s*[:=]|^\s+rate\s*=\s*['\"]?\w",
    languages=("python",),
)
DEFAULTS = _code(("default_limits", "application_limits"), r"\b(?:default|application)_limits\s*=\s*(?!\[\])", languages=("python",))

# Functions of its own that are asked before something is done.
ASKED = _code(
    ("imit", "hrottl", "TokenBucket."),
    r"(?<!def )(?<!function )(?<!func )(?<!fn )\b(?:check|enforce|apply|ensure|assert|verify|authenticate"
    r"|consume)_\w{0,40}(?:rate_limit|throttl)\w{0,40}\("
    r"|\b(?:await\s+|this\.|\.|->|if\s*\(!?|=\s*)(?:check|enforce|apply|ensure|assert|verify)\w{0,40}(?:RateLimit|Throttl)\w{0,40}\("
    r"|\b(?:TokenBucket|RateLimit(?:er)?)\.(?:authorize|allow|check|hit|exceeded|is_limited)\w{0,40}\(",
)

# The answer to those who come too often, where the code limits by itself; a comparison reads somebody else's.
ANSWERS = Pattern(
    ("429", "oo_many_requests", "OO_MANY_REQUESTS", "ooManyRequests"),
    r"(?<![=!]= )(?<![=!]==)(?<![=!]=)(?:\b(?:status(?:_code|Code)?\s*[(=:]\s*|abort\(|halt\(?\s*|head\s+"
    r"|AbortWithStatus\w{0,10}\(|WriteHeader\(|sendStatus\()429\b"
    r"|\bHTTP_429_TOO_MANY_REQUESTS|status:\s*:too_many_requests|head\s+:too_many_requests"
    r"|put_status\(\s*(?::too_many_requests|429)|abort\(Response::HTTP_TOO_MANY"
    r"|(?:Error|JSON|WriteHeader|AbortWithStatus\w{0,10}|NewHTTPError|SendStatus|SetStatusCode|Status|status|sendError"
    r"|setStatus|HTTPException|ResponseStatusException|HttpException)"
    r"\([^\n]{0,80}(?:TooManyRequests|TOO_MANY_REQUESTS)|throw new TooManyRequests\w{0,20}\(|Status429TooManyRequests)",
    before=120,
)  # fmt: skip

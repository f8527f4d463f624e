"""What guards requests: patterns of frameworks' own guards, of token and password verification, of hand-made barriers, and of gateways."""

from __future__ import annotations

from readiness.scan import Pattern

NODE = ("javascript", "typescript")
JVM = ("java", "kotlin", "scala", "groovy")
_DEPLOYED = (".yaml", ".yml", ".tf", ".json", ".conf", ".toml", ".template", ".tpl")

# A proven library or framework that refuses unknown callers where it stands; the phrase is the note of the evidence.
GUARDS: dict[str, Pattern] = {
    "a decorator that demands a login": Pattern(
        ("login_required", "permission_required"), r"@(?:method_decorator\()?login_required|@permission_required|\blogin_required\(",
        languages=("python",),
    ),
    "Django authentication": Pattern(
        ("LoginRequired", "AUTHENTICATION_CLASSES", "authentication_classes", "IsAuthenticated",
        "PermissionRequiredMixin"),
        r"LoginRequired(?:Mixin|Middleware)"
        r"|DEFAULT_AUTHENTICATION_CLASSES|\bauthentication_classes\s*=|\bIsAuthenticated\w*\b"
        r"|PermissionRequiredMixin",
        languages=("python",),
    ),
    "Flask authentication": Pattern(
        ("jwt_required", "flask_httpauth", "flask_security", "ResourceProtector(", "auth_required("),
        r"@(?:\w+\.)?jwt_required|^\s*from\s+flask_(?:security|httpauth)|\bResourceProtector\(|@auth_required\(", languages=("python",)
    ),
    "Python authentication library": Pattern(
        ("FastAPIUsers", "fastapi_users", "AuthJWT", "fastapi_login", "ninja.security", "AuthenticationMiddleware",
        "tornado.web.authenticated", "aiohttp_security", "sanic_jwt", "JWTAuth[", "SessionAuth[", "fastapi_azure_auth",
        "fastapi_keycloak", "fastapi_cloudauth", "JWTCookieAuth["),
        r"\bFastAPIUsers\b|^\s*from\s+(?:fastapi_users|fastapi_login|ninja\.security|aiohttp_security|sanic_jwt|fastapi_azure_auth"
        r"|fastapi_keycloak|fastapi_cloudauth|fastapi_jwt_auth)\b|\bAuthenticationMiddleware\s*,\s*backend|tornado\.web\.authenticated"
        r"|\b(?:JWT|Session|JWTCookie)Auth\[",
        languages=("python",),
    ),
    "Passport": Pattern(("passport.authenticate(",), languages=NODE),
    "Node authentication library": Pattern(
        (
            "express-jwt", "express-openid-connect", "express-oauth2-jwt-bearer", "@fastify/jwt", "fastify-jwt", "@fastify/auth",
            "@fastify/passport", "koa-jwt", "koa-passport", "next-auth", "@auth/", "better-auth",
            "@clerk/", "supertokens-node", "keycloak-connect", "nest-keycloak-connect", "hapi-auth-jwt2", "@hapi/cookie", "@hapi/jwt",
            "express-basic-auth", "@okta/jwt-verifier", "aws-jwt-verify", "@adonisjs/auth", "@feathersjs/authentication",
            "@loopback/authentication", "hono/jwt", "hono/bearer-auth", "hono/basic-auth", "lucia",
        ),
        r"""(?:require\(|from\s|import\s)\s*['"](express-jwt|express-openid-connect|express-oauth2-jwt-bearer|@fastify/(?:jwt|auth"""
        r"""|passport)|fastify-jwt|koa-jwt|koa-passport|next-auth(?:/(?!react)[\w/-]{1,30})?|@auth/[\w-]{1,30}|better-auth(?:/(?!client|react|vue|svelte)[\w/-]{1,20})?"""
        r"""|@clerk/(?!clerk-|types|themes|local)[\w-]{1,30}(?:/server)?"""
        r"""|supertokens-node[\w/-]{0,40}|keycloak-connect|nest-keycloak-connect|hapi-auth-jwt2|@hapi/(?:cookie|jwt)|express-basic-auth"""
        r"""|@okta/jwt-verifier|aws-jwt-verify|@adonisjs/auth[\w/-]{0,40}|@feathersjs/authentication[\w-]{0,20}"""
        r"""|@loopback/authentication[\w-]{0,20}|hono/(?:jwt|bearer-auth|basic-auth)|lucia)['"]""",
        languages=NODE,
    ),
    "Nest guards": Pattern(("AuthGuard(",), r"(?<!extends )\bAuthGuard\(", languages=NODE),
    "Spring Security": Pattern(
        (".authenticated()", "fullyAuthenticated()", "@PreAuthorize", "@Secured(", "anyRequest()", "oauth2ResourceServer",
        "oauth2Login(", ", authenticated)"),
        r"\.(?:fullyA|a)uthenticated\(\)|@PreAuthorize\b|@Secured\(|anyRequest\(\)\s*\.(?:has\w{1,16}|access)\(|\boauth2(?:ResourceServer"
        r"|Login)\b|,\s*authenticated\)",
        languages=JVM,
    ),
    "JVM authentication library": Pattern(
        ("@RolesAllowed", "@Authenticated", "install(Authentication)", "AuthDynamicFeature", "JWTAuthHandler", "ShiroFilterFactoryBean",
        "StpUtil.", "SaInterceptor", "org.pac4j.", "AuthMiddleware(", "io.quarkus.security", "@SecurityRequirement("),
        r"@RolesAllowed\b|@Authenticated\b|\binstall\(Authentication\)|\bAuthDynamicFeature\b|JWTAuthHandler\.create"
        r"|ShiroFilterFactoryBean|StpUtil\.checkLogin|\bSaInterceptor\(|import\s+(?:org\.pac4j|io\.quarkus\.security)\.", languages=JVM
    ),
    "OpenID Connect of Quarkus": Pattern(("quarkus.oidc.auth-server-url", "quarkus.http.auth.permission", "mp.jwt.verify."),
    suffixes=(".properties",), roles=("configuration", "source")),
    "ASP.NET Core authorization": Pattern(
        ("[Authorize", "RequireAuthorization(", "RequireAuthenticatedUser(", "AuthorizeFilter(", "AuthorizeFolder(",
        "AuthorizeAttribute", "AddIdentityServer(", "AddOpenIddict("),
        r"^\s*\[(?:\w+,\s*)?Authorize\b|\.RequireAuthorization\(|\.RequireAuthenticatedUser\(|\bAuthorizeFilter\(|AuthorizeFolder\("
        r"|:\s*(?:\w+\.)?AuthorizeAttribute\b|\.AddIdentityServer\(|\.AddOpenIddict\(", languages=("csharp", "fsharp")
    ),
    "Ruby authentication library": Pattern(
        (
            "devise_for", "authenticate_user!", "authenticates_with_sorcery!", "Clearance", "doorkeeper_authorize!", "acts_as_authentic",
            "Rodauth", "authenticate_or_request_with_http", "http_basic_authenticate_with", "allow_unauthenticated_access",
            "Knock::Authenticable", "Warden::", "DeviseTokenAuth", "JWTSessions", "Rack::Auth::",
        ),
        r"^\s*devise_for\b|\bauthenticate_user!|authenticates_with_sorcery!|\bClearance(?:\.configure|::Controller|::User)"
        r"|doorkeeper_authorize!|acts_as_authentic|\bRodauth\b|authenticate_or_request_with_http_\w+|http_basic_authenticate_with"
        r"|allow_unauthenticated_access"
        r"|Knock::Authenticable|Warden::(?:Manager|Strategies)|DeviseTokenAuth|JWTSessions|Rack::Auth::",
        languages=("ruby",),
    ),
    "Laravel authentication": Pattern(
        ("middleware(", "'middleware'", "auth()->guard(", "Auth::guard(", "Auth::attempt(", "auth:sanctum"),
        r"""(?:middleware\(|'middleware'\s*=>)\s*\[?[^\]\n]{0,120}['"](?:auth|jwt)(?:[.:][\w,.:-]{0,40})?['"]|(?:auth\(\)->"""
        r"""|Auth::)guard\(|\bauth:sanctum\b|\bAuth::attempt\(""", languages=("php",)
    ),
    "Symfony security": Pattern(
        ("access_control:", "IsGranted(", "denyAccessUnlessGranted(", "is_granted("),
        r"^\s*access_control:\s*(?:$|\[?\s*[-{\[])|#\[IsGranted\(|denyAccessUnlessGranted\("
        r"|\bsecurity:\s*['\"][^'\"\n]{0,80}is_granted\(", languages=("php",), names=("security.yaml",
        "security.yml"), roles=("configuration", "source")
    ),
    "PHP authentication library": Pattern(
        ("is_user_logged_in(", "current_user_can(", "AccessControl::class", "JwtAuthentication(", "Authentication.Authentication"),
        r"\bis_user_logged_in\(|\bcurrent_user_can\(|AccessControl::class|\bJwtAuthentication\("
        r"|loadComponent\('Authentication\.Authentication'", languages=("php",)
    ),
    "Go authentication middleware": Pattern(
        ("jwtauth.", "echojwt.", "jwtware.", "GinJWTMiddleware", "middleware.JWT", "middleware.KeyAuth", "BasicAuth(", "jwtmiddleware.",
        "keyauth.New(", "basicauth.New(", "BasicAuthForRealm(", "auth.UnaryServerInterceptor(", "auth.StreamServerInterceptor(",
        "jwt.Server(", "goth/gothic", "paseto"),
        r"\bjwtauth\.(?:Verifier|Authenticator)|\bechojwt\.\w+\(|\bjwtware\.New\(|GinJWTMiddleware\b|\bmiddleware\.(?:JWT\w*|KeyAuth\w*"
        r"|BasicAuth\w*)\(|\bgin\.BasicAuth\w*\(|\bjwtmiddleware\.New\(|\bkeyauth\.New\(|\bbasicauth\.New\("
        r"|\b\w{0,20}auth\.(?:Unary|Stream)ServerInterceptor\(|\bjwt\.Server\(", languages=("go",)
    ),
    "Rust authentication layer": Pattern(
        ("login_required!", "permission_required!", "AuthManagerLayer", "RequireAuthorizationLayer", "ValidateRequestHeaderLayer",
        "HttpAuthentication::", "IdentityMiddleware", "AsyncRequireAuthorization", "actix_web_httpauth"),
        r"login_required!|permission_required!|AuthManagerLayer|RequireAuthorizationLayer|ValidateRequestHeaderLayer::"
        r"|HttpAuthentication::|IdentityMiddleware|AsyncRequireAuthorizationLayer", languages=("rust",)
    ),
    "Phoenix authentication": Pattern(
        ("require_authenticated_user", "Guardian.Plug", "Pow.Plug", "AshAuthentication", "Coherence.Authentication", "Pow.Phoenix"),
        r":require_authenticated_user\b|Guardian\.Plug\.(?:EnsureAuthenticated|Pipeline|VerifyHeader)|Pow\.Plug\.|AshAuthentication"
        r"|Coherence\.Authentication", languages=("elixir",)
    ),
}  # fmt: skip

# Verification of a token, a password or a session: it protects nothing until a barrier asks for it.
VERIFIERS: dict[str, Pattern] = {
    "verifies tokens or passwords (Python)": Pattern(
        ("jwt.decode(", "verify_oauth2_token(", "verify_id_token(", "check_password_hash(", "pwd_context.verify", "bcrypt.checkpw(",
        "jwt.get_unverified_header", ".verify_and_update(", "PasswordHash",
        "django.contrib.auth", "AUTHENTICATION_BACKENDS", "LoginManager(", "JWTManager("),
        # a decoded token whose signature nobody looks at says what its bearer likes it to say
        r"\bjwt\.decode\((?!(?:[^()]|\([^()]{0,200}\)){0,400}?(?:[\"']verify_signature[\"']\s*:\s*False|\bverify\s*=\s*False))|verify_oauth2_token\(|verify_id_token\(|check_password_hash\(|pwd_context\.verify\w*\(|bcrypt\.checkpw\("
        r"|\bPasswordHash\w*\(|^\s*from\s+django\.contrib\.auth\s+import\s+[^\n]{0,100}\b(?:authenticate|login)\b"
        r"|^AUTHENTICATION_BACKENDS\s*=|(?<!class )\b(?:Login|JWT)Manager\(", languages=("python",), lines=8
    ),
    "verifies tokens or passwords (Node)": Pattern(
        ("jsonwebtoken", "jwtVerify(", "verifyIdToken(", "verifyAsync(", "jwtService.verify", "@nestjs/jwt", "bcrypt.compare",
        "argon2.verify(", "passport.use(", "PassportStrategy("),
        r"""(?:require\(|from\s)\s*['"](?:jsonwebtoken|@nestjs/jwt|express-session|@fastify/(?:secure-)?session|cookie-session"""
        r"""|iron-session|koa-session)['"]|\bjwtVerify\(|\bverifyIdToken\(|\.verifyAsync\("""
        r"""|jwtService\.verify|\bpassport\.use\(|\bPassportStrategy\(|bcrypt(?:js)?\.compare(?:Sync)?\(|argon2\.verify\(""", languages=NODE
    ),
    "verifies tokens (JVM)": Pattern(("Jwts.parser", "JWT.require(", "JwtDecoder", "JWTVerifier", "verifyIdToken("),
    r"\bJwts\.parser(?:Builder)?\(|\bJWT\.require\(|\bJwtDecoder\b|\bJWTVerifier\b|\bverifyIdToken\(", languages=JVM),
    "ASP.NET Core authentication": Pattern(("AddAuthentication(", "AddJwtBearer(", "AddDefaultAuthentication(", "AddIdentity"),
    r"\.Add(?:Default)?Authentication\(|\.AddJwtBearer\(|\.AddIdentity(?:Core|ApiEndpoints)?<", languages=("csharp", "fsharp")),
    "verifies tokens or passwords (Ruby)": Pattern(("has_secure_password", "JWT.decode", "BCrypt::Password", "authenticate_by(",
    "OmniAuth"), r"^\s*has_secure_password\b|\bJWT\.decode\b|BCrypt::Password\.new|authenticate_by\(|\bOmniAuth::Builder"
    r"|request\.env\[['\"]omniauth", languages=("ruby",)),
    "verifies tokens or passwords (PHP)": Pattern(("JWT::decode(", "password_verify(", "Hash::check("), languages=("php",)),
    "verifies tokens or sessions (Go)": Pattern(
        (
            "golang-jwt/jwt", "dgrijalva/jwt-go", "lestrrat-go/jwx", "go-jose/go-jose", "coreos/go-oidc", "gorilla/sessions",
            "alexedwards/scs", "fasthttp/session", "gin-contrib/sessions", "VerifyIDToken(", "CompareHashAndPassword(", "ory/fosite",
            "zitadel/oidc", "idtoken.Validate(",
            "o1egl/paseto", "aidantwoods/go-paseto", "supertokens-golang", "markbates/goth",
        ),
        r'"github\.com/(?:golang-jwt/jwt|dgrijalva/jwt-go|lestrrat-go/jwx|go-jose/go-jose|coreos/go-oidc|gorilla/sessions|alexedwards/scs'
        r'|fasthttp/session|gin-contrib/sessions|ory/fosite|zitadel/oidc|o1egl/paseto|aidantwoods/go-paseto'
        r'|supertokens/supertokens-golang|markbates/goth)[\w./-]{0,40}"|\bVerifyIDToken\(|\bCompareHashAndPassword\('
        r'|\bidtoken\.Validate\(', languages=("go",)
    ),
    "verifies tokens or sessions (Rust)": Pattern(
        ("jsonwebtoken", "argon2", "bcrypt", "actix_session", "actix_identity", "tower_sessions", "axum_login", "openidconnect",
        "pasetors", "jwt_simple", "josekit"), r"^\s*use\s+(?:jsonwebtoken|argon2|bcrypt|actix_session|actix_identity|tower_sessions"
        r"|axum_login|openidconnect"
        r"|pasetors|jwt_simple|josekit)\b", languages=("rust",)
    ),
    "verifies tokens or passwords (Elixir)": Pattern(("verify_pass(", "Joken", "Phoenix.Token.verify("),
    r"\.verify_pass\(|\bJoken\.\w+|Phoenix\.Token\.verify\(", languages=("elixir",)),
}  # fmt: skip

# A barrier of the repository's own: middleware, guard, dependency or filter that is put before handlers.
BARRIERS: dict[str, Pattern] = {
    "python": Pattern(
        ("_required", "@require", "before_request", "@authenticated", ".is_authenticated"),
        r"^\s*@(?:\w+\.){0,2}(?:\w{0,30}(?:auth|login|token|jwt|user|api_key)\w{0,20}_required|require_?\w{0,20}(?:auth|login|token|user"
        r"|api_?key|session)\w{0,20}|authenticated|authorize)\b"
        r"|\.is_authenticated\b|before_request\(?\s*(?:\)?\s*\n\s*(?:async\s+)?def\s+)?\w{0,30}(?:auth|login|token|user)",
        languages=("python",), lines=2
    ),
    "node": Pattern(
        ("uth", "oken", "UseGuards(", "APP_GUARD", "equireLogin", "protect", ".user", ".session"),
        r"@UseGuards\((?!\s*\w{0,20}Throttler)|\.apply\(\s*\w{0,30}Auth"
        r"|\bAPP_GUARD,\s*use(?:Class|Existing|Factory):\s*\w{0,30}(?i:auth|jwt|token|session|access)"
        r"|\.use\([^\n)]{0,80}(?:[aA]uth|[jJ]wt|[vV]erifyToken)|\.(?:get|post|put|patch|delete"
        r"|all)\([^\n]{1,100},\s*\[?\s*\w{0,20}(?:[aA]uth|[vV]erifyToken|[rR]equireLogin|[lL]oggedIn|protect)\w{0,30}|(?:preHandler"
        r"|onRequest|preValidation)\s*:\s*\[?[^\n]{0,60}[aA]uth|^\s*(?:\[\s*)?authenticate\("
        r"|!\s*(?:req|request|ctx|c)\.(?:session\??\.\w{0,20}(?i:user|uid|account|id)\b|user\b|state\.user\b)",
        languages=NODE, lines=2,
    ),
    "jvm": Pattern(("OncePerRequestFilter", "HandlerInterceptor", "ContainerRequestFilter", "GlobalFilter", "AuthenticationFilter",
    "UsernamePasswordAuthentication", "ServerInterceptor"),
    r"\b(?:extends|implements)\s+[^\n{]{0,80}\b(?:OncePerRequestFilter|HandlerInterceptor\w*|ContainerRequestFilter|GlobalFilter"
    r"|ServerInterceptor)|UsernamePasswordAuthentication(?:Token|Filter)|:\s*OncePerRequestFilter", languages=JVM),
    "dotnet": Pattern(("Unauthenticated", "Unauthorized", "GetUserIdentity", "IsAuthenticated", "UseAuthentication("),
    r"StatusCode\.Unauthenticated|\bUnauthorized\(|GetUserIdentity\(|\.IsAuthenticated\b", languages=("csharp", "fsharp")),
    "ruby": Pattern(
        ("before_action", "before_filter", "prepend_before_action", "constraints("),
        r"\b(?:prepend_)?before_(?:action|filter)\s*\(?\s*:\w{0,30}(?:auth|login|logged|sign|require_user|require_admin|current_user"
        r"|verify_token|check_user|ensure_user)\w{0,30}", languages=("ruby",)
    ),
    "php": Pattern(("middleware(", "$_SESSION["),
    r"""middleware\(\s*\[?['"]?\w{0,20}(?i:auth|token|jwt|login)|(?:isset|empty)\(\$_SESSION\[['"]\w{0,10}(?:user|login|auth)""",
    languages=("php",)),
    "go": Pattern(
        ("Interceptor", ".Use(", ".With(", ".Wrap(", "WithMiddlewares(", "WithPostMiddlewares(", "Require1FA", "Require2FA",
        "IsAuthenticated("),
        r"(?<!errors)\.(?:Use|With|Wrap|WithInterceptors|UnaryInterceptor|ChainUnaryInterceptor|WithMiddlewares"
        r"|WithPostMiddlewares)\([^\n]{0,120}(?:[aA]uth|[sS]ession|[jJ]wt|[rR]equire\dFA|Login)|\b\w{0,20}[aA]uth\w{0,20}Interceptor\b"
        r"|\bmiddlewares?\.Require\w{0,10}\d?FA|\bIsAuthenticated\(\s*[\w.]{1,40},", languages=("go",)
    ),
    "rust": Pattern(
        ("from_fn", ".wrap(", "route_layer("),
        r"from_fn(?:_with_state)?\([^\n]{0,100}(?i:auth|anonymous|login|session|jwt|token|user)|\.wrap\([^\n]{0,60}(?i:session"
        r"|auth|jwt|identity)", languages=("rust",)
    ),
    "elixir": Pattern(("plug ",), r"^\s*plug[\s(]+:?[\w.]{0,40}(?i:auth|require_user|logged_in|ensure_user|current_user)",
    languages=("elixir",)),
}  # fmt: skip

# What is defined to stand before handlers, by its name (the first group): a barrier where something uses the name.
DECLARED: dict[str, Pattern] = {
    "python": Pattern(
        ("Auth",), r"^\s*class\s+(\w{0,40}Auth\w{0,40}(?:Middleware|Backend|Interceptor))\b", languages=("python",)
    ),
    "node": Pattern(
        ("CanActivate", "NestMiddleware", "AuthGuard(", "uth", "equireLogin", "oggedIn", "erifyToken", "heckToken", "protect",
        "equireUser", "urrentUser"),
        r"\bclass\s+(\w{1,80})(?:\s+extends\s+\w{1,80})?\s+implements\s+(?:CanActivate|NestMiddleware)\b"
        r"|\bclass\s+(\w{1,80})\s+extends\s+AuthGuard\("
        r"|\b(?:const|let|function|async)\s+(\w{0,30}(?:auth|Auth|[rR]equireLogin|[lL]oggedIn|[vV]erifyToken|[cC]heckToken|protect"
        r"|[rR]equireUser|[cC]urrentUser)\w{0,30})\s*(?:=|\()\s*[^\n]{0,80}\b(?:req|request|ctx|c|context)\b",
        languages=NODE,
    ),
    "php": Pattern(
        ("Middleware",),
        r"class\s+(\w{0,30}(?i:auth|token|jwt)\w{0,30})\s+(?:extends\s+\w+\s+)?implements\s+\w*Middleware", languages=("php",)
    ),
    "go": Pattern(
        ("HandlerFunc", "http.Handler", "fiber.Handler", "RequestHandler", "MiddlewareFunc", "ServerInterceptor"),
        r"^func\s+(?:\([^)\n]{1,60}\)\s*)?(\w{1,80})\([^\n]{0,160}\)\s*(?:\(?(?:gin\.HandlerFunc|echo\.MiddlewareFunc"
        r"|http\.Handler(?:Func)?|fiber\.Handler|fasthttp\.RequestHandler|mux\.MiddlewareFunc|grpc\.(?:Unary|Stream)ServerInterceptor"
        r"|func\(\s*(?:\w+\s+)?(?:http\.Handler|echo\.HandlerFunc|http\.HandlerFunc|middlewares\.\w+))|RequestHandler\b)",
        languages=("go",)
    ),
    "rust": Pattern(
        ("FromRequest",),
        r"FromRequest(?:Parts)?(?:<[^>\n]{0,40}>)?\s+for\s+(\w{1,80})", languages=("rust",)
    ),
}  # fmt: skip
# FastAPI asks for credentials through what a route depends on; the second group of the first is the scheme, by FastAPI's name.
SCHEMES = Pattern(
    ("Bearer", "HTTPBasic", "HTTPDigest", "APIKeyHeader(", "APIKeyQuery(", "APIKeyCookie("),
    r"^\s*(?:class\s+)?(?!Depends|Security)(\w{1,60})(?:\s*:[^=\n]{1,60})?(?:\s*=\s*|\()(?:\w{1,40}\.){0,2}(OAuth2\w{0,30}Bearer|HTTPBearer|HTTPBasic|HTTPDigest"
    r"|APIKey(?:Header|Query|Cookie))\b",
    languages=("python",),
)
DEPENDS = Pattern(
    ("Depends(", "Security("),
    r"\b(?:Depends|Security)\(\s*(?:[\w.]{0,40}(?i:current|auth|verify|token|api_?key|user|login|session|principal)|(?:\w{1,40}\.){0,2}"
    r"(?:HTTPBearer|HTTPBasic|APIKey)\w{0,10}\()",
    languages=("python",),
)

# What stands before the service and asks who calls.
GATEWAYS: dict[str, Pattern] = {
    "Istio request authentication": Pattern(("RequestAuthentication",), r"^kind:\s*[\"']?RequestAuthentication\b", suffixes=_DEPLOYED,
    roles=("configuration",)),
    "API gateway authorizer": Pattern(
        ("Authorizer", "authorizer", "AMAZON_COGNITO_USER_POOLS", "aws_cognito_user_pools", "awsSigv4", "AWS_IAM"),
        r"AWS::ApiGateway(?:V2)?::Authorizer|aws_api(?:_?gateway|gatewayv2)_authorizer|\bDefaultAuthorizer:\s*\S"
        r"|x-amazon-apigateway-authorizer|AMAZON_COGNITO_USER_POOLS|x-amazon-apigateway-authtype|^\s*authorizer:\s*(?:\S|$)"
        r"|\bAuthorizer:\s*\w+|awsSigv4",
        suffixes=_DEPLOYED, roles=("configuration",),
    ),
    "authorizer in the infrastructure program": Pattern(
        ("Authorizer(",), r"\bnew\s+(?:\w+\.){0,3}(?:CognitoUserPools|HttpJwt|HttpUserPool|HttpLambda|Token|Request|HttpIam)Authorizer\("
        r"|\bapigateway\.CognitoUserPoolsAuthorizer\(", languages=("typescript", "javascript", "python", "java", "csharp", "go")
    ),
    "oauth2-proxy": Pattern(("oauth2-proxy", "oauth2_proxy"),
    r"image:\s*\S*oauth2[-_]proxy|nginx\.ingress\.kubernetes\.io/auth-(?:url|signin)", suffixes=_DEPLOYED, roles=("configuration",)),
    "ingress authentication": Pattern(
        ("ingress.kubernetes.io/auth-", "auth_request", "ext_authz", "forwardauth", "forwardAuth", "jwt_authn"),
        r"ingress\.kubernetes\.io/auth-(?:url|type|secret)\b|^\s*auth_request\s+[/@\w]|envoy\.filters\.http\.(?:ext_authz|jwt_authn)"
        r"|middlewares\.[\w-]{1,40}\.forward[aA]uth\.address|^\s*forwardAuth:", suffixes=_DEPLOYED, roles=("configuration",)
    ),
}  # fmt: skip

# A comparison that takes the same time whatever it compares; what it compares is read from the file.
COMPARISONS = Pattern(
    ("compare_digest(", "constant_time_compare(", "timingSafeEqual(", "ConstantTimeCompare(", "secure_compare(", "FixedTimeEquals(",
    "hash_equals(", "MessageDigest.isEqual(", "constant_time_eq", "fixed_length_secure_compare"),
    r"compare_digest\(|constant_time_compare\(|timingSafeEqual\(|ConstantTimeCompare\(|secure_compare\(|FixedTimeEquals\(|hash_equals\("
    r"|MessageDigest\.isEqual\(|constant_time_eq\(",
)  # fmt: skip

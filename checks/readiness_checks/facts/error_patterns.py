"""How code answers every failure in one form, and how it declares that form for a generated description, as data.

`HANDLERS` catch what goes wrong anywhere and answer it; a key is what the evidence says. `ANSWERS` holds what must stand near a
handler where frameworks use the same words for pages; `NEEDS` what must stand somewhere besides. `DECLARED` are the errors with a
schema that a generator reads off the code.
"""

from __future__ import annotations

import re
from functools import partial

from readiness.regex import Regex
from readiness.scan import Pattern

_code = partial(Pattern, code=True)

_PYTHON = ("python",)
_SCRIPTS = ("javascript", "typescript")
_JVM = ("java", "kotlin", "groovy", "scala")
_CSHARP = ("csharp", "fsharp", "vb")
_GO_WRITER = r"(?:\w{1,40}\s+)?(?:http\.ResponseWriter|\*gin\.Context|echo\.Context|\*?fiber\.Ctx|\*context\.Context|\*app\.RequestContext)"
_ERROR = r"_?(?:err|error|e|ex|exc|exception)\w{0,20}"

HANDLERS: dict[str, Pattern] = {
    "FastAPI exception handler": _code(
        literals=(".exception_handler(", ".add_exception_handler(", "exception_handlers="),
        regex=r"@\w[\w.]{0,60}\.exception_handler\(|\.add_exception_handler\(|\bexception_handlers\s*=\s*[{\w]",
        languages=_PYTHON,
    ),
    "Flask error handler": _code(literals=(".errorhandler(", ".register_error_handler(", ".app_errorhandler("), languages=_PYTHON),
    "Django REST framework exception handler": _code(
        literals=("EXCEPTION_HANDLER",), regex=r"[\"']?(?:NON_FIELD_)?EXCEPTION_HANDLER[\"']?\s*[:=]\s*[\"'\w(]", languages=_PYTHON
    ),
    "error handler": _code(
        literals=(".add_error_handler(", "def write_error(", ".exception(", "default_exception_handler", "error_middleware"),
        regex=r"\.add_error_handler\(|def write_error\(self|^\s*@app\.exception\(|def error_middleware\(",
        languages=_PYTHON,
    ),
    "Django exception middleware": _code(literals=("def process_exception(",), languages=_PYTHON),
    "Connexion, which answers with problem+json": Pattern(
        literals=("connexion.",), regex=r"=\s*connexion\.(?:Flask|Async|Aio)?App\(", languages=_PYTHON
    ),
    "Express error middleware": _code(
        literals=("next", "Next"),
        regex=rf"\(\s*{_ERROR}\s*(?::[^,()\n]{{1,60}})?,\s*_?req\w{{0,10}}\s*(?::[^,()\n]{{1,60}})?,\s*_?res\w{{0,10}}\s*(?::[^,()\n]{{1,60}})?"
        r",\s*_?next\w{0,10}\b",
        languages=_SCRIPTS,
        before=300,
    ),
    "Express error middleware, over lines": _code(
        literals=("error,\n", "err,\n", "error: ", "err: ", "exception: ", "ex: "),
        regex=rf"{_ERROR}\s*(?::[^,()\n]{{1,60}})?,\s*\n\s*_?req\w{{0,10}}\s*(?::[^,()\n]{{1,60}})?,\s*\n\s*_?res\w{{0,10}}\s*(?::[^,()\n]{{1,60}})?"
        r",\s*\n\s*_?next\w{0,10}\b",
        languages=_SCRIPTS,
        lines=5,
    ),
    "Koa error middleware": _code(
        literals=("await next()",), regex=r"try\s*\{\s*(?:return\s+)?await next\(\)", languages=_SCRIPTS, before=200
    ),
    "Koa error middleware, over lines": _code(
        literals=("try {\n",), regex=r"try \{\n\s*(?:return\s+)?await next\(\)", languages=_SCRIPTS, lines=2
    ),
    "Fastify error handler": _code(literals=(".setErrorHandler(",), languages=_SCRIPTS),
    "error handler of the application": _code(
        literals=(".onError(", "onPreResponse", "httpErrorHandler(", "extends ExceptionHandler", "ExpressErrorMiddlewareInterface"),
        regex=r"\b(?:app|router|api|server|hono|honoApp)\w{0,20}\.onError\(|ext\(\s*[\"']onPreResponse|\bhttpErrorHandler\(\)"
        r"|extends ExceptionHandler\b|implements ExpressErrorMiddlewareInterface",
        languages=_SCRIPTS,
    ),
    "NestJS exception filter": _code(
        literals=("@Catch(",),
        regex=r"@Catch\(\s*(?:\)|[^)\n]{0,100}\b(?:Error|\w{0,40}(?:Http|Base|App|Api|Domain|Business)\w{0,20}(?:Exception|Error))\b)",
        languages=_SCRIPTS,
    ),
    "error responder of handlers": _code(
        literals=("Error", "Problem"),
        regex=r"^export (?:async )?(?:function|const) (?:handle|to|format|create|make|respond|send|return|build)\w{0,40}"
        r"(?:Error|Problem)\w{0,10}Response\b",
        languages=_SCRIPTS,
    ),
    "Spring controller advice": _code(
        literals=("@ControllerAdvice", "@RestControllerAdvice"), regex=r"@(?:Rest)?ControllerAdvice\b", languages=_JVM
    ),
    "Spring problem details": Pattern(
        literals=("problemdetails",),
        regex=r"problemdetails[.:]\s*(?:enabled\s*[=:]\s*true|\n\s*enabled:\s*true)",
        suffixes=(".properties", ".yml", ".yaml"),
        roles=("configuration",),
        lines=2,
    ),
    "WebFlux error handler": _code(
        literals=("ErrorWebExceptionHandler", "WebExceptionHandler"),
        regex=r"(?:extends|implements|:)\s+(?:AbstractErrorWeb|DefaultErrorWeb|ErrorWeb|Web)ExceptionHandler\b",
        languages=_JVM,
    ),
    "JAX-RS exception mapper": _code(
        literals=("ExceptionMapper<", "@ServerExceptionMapper"),
        regex=r"(?:implements|extends|:)\s[^\n{]{0,80}\bExceptionMapper<\w|@ServerExceptionMapper\b",
        languages=_JVM,
    ),
    "Micronaut exception handler": _code(
        literals=("ExceptionHandler<",), regex=r"(?:implements|:)\s[^\n{]{0,80}\bExceptionHandler<", languages=_JVM
    ),
    "Ktor status pages": _code(literals=("install(StatusPages",), languages=_JVM),
    "exception handler of the application": _code(
        literals=(".exception(", "HttpErrorHandler", "failureHandler("),
        regex=r"\bapp\.exception\(\s*\w|extends (?:Default)?HttpErrorHandler\b|router\w{0,20}(?:\.route\(\))?\.failureHandler\(",
        languages=_JVM,
    ),
    "ASP.NET Core problem details": _code(
        literals=("AddProblemDetails(", "UseProblemDetails(", "ProblemDetailsFactory"),
        regex=r"\.AddProblemDetails\(|\.UseProblemDetails\(|:\s*ProblemDetailsFactory\b",
        languages=_CSHARP,
    ),
    "ASP.NET Core exception handler": _code(
        literals=("IExceptionHandler", "ExceptionFilterAttribute", "IExceptionFilter", "IAsyncExceptionFilter"),
        regex=r":\s*[^\n{]{0,80}\b(?:IExceptionHandler|ExceptionFilterAttribute|I(?:Async)?ExceptionFilter)\b",
        languages=_CSHARP,
    ),
    "ASP.NET Core exception middleware": _code(
        literals=("UseExceptionHandler(", "UseMiddleware<", "Filters.Add"),
        regex=r"\.UseExceptionHandler\(\s*(?![\"')])|\.UseMiddleware<\w{0,60}(?:Exception|Error)\w{0,60}>|Filters\.Add[<(][^\n]{0,40}Exception\w{0,40}",
        languages=_CSHARP,
    ),
    "HTTP error handler": _code(
        literals=("HTTPErrorHandler", "ErrorHandler", "ErrorEncoder(", "WithErrorHandler(", "ResponseErrorHandlerFunc", "herodot.New"),
        regex=r"\.HTTPErrorHandler\s*=|\bErrorHandler:\s*\w|\.ServerErrorEncoder\(|http\.ErrorEncoder\(|runtime\.WithErrorHandler\("
        r"|ResponseErrorHandlerFunc:|herodot\.NewJSONWriter\(",
        languages=("go",),
    ),
    "Gin error middleware": _code(
        literals=(".Errors",), regex=r"(?:len\(|range\s+)c\w{0,10}\.Errors\b|c\w{0,10}\.Errors\.(?:Last|ByType)\(", languages=("go",)
    ),
    "error responder": _code(
        literals=("Error", "Err(", "Problem", "BadRequest(", "ServerError("),
        regex=rf"^func (?:\([^)\n]{{1,60}}\) )?\w{{0,40}}(?:Error|Err|Problem|BadRequest|Fail)\w{{0,40}}\([^)\n]{{0,120}}{_GO_WRITER}",
        languages=("go",),
    ),
    "error envelope": _code(
        literals=("rror struct", "rrorResponse struct", "Problem struct", "ProblemDetails struct", "ErrorBody struct"),
        regex=r"^type (?:Common|API|Api|HTTP|Http|App|Base|Standard)?(?:Error|Problem|Err)(?:Response|Body|Details?)? struct\b",
        languages=("go",),
    ),
    "rescue_from": _code(literals=("rescue_from",), regex=r"^\s*rescue_from[ (]", languages=("ruby",)),
    "Sinatra error block": _code(literals=("error do", "set :show_exceptions"), regex=r"^\s*error(?: \S{1,60})? do\b", languages=("ruby",)),
    "Laravel exception handler": _code(
        literals=("Foundation\\Exceptions\\Handler", "withExceptions("),
        regex=r"use Illuminate\\Foundation\\Exceptions\\Handler\b|->withExceptions\(",
        languages=("php",),
    ),
    "Symfony exception listener": _code(
        literals=("ExceptionEvent",), regex=r"\(\s*(?:GetResponseFor)?ExceptionEvent \$\w", languages=("php",)
    ),
    "error middleware": _code(literals=("addErrorMiddleware(", "setDefaultErrorHandler("), languages=("php",)),
    "API Platform, which answers with problem+json": Pattern(literals=("#[ApiResource",), languages=("php",), comments=True),
    "Phoenix fallback controller": _code(literals=("action_fallback",), regex=r"^\s*action_fallback[ (]", languages=("elixir",)),
    "Phoenix error view": _code(
        literals=("ErrorView", "ErrorJSON"),
        regex=r"\bput_view\(\s*(?:conn,\s*)?\[?(?:json:\s*)?[\w.]{0,60}Error(?:View|JSON)\b",
        languages=("elixir",),
    ),
    "error type that answers": _code(
        literals=("ResponseError for", "IntoResponse for", "Responder<", "#[catch("),
        regex=r"impl(?:<[^>\n]{0,60}>)?\s+(?:[\w:]{1,60}::)?ResponseError\s+for\s|impl(?:<[^>\n]{0,60}>)?\s+(?:[\w:]{1,60}::)?IntoResponse\s+for\s+\w{0,60}"
        r"(?:Err|Error|Problem|Rejection|Failure)\b|Responder<[^\n]{0,60}>\s+for\s+\w{0,60}Error|#\[catch\(",
        languages=("rust",),
    ),
}
# What must stand within so many lines of a handler, or anywhere in its file (0), for it to answer a program.
ANSWERS: dict[str, tuple[int, Regex]] = {
    "Flask error handler": (0, Regex(r"json|Response\(|\.to_dict\(|problem|return \{|return dict\(|marshmallow|abort\(")),
    "Express error middleware": (40, Regex(r"\.json\(|\.send\(|\.jsonp\(|sendError|formatError|respond|toJSON|\.end\(JSON")),
    "Express error middleware, over lines": (40, Regex(r"\.json\(|\.send\(|\.jsonp\(|sendError|formatError|respond|toJSON|\.end\(JSON")),
    "Koa error middleware": (30, Regex(r"ctx\.body|context\.body|response\.body|ctx\.send")),
    "Koa error middleware, over lines": (30, Regex(r"ctx\.body|context\.body|response\.body|ctx\.send")),
    "Spring controller advice": (0, Regex(r"@ExceptionHandler|ResponseEntityExceptionHandler|ProblemHandling")),
    "Django exception middleware": (25, Regex(r"(?i)json|rest_|api_|HttpResponse\(|problem")),
    "error responder of handlers": (40, Regex(r"\.json[<(]|new Response\(")),
    "Gin error middleware": (0, Regex(r"gin-gonic/gin\"[\s\S]{0,40000}\b(?:JSON|StatusJSON|IndentedJSON|ProtoBuf)\(")),
    "error envelope": (0, Regex(r"`json:\"[\s\S]{0,40000}^func New\w{0,30}(?:Error|Err|Problem)\w{0,20}\(", re.MULTILINE)),
    "error responder": (25, Regex(r"(?i)json|problem|encode\(")),
    "rescue_from": (0, Regex(r"json|\.to_h\b|error!|render_error|head\s|jsonapi|serializ")),
    "Sinatra error block": (12, Regex(r"json")),
    "Laravel exception handler": (
        0,
        Regex(r"(?i)->render|function render\(|renderable\(|shouldRenderJsonWhen|prepareJsonResponse"),
    ),
    "Symfony exception listener": (0, Regex(r"JsonResponse|json_encode|problem\+json|setResponse\(")),
    "error middleware": (0, Regex(r"(?i)json|ErrorHandler")),
    "error handler": (25, Regex(r"(?i)json|response|write\(|media")),
}  # fmt: skip
# What must stand somewhere in the service for a handler to take part.
NEEDS: dict[str, Pattern] = {
    "NestJS exception filter": _code(literals=("useGlobalFilters(", "APP_FILTER", "@UseFilters("), languages=_SCRIPTS),
}
# Mappers of one exception each: a lone one is no central place unless it takes any.
SINGLE = {
    "JAX-RS exception mapper": Regex(
        r"ExceptionMapper<(?:Throwable|(?:Runtime|WebApplication)?Exception|\w{0,30}(?:Base|Abstract|Domain|App|Api)\w{0,30})>"
    ),
    "Micronaut exception handler": Regex(
        r"ExceptionHandler<(?:Throwable|(?:Runtime|HttpStatus)?Exception|\w{0,30}(?:Base|Domain|App|Api)\w{0,30})\b"
    ),
}
# What makes a declaration one for every operation of the application.
WHOLE = Regex(r"\b(?:FastAPI|include_router|NinjaAPI)\(")
CONTROLLERS = Regex(r"\bclass\s+\S*(?:Controller|API)\b|ActiveSupport::Concern|Grape::API|^\s*module\s", re.MULTILINE)
# Classes of failures that are about a malformed request alone, or about the browser's page.
PARTIAL_RESCUES = Regex(
    r"rescue_from[ (]+(?:ActionController::(?:Unpermitted\w+|ParameterMissing|UnknownFormat|InvalidAuth\w+|RoutingError|BadRequest)"
    r"|ActionDispatch::\S+|ActionView::\S+|ActiveRecord::ConnectionNotEstablished|Pundit::\S+|CanCan::\S+)(?:\s*,\s*(?:ActionController|ActionView)::\w+)*"
    r"\s*(?:,\s*with|do\b|\{|$)"
)
DECLARED: dict[str, Pattern] = {
    # flask-restx and flask-restplus: `404: ("No such user", "ErrorSchema")`
    "responses= with models of flask-restx": _code(
        literals=tuple(f"{status}: (" for status in (400, 401, 403, 404, 409, 422, 429, 500)),
        regex=r"^\s*[45]\d\d: \(\s*[\"'][^\"'\n]{0,160}[\"'],\s*[\"']?[A-Za-z]\w{2,60}",
        languages=_PYTHON,
        lines=3,
    ),
    "responses= with models": _code(
        literals=("responses=", "responses ="),
        regex=r"\bresponses\s*=\s*(?:\{[^}]{0,60}\b[45]\d\d\b[\s\S]{0,200}?[\"'](?:model|content)[\"']|\{[^}]{0,200}\b(?:HTTP_)?[45]\d\d\w{0,30}[\"']?\s*:\s*(?:[\w.]{0,40}Serializer|OpenApiResponse\(\s*\w))",
        languages=_PYTHON,
        lines=8,
    ),
    "@ApiResponse with a type": _code(
        literals=("@Api",),
        regex=r"@Api(?:(?:BadRequest|Unauthorized|Forbidden|NotFound|Conflict|Unprocessable\w{0,6}|InternalServerError|TooManyRequests|Default"
        r"|NotAcceptable|Gone)Response\([^)]{0,200}\b(?:type|schema)\s*:|Response\([^)]{0,200}\bstatus\s*:\s*(?:[45]\d\d|[\"'](?:default|[45]XX)|HttpStatus\.(?!OK|CREATED|NO_CONTENT|ACCEPTED)\w+)[^)]{0,200}\b(?:type|schema)\s*:)",
        languages=_SCRIPTS,
        lines=8,
    ),
    "@ApiResponse with a schema": _code(
        literals=("ApiResponse(", "APIResponse("),
        regex=r"@?A(?:pi|PI)Response\([^@]{0,200}?responseCode\s*=\s*\"(?:[45]\w\w|default)\"[\s\S]{0,300}?(?:schema\s*=|implementation\s*=|@Schema|\w::class)",
        languages=_JVM,
        lines=8,
    ),
    "@Failure with an object": Pattern(
        literals=("@Failure",), regex=r"@Failure\s+(?:[45]\d\d|default)[\d,]{0,40}\s+\{(?:object|array)\}", languages=("go",), comments=True
    ),
    "ProducesProblem": _code(
        literals=("ProducesResponseType", "ProducesProblem(", "ProducesValidationProblem(", "ProducesErrorResponseType", "ProducesDefault"),
        regex=r"\[ProducesResponseType(?:<[^>\n]{1,80}>|\(\s*typeof\([^)\n]{1,80}\),)[^\n]{0,60}(?:\b[45]\d\d\b|Status[45]\d\d|HttpStatusCode\.(?!OK|Created|NoContent|Accepted))"
        r"|\[ProducesResponseType\((?:\(int\))?\s*(?:[45]\d\d\b|StatusCodes\.Status[45]\d\d|HttpStatusCode\.(?!OK|Created|NoContent|Accepted))"
        r"|\.ProducesProblem\(|\.ProducesValidationProblem\(|ProducesErrorResponseType|\[ProducesDefaultResponseType",
        languages=_CSHARP,
    ),
    "response with a body": Pattern(
        literals=("status = 4", "status = 5", "status = BAD_REQUEST", "status = NOT_FOUND", 'status = "4XX"'),
        regex=r"\(\s*status\s*=\s*(?:[45]\d\d|[A-Z_]{4,30}|\"\dXX\")[^)\n]{0,200}\bbody\s*=",
        languages=("rust",),
    ),
    "@Response with a type": _code(literals=("@Response<",), regex=r"@Response<[^>\n]{1,80}>\(\s*[\"']?[45]", languages=_SCRIPTS),
    "OA\\Response with content": Pattern(
        literals=("OA\\Response(",),
        regex=r"OA\\Response\([^)]{0,60}response\s*[=:]\s*[\"']?(?:[45]\d\d|default)[\s\S]{0,300}?(?:OA\\JsonContent|\bref\s*[=:]|content\s*:)",
        languages=("php",),
        comments=True,
        lines=6,
    ),
    "response schema by status": _code(
        literals=("response:", "responses:"),
        regex=r"\bresponses?\s*:\s*\{[\s\S]{0,500}?[\"']?(?:[45]xx|[45]XX|[45]\d\d)[\"']?\s*:\s*(?:\{|[\w.]+[,\s(])",
        languages=_SCRIPTS,
        lines=14,
    ),
    "operation with error responses": _code(
        literals=("not_found:", "unprocessable_entity:", "bad_request:", "unauthorized:"),
        regex=r"\b(?:not_found|unprocessable_entity|bad_request|unauthorized):\s*\{\s*\"[^\"\n]{0,80}\",\s*\"application/\w*json",
        languages=("elixir",),
    ),
    "documented responses in comments": Pattern(
        literals=("responses:",),
        regex=r"\*\s*responses:[\s\S]{0,700}?[\"'](?:[45]\d\d|[45]XX|default)[\"']?\s*:[\s\S]{0,160}?(?:\$ref|schema:)",
        languages=_SCRIPTS,
        comments=True,
        lines=20,
    ),
    "response with a schema": Pattern(
        literals=("response '4", 'response "4', "response(4", "response '5"),
        regex=r"\bresponse[ (][\"']?[45]\d\d[\"']?[\s\S]{0,200}?\bschema\b",
        languages=("ruby",),
        roles=("test", "source"),
        lines=6,
    ),
}  # fmt: skip

"""Which code answers failures in one form, and which only looks so."""

from __future__ import annotations

import pytest

from readiness.model import Component
from readiness_checks.facts.errors_modelled import NEAR, declared_errors, error_handlers
from tests.repos import repo_of

SERVICE = Component("orders", "", "backend")


def handlers(files: dict[str, str]) -> list[str]:
    return [found.name for found in error_handlers(repo_of(files), SERVICE)]


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("main.py", "@app.exception_handler(AppError)\nasync def answer(request, error): ...\n", "FastAPI exception handler"),
        ("app.py", "@app.errorhandler(404)\ndef missing(error):\n    return jsonify(error=str(error)), 404\n", "Flask error handler"),
        ("app.js", "app.use((err, req, res, next) => {\n  res.status(500).json({});\n});\n", "Express error middleware"),
        ("app.ts", "function fail(\n  err: Error,\n  req: Request,\n  res: Response,\n  next: Next,\n) {\n  res.json({});\n}\n",
         "Express error middleware"),
        ("app.js", "app.use(async (ctx, next) => { try { await next(); } catch (e) { ctx.body = {}; } });\n", "Koa error middleware"),
        ("Advice.java", "@RestControllerAdvice\nclass Advice {\n  @ExceptionHandler(Exception.class)\n  Answer any() { return null; }\n}\n",
         "Spring controller advice"),
        ("application.yml", "spring:\n  mvc:\n    problemdetails:\n      enabled: true\n", "Spring problem details"),
        ("Any.java", "class Any implements ExceptionMapper<Throwable> {}\n", "JAX-RS exception mapper"),
        ("Program.cs", "builder.Services.AddProblemDetails();\n", "ASP.NET Core problem details"),
        ("errors.go", "package web\n\nfunc writeError(w http.ResponseWriter, err error) {\n\tjson.NewEncoder(w).Encode(err)\n}\n",
         "error responder"),
        ("base_controller.rb", "class BaseController < A\n  rescue_from StandardError do |e|\n    render json: {}\n  end\nend\n",
         "rescue_from"),
        ("Listener.php", "<?php\nfunction on(ExceptionEvent $event) { $event->setResponse(new JsonResponse([])); }\n",
         "Symfony exception listener"),
        ("controller.ex", "  action_fallback ShopWeb.FallbackController\n", "Phoenix fallback controller"),
        ("error.rs", "impl IntoResponse for AppError {\n}\n", "error type that answers"),
    ],
)  # fmt: skip
def test_a_central_handler_is_named(path: str, text: str, name: str) -> None:
    """What catches anything and answers a program counts, in every framework."""
    assert handlers({path: text}) == [name]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.py", '@app.errorhandler(404)\ndef missing(error):\n    return render_template("404.html"), 404\n'),
        ("app.js", 'app.use((err, req, res, next) => {\n  res.render("error");\n});\n'),
        ("app.js", "app.use((req, res, next) => {\n  res.json({});\n});\n"),
        ("Advice.java", "@ControllerAdvice\nclass Names {\n  @ModelAttribute\n  String name() { return null; }\n}\n"),
        ("Missing.java", "class Missing implements ExceptionMapper<OrderNotFoundException> {}\n"),
        ("application.yml", "spring:\n  mvc:\n    problemdetails:\n      enabled: false\n"),
        (
            "c.rb",
            "class C < ActionController::API\n  rescue_from ActionController::ParameterMissing do |e|\n    render json: {}\n  end\nend\n",
        ),
        ("filter.ts", "@Catch(HttpException)\nexport class Failures {}\n"),
        ("app.js", "// app.use((err, req, res, next) => { res.json({}); });\n"),
        ("test/app.test.js", "app.use((err, req, res, next) => { res.json({}); });\n"),
    ],
)
def test_pages_and_single_failures_are_no_form(path: str, text: str) -> None:
    """Pages for browsers, one failure of many, filters that nobody registers, comments and tests give failures no form."""
    assert handlers({path: text}) == []


def test_several_mappers_make_a_form() -> None:
    """One mapper answers one exception; several of them are how the service answers."""
    files = {f"{name}.java": f"class {name} implements ExceptionMapper<{name}Exception> {{}}\n" for name in ("Missing", "Taken")}

    assert handlers(files) == ["JAX-RS exception mapper"]


def test_a_filter_counts_once_it_is_registered() -> None:
    """NestJS takes a filter where the application, a module or a controller names it."""
    files = {"filter.ts": "@Catch()\nexport class Failures {}\n", "main.ts": "app.useGlobalFilters(new Failures());\n"}

    assert handlers(files) == ["NestJS exception filter"]


MAIN = "from fastapi import FastAPI\n\napp = FastAPI({})\n\n\n"
RESPONSES = 'responses={404: {"model": Problem}}'


def test_a_declared_error_counts_for_its_nearest_route() -> None:
    """Two declarations of one route are one route that declares its failures."""
    routes = f'@app.get("/a", {RESPONSES})\ndef a(): ...\n\n\n@app.get("/b")\ndef b(): ...\n\n\n@app.get("/c")\ndef c(): ...\n'
    found = declared_errors(repo_of({"main.py": MAIN.format("") + routes}), SERVICE)

    assert (found.met, found.total, [model.line for model in found.models]) == (1, 3, [6])


def test_a_declaration_of_the_application_holds_for_every_route() -> None:
    """`FastAPI(responses=…)` and `include_router(responses=…)` speak for all; a call that is closed before does not."""
    routes = '@app.get("/a")\ndef a(): ...\n\n\n@app.get("/b")\ndef b(): ...\n'
    whole = declared_errors(repo_of({"main.py": MAIN.format(f"\n    {RESPONSES},\n") + routes}), SERVICE)
    closed = declared_errors(repo_of({"main.py": MAIN.format("") + routes + f'@app.get("/c", {RESPONSES})\ndef c(): ...\n'}), SERVICE)

    assert (whole.met, whole.total) == (2, 2)
    assert (closed.met, closed.total) == (1, 3)


def test_a_success_with_a_model_declares_no_failure() -> None:
    """Only a failure with a schema counts, and only as far as there are routes."""
    success = MAIN.format("") + '@app.get("/a", responses={200: {"model": Order}})\ndef a(): ...\n'
    found = declared_errors(repo_of({"main.py": success}), SERVICE)

    assert (found.models, found.met, found.total) == ((), 0, 1)
    assert declared_errors(repo_of({"main.py": ""}), SERVICE).total == 0


def test_a_declaration_far_from_every_route_counts_for_none() -> None:
    """What stands at the other end of the file is shared by nobody that we can tell."""
    routes = '@app.get("/a")\ndef a(): ...\n'
    near = declared_errors(repo_of({"main.py": MAIN.format("") + routes + "\n" * (NEAR - 5) + f"COMMON = dict({RESPONSES})\n"}), SERVICE)
    far = declared_errors(repo_of({"main.py": MAIN.format("") + routes + "\n" * (NEAR + 5) + f"COMMON = dict({RESPONSES})\n"}), SERVICE)

    assert (near.met, near.total) == (1, 1)
    assert (far.met, far.total) == (0, 1)

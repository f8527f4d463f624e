"""Routes of ASP.NET Core are read from controllers, minimal APIs and FastEndpoints."""

from __future__ import annotations

from collections.abc import Mapping

from readiness_checks.facts.routing.aspnet_controllers import aspnet_controller_routes
from readiness_checks.facts.routing.aspnet_endpoints import aspnet_endpoint_routes
from readiness_checks.facts.routing.fast_endpoints import fast_endpoints_routes
from tests.repos import repo_of


def controllers(files: Mapping[str, str]) -> list[str]:
    return sorted(f"{route.method or 'ANY'} {route.path}" for route in aspnet_controller_routes(repo_of(files)).routes)


def endpoints(files: Mapping[str, str]) -> list[str]:
    return sorted(f"{route.method or 'ANY'} {route.path}" for route in aspnet_endpoint_routes(repo_of(files)).routes)


def test_templates_of_classes_and_methods_are_joined() -> None:
    """Tokens, constraints, optional parts, empty templates, several attributes, and absolute templates."""
    files = {
        "UsersController.cs": """
[ApiController]
[Route("api/[controller]")]
public class UsersController : ControllerBase {
    [HttpGet] public IActionResult List() => Ok();
    [HttpGet("{id:int}", Name = nameof(Show))] public IActionResult Show(int id) => Ok();
    [HttpPost("")] public async Task<IActionResult> Create(User u) => Ok();
    [HttpGet("with/{name}")] public IActionResult Show(string name) => Ok();
    [HttpPut("~/people/{id}"), HttpPatch("/people/{id}")] public IActionResult Save(int id) => Ok();
    [HttpDelete, Route("{id}")] public IActionResult Drop(int id) => Ok();
    [HttpGet("[action]/{page?}")] public Task<IActionResult> SearchAsync(int? page) => null;
    [Route("any")] public IActionResult Any() => Ok();
    [AcceptVerbs("GET", "POST", Route = "both")] public IActionResult Both() => Ok();
    [NonAction] public IActionResult Helper() => Ok();
    public IActionResult Unmapped() => Ok();
}
""",
    }

    assert controllers(files) == [
        "ANY /api/Users/any",
        "DELETE /api/Users/{id}",
        "GET /api/Users",
        "GET /api/Users/Search",
        "GET /api/Users/Search/{page}",
        "GET /api/Users/both",
        "GET /api/Users/with/{name}",
        "GET /api/Users/{id}",
        "PATCH /people/{id}",
        "POST /api/Users",
        "POST /api/Users/both",
        "PUT /people/{id}",
    ]


def test_constants_base_classes_and_versions_are_followed() -> None:
    """A base class gives its route and its methods; a constant may be made of others; a version is put in."""
    files = {
        "Routes.cs": 'public static class Routes { public const string Root = "api"; public const string Orders = Root + "/orders"; }',
        "BaseApiController.cs": """
[Route("api/v{version:apiVersion}/[controller]")]
public abstract class BaseApiController<T> : ControllerBase {
    [HttpGet("{id}")] public virtual IActionResult One(int id) => Ok();
}
""",
        "CarsController.cs": """
[ApiVersion("2.0")]
public class CarsController : BaseApiController<Car> {
    [HttpPost] public IActionResult Make() => Ok();
}
""",
        "OrdersController.cs": """
public class OrdersController : Controller {
    [HttpGet(Routes.Orders)] public IActionResult List() => Ok();
    [HttpGet($"{Routes.Orders}/{{id}}")] public IActionResult One() => Ok();
    [HttpGet(Elsewhere.Unknown)] public IActionResult Hidden() => Ok();
}
""",
    }

    assert controllers(files) == ["GET /api/orders", "GET /api/orders/{id}", "GET /api/v2/Cars/{id}", "GET /{?}", "POST /api/v2/Cars"]


def test_an_attribute_of_their_own_that_routes_is_not_guessed() -> None:
    """Below it the path is unknown; an attribute that does not route changes nothing."""
    files = {
        "Attributes.cs": """
public class ApiV3ControllerAttribute : Attribute, IRouteTemplateProvider { public string Template => Make(); }
public class AuditAttribute : Attribute { }
""",
        "CarsController.cs": """
[ApiV3Controller]
public class CarsController : ControllerBase { [Audit, HttpGet("all")] public IActionResult All() => Ok(); }
[Audit]
public class BikesController : ControllerBase { [HttpGet("bikes")] public IActionResult All() => Ok(); }
""",
    }

    assert controllers(files) == ["GET /bikes", "GET /{?}/all"]


def test_conventional_routes_are_known_without_certainty() -> None:
    """Pages that are routed by convention answer, and nobody is asked to document them."""
    files = {
        "Program.cs": 'app.MapControllerRoute(name: "default", pattern: "{controller=Home}/{action=Index}/{id?}");',
        "HomeController.cs": """
[Authorize]
public class HomeController : Controller {
    public IActionResult Index() => View();
    [HttpPost] public IActionResult Save() => View();
    public string Text() => "";
}
""",
    }
    table = aspnet_controller_routes(repo_of(files))

    assert sorted((route.method, route.path, route.certainty) for route in table.routes) == [
        ("", "/Home/Index", "dynamic"),
        ("POST", "/Home/Save", "dynamic"),
    ]


def test_groups_are_followed_through_variables_and_extension_methods() -> None:
    """`app.MapTodos()` and `Orders.Map(group)` map below the groups they are called on."""
    files = {
        "Program.cs": """
var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.MapGet("/ping", () => "pong").WithName("ping");
var api = app.MapGroup("/api").RequireAuthorization();
api.MapTodos();
var orders = api.MapGroup(Paths.Orders);
OrderEndpoints.Map(orders);
app.MapMethods("/many", new[] { "GET", HttpMethods.Head }, () => 1);
app.Map("/branch", branch => branch.UseCors());
app.Run();
""",
        "Paths.cs": 'static class Paths { public const string Orders = "orders"; }',
        "TodoEndpoints.cs": """
public static class TodoEndpoints {
    public static RouteGroupBuilder MapTodos(this IEndpointRouteBuilder routes) {
        var group = routes.MapGroup("todos").WithTags("Todos");
        group.MapGet("/", List);
        group.MapDelete("{id:guid}", async (Guid id) => await Drop(id));
        return group;
    }
}
""",
        "OrderEndpoints.cs": """
public static class OrderEndpoints {
    public static void Map(RouteGroupBuilder group) { group.MapPost("", Create).Produces(201); }
}
""",
        "Modules.cs": """
public class Cars : ICarterModule { public void AddRoutes(IEndpointRouteBuilder app) { app.MapPut("/cars/{id}", Save); } }
public class Found : IEndpointGroup { public void Map(RouteGroupBuilder group) { group.MapPatch("x", Save); } }
""",
    }

    assert endpoints(files) == [
        "ANY /branch",
        "DELETE /api/todos/{id}",
        "GET /api/todos",
        "GET /many",
        "GET /ping",
        "HEAD /many",
        "PATCH /{?}/x",
        "POST /api/orders",
        "PUT /cars/{id}",
    ]


def test_what_says_that_it_is_not_described_is_hidden() -> None:
    """`ApiExplorerSettings(IgnoreApi = true)` and `ExcludeFromDescription()`."""
    controller = """
public class AController : ControllerBase {
    [HttpGet("a"), ApiExplorerSettings(IgnoreApi = true)] public IActionResult A() => Ok();
    [HttpGet("b"), ApiExplorerSettings(GroupName = "x")] public IActionResult B() => Ok();
}
"""
    program = 'var app = builder.Build();\napp.MapGet("c", C).ExcludeFromDescription();\napp.MapGet("d", D);\n'
    routes = (
        *aspnet_controller_routes(repo_of({"AController.cs": controller})).routes,
        *aspnet_endpoint_routes(repo_of({"Program.cs": program})).routes,
    )

    assert sorted((route.path, route.hidden) for route in routes) == [("/a", True), ("/b", False), ("/c", True), ("/d", False)]


def test_builders_are_no_caches_and_clients() -> None:
    """`mapper.Map(a, b)` and calls on what is no endpoint builder map nothing."""
    files = {
        "A.cs": 'class A { void M(IMapper mapper, HttpClient c) { mapper.Map("x", y); c.MapGet("/x", y); }\n'
        "void N(WebApplication app) { } }",
    }

    assert endpoints(files) == []


def test_fast_endpoints_configure_their_routes() -> None:
    """Verbs with routes, groups, constants, and the prefix of all."""
    files = {
        "Program.cs": 'app.UseFastEndpoints(c => { c.Endpoints.RoutePrefix = "api"; });',
        "Create.cs": """
public class CreateRequest { public const string Route = "/cars"; }
public class Create : Endpoint<CreateRequest, Response> {
    public override void Configure() { Post(CreateRequest.Route); AllowAnonymous(); }
}
public class Read : EndpointWithoutRequest<Response> {
    public override void Configure() { Verbs(Http.GET, Http.HEAD); Routes("/cars/{id}", "/autos/{id}"); }
}
public class Admin : Group { public Admin() { Configure("admin", ep => { }); } }
public class Drop : Endpoint<CreateRequest> {
    public override void Configure() { Delete("/cars/{id}"); Group<Admin>(); }
}
""",
    }
    table = fast_endpoints_routes(repo_of(files))

    assert sorted(f"{route.method} {route.path}" for route in table.routes) == [
        "DELETE /api/admin/cars/{id}",
        "GET /api/autos/{id}",
        "GET /api/cars/{id}",
        "HEAD /api/autos/{id}",
        "HEAD /api/cars/{id}",
        "POST /api/cars",
    ]


def test_hostile_sources_end() -> None:
    """Circles of classes, constants and groups, deep nests and endless chains give an answer."""
    files = {
        "A.cs": "[Route(A.X)] class A : B { const string X = B.Y; [HttpGet] public int M() => 1; }\nclass B : A { const string Y = A.X; }",
        "C.cs": "static class C { static void M(this WebApplication app) { var a = b; var b = a; a.MapGet(X, y); app.N(); "
        'app.MapGroup("/x").M(); } '
        "static void N(this WebApplication app) { app.M(); } }",
        "D.cs": "var x = " + "(" * 3000 + ")" * 3000 + "; app" + '.MapGet("/x", y)' * 2000 + ";",
    }

    assert (isinstance(controllers(files), list), isinstance(endpoints(files), list)) == (True, True)

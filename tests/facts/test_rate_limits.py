"""Which places are taken for limits of what callers ask."""

from __future__ import annotations

import pytest

from readiness.model import Component
from readiness_checks.facts.rate_limits import idle_limits, rate_limits
from tests.repos import repo_of

SERVICE = Component("orders", "", "backend")


@pytest.mark.parametrize(
    ("path", "text", "scope"),
    [
        ("src/app.js", 'router.post("/sign-in", signInLimiter, signIn);\n', "/sign-in"),
        ("src/app.module.ts", "providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }]\n", "every request"),
        ("src/app.ts", "const { success } = await ratelimit(5).limit(ip);\n", "some routes"),
        ("src/routes.ts",
         "import rateLimit from 'express-rate-limit';\nroutes.get(\n  '/cache',\n  rateLimit({ max: 5 }),\n  read\n);\n", "some routes"),
        ("lib/web/router.ex", "  plug ApiWeb.Plugs.RateLimiter\n", "every request"),
        ("lib/web/orders_controller.ex", "  plug :rate_limit when action in [:create]\n", "some routes"),
        ("src/main.rs", "    App::new().service(orders).wrap(Governor::new(&limits))\n", "some routes"),
        ("accounts/views.py", '@ratelimit(key="ip", rate="5/m")\ndef sign_in(request):\n    return None\n', "some routes"),
        ("accounts/forms.py", "    if not TokenBucket.authorize_login_email(email):\n        raise ValidationError\n", "some routes"),
        ("settings.py", 'MIDDLEWARE = [\n    "shop.middleware.ThrottleIpMiddleware",\n]\n', "every request"),
        ("template.yaml",
         "Resources:\n  Api:\n    Type: AWS::Serverless::Api\n    Properties:\n      ThrottlingRateLimit: 50\n", "what passes it"),
        ("waf.tf", "      rate_based_statement {\n        limit = 1000\n      }\n", "what passes it"),
    ],
)  # fmt: skip
def test_a_limit_is_known_where_it_stands(path: str, text: str, scope: str) -> None:
    """A limiter counts where it is wired in, with what it limits."""
    found = rate_limits(repo_of({path: text}), SERVICE)

    assert [limit.scope for limit in found[:1]] == [scope]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/search.js", "const axios = rateLimit(create(), { maxRPS: 2 }); // axios-rate-limit\n"),
        ("src/app.js", 'app.use(express.json({ limit: "1mb" }));\n'),
        ("stock/client.py", "if response.status_code == 429:  # rate limit of the provider\n    wait()\n"),
        ("CachingHttpClient.java", "        if (!checkRateLimit(host)) { return; }\n        this.checkRateLimit(host);\n"),
        ("app/settings.py", 'MESSAGE = "app.use(rateLimit())"\n'),
        ("nginx.conf", "limit_req_zone $binary_remote_addr zone=api:10m rate=10r/s;\n"),
    ],
)
def test_what_limits_no_caller_is_none(path: str, text: str) -> None:
    """Sizes of bodies, limits of others that a client keeps to, and zones that nothing uses are no rate limits."""
    found = rate_limits(repo_of({path: text}), SERVICE)

    assert found == ()


def test_a_middleware_of_traefik_counts_where_a_router_names_it() -> None:
    """What is defined in a label limits nothing until a router has it among its middlewares."""
    label = '      - "traefik.http.middlewares.calm.ratelimit.average=100"\n'
    used = label + '      - "traefik.http.routers.orders.middlewares=calm"\n'
    head = "services:\n  orders:\n    image: orders\n    labels:\n"
    idle = repo_of({"compose.yaml": head + label})

    assert [limit.by for limit in rate_limits(repo_of({"compose.yaml": head + used}), SERVICE)] == ["a middleware of Traefik"]
    assert rate_limits(idle, SERVICE) == ()
    assert [limit.what for limit in idle_limits(idle, SERVICE)] == ["a middleware of Traefik"]


@pytest.mark.parametrize(
    ("path", "text", "by", "scope"),
    [
        ("app/main.py", "from slowapi import Limiter\n\n@limiter.limit('5/minute')\ndef a(): ...\n",
         "a decorator of slowapi or flask-limiter", "some routes"),
        ("app/views.py", "class A(APIView):\n    throttle_classes = [UserRateThrottle]\nR = {'DEFAULT_THROTTLE_RATES': {'a': '5/m'}}\n",
         "throttles of Django REST Framework", "some routes"),
        ("OrderController.java", '@RestController\nclass OrderController {\n    @RateLimiter(name = "orders")\n    void a() {}\n}\n',
         "a rate limiter on a resource", "some routes"),
        ("Program.cs", "app.UseRateLimiter();\noptions.GlobalLimiter = PartitionedRateLimiter.Create(by);\n",
         "ASP.NET Core's rate limiter", "every request"),
        ("main.go", "package main\n\nfunc f() {\n\tr.Use(httprate.LimitByIP(100, time.Minute))\n}\n", "middleware", "every request"),
        ("config/initializers/rack_attack.rb", "Rack::Attack.throttle('ip', limit: 5, period: 60) { |r| r.ip }\n",
         "Rack::Attack", "the requests that its throttles name"),
        ("app/controllers/a_controller.rb", "class A\n  rate_limit to: 5, within: 1.minute\nend\n", "a filter of its own", "some routes"),
        ("routes/api.php", "<?php\nRoute::middleware(['auth', 'throttle:60,1'])->group($a);\n", "Laravel's throttle", "some routes"),
        ("lib/a.ex", "  with {:allow, _} <- Hammer.check_rate(key, 60_000, 5), do: :ok\n", "Hammer", "some routes"),
        ("deploy/ingress.yaml", 'annotations:\n  nginx.ingress.kubernetes.io/limit-rps: "5"\n', "the ingress", "what passes it"),
        ("kong.yml", "plugins:\n  - name: rate-limiting\n", "Kong", "what passes it"),
        ("haproxy.cfg", "  http-request deny deny_status 429 if { sc_http_req_rate(0) gt 20 }\n", "HAProxy", "what passes it"),
        ("haproxy.cfg", "  acl too_fast sc_http_req_rate(0) gt 20\n  http-request deny if too_fast\n", "HAProxy", "what passes it"),
    ],
)  # fmt: skip
def test_a_limit_names_what_limits(path: str, text: str, by: str, scope: str) -> None:
    """Libraries, frameworks and gateways are told by their own words, each with what it stands before."""
    found = rate_limits(repo_of({path: text}), SERVICE)

    assert [(limit.by, limit.scope) for limit in found[:1]] == [(by, scope)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/views.py", "class Orders(APIView):\n    throttle_classes = [UserRateThrottle]\n"),
        ("app/views.py", "class Orders(APIView):\n    throttle_classes = []\n"),
        ("Program.cs", "options.GlobalLimiter = PartitionedRateLimiter.Create(by);\n"),
        ("PaymentClient.java", 'class PaymentClient {\n    @RateLimiter(name = "bank")\n    void pay() {}\n}\n'),
        ("main.go", "package main\n\n// r.Use(httprate.LimitByIP(100, time.Minute))\n"),
        ("haproxy.cfg", "  stick-table type ip size 1m store http_req_rate(10s)\n  http-request deny if blocked\n"),
        ("tests/app.test.js", 'app.use("/a", rateLimiter, a);\n'),
    ],
)  # fmt: skip
def test_a_limit_without_its_other_half_is_none(path: str, text: str) -> None:
    """A throttle without a rate, a limiter that the application does not use, and a client that spares others limit no caller."""
    assert rate_limits(repo_of({path: text}), SERVICE) == ()


def test_a_limiter_that_is_made_and_never_used_is_idle() -> None:
    """Making and exporting a limiter limits nothing; where a route names it, its path is the scope."""
    made = "import rateLimit from 'express-rate-limit';\nconst calm = rateLimit({ max: 5 });\nexport { calm };\n"
    idle = repo_of({"src/limits.ts": made})
    used = repo_of({"src/limits.ts": made, "src/app.ts": "import { calm } from './limits';\napp.post('/orders', calm, create);\n"})

    assert [(found.what, found.path, found.line) for found in idle_limits(idle, SERVICE)] == [("a limiter", "src/limits.ts", 2)]
    assert rate_limits(idle, SERVICE) == ()
    assert "/orders" in [limit.scope for limit in rate_limits(used, SERVICE)]
    assert idle_limits(used, SERVICE) == ()


def test_a_zone_of_nginx_counts_where_a_location_names_it() -> None:
    """Another zone's use is no use of this one, even where its name begins alike."""
    zone = "limit_req_zone $binary_remote_addr zone=api:10m rate=10r/s;\n"
    used = repo_of({"nginx.conf": zone + "location / {\n  limit_req zone=api burst=5;\n}\n"})
    other = repo_of({"nginx.conf": zone + "location / {\n  limit_req zone=apiary burst=5;\n}\n"})

    assert idle_limits(used, SERVICE) == ()
    assert [limit.what for limit in idle_limits(other, SERVICE)] == ["a zone of nginx"]


def test_limits_on_every_request_come_first() -> None:
    """What protects most is the best evidence; within a scope the place decides."""
    files = {
        "a.js": 'router.post("/sign-in", signInLimiter, signIn);\n',
        "kong.yml": "plugins:\n  - name: rate-limiting\n",
        "z.js": "app.use(globalRateLimiter);\n",
    }

    assert [limit.scope for limit in rate_limits(repo_of(files), SERVICE)] == ["every request", "what passes it", "/sign-in"]

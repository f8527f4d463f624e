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

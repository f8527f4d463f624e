"""Guards, verifiers, barriers, gateways and comparisons are told apart."""

from __future__ import annotations

import pytest

from readiness_checks.facts.authentication import authentications
from tests.repos import repo_of


def _means(path: str, text: str) -> set[str]:
    return {item.means for item in authentications(repo_of({path: text}))}


@pytest.mark.parametrize(
    ("path", "text", "means"),
    [
        ("views.py", "@login_required\ndef edit(request): ...\n", {"guard", "barrier"}),
        ("app.py", "user = Depends(get_current_user)\n", {"barrier"}),
        ("auth.py", "claims = jwt.decode(token, key)\n", {"verifier"}),
        ("views.py", "@app.before_request\ndef authorize():\n    check()\n", {"barrier"}),
        ("orders.controller.ts", "@UseGuards(JwtGuard)\nexport class OrdersController {}\n", {"barrier"}),
        ("auth.js", "passport.use('jwt', strategy);\n", {"verifier"}),
        ("orders.js", "router.use(passport.authenticate('jwt'));\n", {"guard", "barrier"}),
        ("jwt.guard.ts", "export class JwtGuard extends AuthGuard('jwt') {}\n", {"barrier"}),
        ("app.module.ts", "{ provide: APP_GUARD, useClass: JwtAuthGuard }\n", {"barrier"}),
        ("hooks.ts", "if (!request.session.user) reply.unauthorized();\n", {"barrier"}),
        ("Security.java", "http.authorizeHttpRequests(a -> a.anyRequest().authenticated());\n", {"guard"}),
        ("Orders.cs", "[Authorize]\npublic class Orders { }\n", {"guard"}),
        ("user.rb", "class User < ApplicationRecord\n  has_secure_password\nend\n", {"verifier"}),
        ("orders_controller.rb", "  before_action :require_login\n", {"barrier"}),
        ("routes/api.php", "<?php\nRoute::middleware('auth:sanctum')->group(fn () => null);\n", {"guard", "barrier"}),
        ("middleware.go", "func AuthMiddleware(next http.Handler) http.Handler {\n", {"barrier"}),
        ("token.go", 'package a\n\nimport "github.com/golang-jwt/jwt/v5"\n\nvar claims, err = jwt.Parse(raw, key)\n', {"verifier"}),
        ("main.rs", "let app = app.layer(from_fn(require_auth));\n", {"barrier"}),
        ("router.ex", "pipe_through [:browser, :require_authenticated_user]\n", {"guard"}),
        ("extract.rs", "impl FromRequestParts<AppState> for Claims {\n", {"barrier"}),
        ("permissions.rs", "impl FromRequestParts<AppState> for ReadAll {\n", {"barrier"}),
        ("server.go", "selector.Server(jwt.Server(key)).Build()\n", {"guard"}),
        ("server.go", "grpcauth.UnaryServerInterceptor(authenticate)\n", {"guard"}),
        ("k8s/auth.yaml", "apiVersion: security.istio.io/v1\nkind: RequestAuthentication\n", {"gateway"}),
        ("deps.py", 'hmac.compare_digest(request.headers["X-Api-Key"], settings.API_KEY)\n', {"comparison"}),
    ],
)  # fmt: skip
def test_means_of_authentication(path: str, text: str, means: set[str]) -> None:
    """Each place is known by what it does to a caller."""
    assert _means(path, text) == means


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("token.go", 'package a\n\nimport "github.com/golang-jwt/jwt/v5"\n\nvar token = jwt.New(method)\n'),
        ("token.js", "const jwt = require('jsonwebtoken');\nmodule.exports = id => jwt.sign({ id }, key);\n"),
        ("auth.py", 'claims = jwt.decode(token, options={"verify_signature": False})\n'),
        ("auth.py", "claims = jwt.decode(bearer(request), verify=False)\n"),
        ("app.module.ts", "{ provide: APP_GUARD, useClass: ThrottlerGuard }\n"),
        ("query.rs", "impl FromRequestParts<AppState> for Page {\n"),
        ("login.tsx", "import { signIn } from 'next-auth/react';\n"),
        ("client.py", "from requests.auth import HTTPBasicAuth\nauth = HTTPBasicAuth(user, secret)\n"),
        ("hook.py", 'hmac.compare_digest(request.headers["X-Signature"], sign(config.secret, body))\n'),
        ("client.go", 'return errors.Wrap(err, "authentication failed")\n'),
        ("clock.go", 'package a\n\nimport "github.com/google/uuid"\n'),
        ("app/User.php", "<?php\nclass User { use HasApiTokens, HasFactory; }\n"),
        ("Roles.java", "if (user.hasRole(ADMIN)) { open(); }\n"),
        ("conf/access.yml", "access_control:\n  rules:\n    - domain: a\n"),
    ],
)
def test_what_authenticates_nobody(path: str, text: str) -> None:
    """Outbound credentials, webhook signatures and look-alikes are none."""
    assert _means(path, text) == set()

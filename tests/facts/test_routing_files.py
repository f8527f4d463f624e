"""Routes that files serve by where they are."""

from __future__ import annotations

from collections.abc import Mapping

from readiness_checks.facts.routing.files import file_routes
from tests.repos import repo_of


def served(files: Mapping[str, str]) -> list[str]:
    return sorted(f"{route.method or 'ANY'} {route.path}" for route in file_routes(repo_of(files)).routes)


def test_the_app_router_serves_folders() -> None:
    """Groups and slots are no part of a path; parameters, catch-alls and optional ones are; exports come in every form."""
    files = {
        "apps/web/package.json": "{}",
        "apps/web/app/api/users/[userId]/route.ts": "export async function GET(req: Request) {}\n"
        "export const PATCH = withAuth(async () => {});\n"
        "const DELETE = 1;\n",
        "apps/web/app/(group)/api/files/[...path]/route.ts": "const handler = f();\nexport { handler as GET, handler as POST };\n",
        "apps/web/src/app/api/auth/[[...all]]/route.ts": "export const { GET, POST } = toNextJsHandler(auth);\n",
        "apps/web/app/api/notes.ts": "export const GET = 1;\n",
    }

    assert served(files) == [
        "GET /api/auth",
        "GET /api/auth/{all...}",
        "GET /api/files/{path...}",
        "GET /api/users/{userId}",
        "PATCH /api/users/{userId}",
        "POST /api/auth",
        "POST /api/auth/{all...}",
        "POST /api/files/{path...}",
    ]


def test_pages_medusa_and_sveltekit_have_folders_of_their_own() -> None:
    """`pages/api` answers any method, `src/api` of Medusa and `src/routes` of SvelteKit what is exported."""
    files = {
        "package.json": "{}",
        "pages/api/users/index.ts": "export default function handler(req, res) {}\n",
        "pages/api/users/[id].ts": "const handler = 1;\nexport default handler;\n",
        "pages/about.tsx": "export default function About() {}\n",
        "src/api/admin/orders/[id]/route.ts": "export const GET = async (req) => {}\nexport const POST = async (req) => {}\n",
        "src/routes/(app)/api/items/[slug=word]/+server.ts": "export const DELETE: RequestHandler = async () => {};\n",
    }

    assert served(files) == [
        "ANY /api/users",
        "ANY /api/users/{id}",
        "DELETE /api/items/{slug}",
        "GET /admin/orders/{id}",
        "POST /admin/orders/{id}",
    ]

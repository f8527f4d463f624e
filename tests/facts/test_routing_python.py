"""The routes of FastAPI, Starlette, Flask and Django."""

from __future__ import annotations

from readiness_checks.facts.routes import routes
from tests.repos import repo_of


def served(files: dict[str, str]) -> list[str]:
    found = routes(repo_of(files)).routes
    return sorted({f"{route.method or 'ANY'} {route.path}" for route in found})


def test_routers_of_fastapi_are_followed_through_packages_and_settings() -> None:
    """Prefixes of routers, of their inclusion and of settings make one path; loops over what is written out are unrolled."""
    router = "from fastapi import APIRouter\n\nrouter = "
    files = {
        "app/config.py": "from pydantic_settings import BaseSettings\n\n\n"
        'class Settings(BaseSettings):\n    API: str = "/api"\n\n\nsettings = Settings()\n',
        "app/main.py": (
            "from fastapi import FastAPI\nfrom app.api import api_router\nfrom app.config import settings\n"
            "from app.routes import items, users as people\n\n"
            'app = FastAPI()\napp.include_router(api_router, prefix=f"{settings.API}/v1")\n'
            'included = {"i": items.router, "u": people.router}\n'
            "for tag, router in included.items():\n    app.include_router(router, tags=[tag])\n"
        ),
        "app/api/__init__.py": (
            "from fastapi import APIRouter\nfrom .orders import router as orders\n\n"
            'api_router = APIRouter()\napi_router.include_router(orders, prefix="/orders")\n'
        ),
        "app/api/orders.py": (router + 'APIRouter()\n\n\n@router.api_route("/{id:int}", methods=["GET", "PUT"])\ndef one(id): ...\n'),
        "app/routes/items.py": router + 'APIRouter(prefix="/items")\n\n\n@router.get("")\nasync def all(): ...\n',
        "app/routes/users.py": router + 'APIRouter()\n\n\n@router.get("/users")\nasync def all(): ...\n',
        "app/routes/left.py": router + 'APIRouter()\n\n\n@router.get("/left-over")\nasync def all(): ...\n',
    }

    assert served(files) == ["GET /api/v1/orders/{id}", "GET /items", "GET /users", "PUT /api/v1/orders/{id}"]


def test_mounted_applications_and_lists_of_routes_are_read() -> None:
    """An application that another one mounts is reached there; Starlette takes its routes as a list."""
    files = {
        "app/main.py": (
            "from fastapi import FastAPI\nfrom starlette.applications import Starlette\nfrom starlette.routing import Mount, Route\n\n"
            "def build():\n    inner = FastAPI()\n\n    @inner.get('/x')\n    def x(): ...\n\n    return inner\n\n"
            "app = FastAPI()\napp.mount('/sub', build())\n"
            "other = Starlette(routes=[Route('/a', a, methods=['POST']), Mount('/b', routes=[Route('/c', c)])])\n"
        )
    }

    assert served(files) == ["GET /b/c", "GET /sub/x", "POST /a"]


def test_blueprints_nest_and_what_the_registration_says_goes_first() -> None:
    """`url_prefix` of the registration takes the place of the blueprint's own; resources answer the methods of their class."""
    files = {
        "shop/app.py": (
            "from flask import Blueprint, Flask\nfrom flask_restful import Api, Resource\n\n"
            "class Base(Resource):\n    def get(self): ...\n\n\nclass Orders(Base):\n    def post(self): ...\n\n\n"
            "app = Flask(__name__)\napi = Api(app, prefix='/rest')\napi.add_resource(Orders, '/orders', '/o/<int:id>')\n"
            "parent = Blueprint('p', __name__, url_prefix='/p')\nchild = Blueprint('c', __name__, url_prefix='/c')\n"
            "@child.get('/<path:rest>')\ndef show(rest): ...\n\n"
            "parent.register_blueprint(child, url_prefix='/d')\napp.register_blueprint(parent)\n"
        )
    }

    assert served(files) == ["GET /p/d/{rest...}", "GET /rest/o/{id}", "GET /rest/orders", "POST /rest/o/{id}", "POST /rest/orders"]


def test_url_configurations_of_django_are_read_from_the_root() -> None:
    """Includes, regular expressions, viewsets with their mixins and extra actions; what nothing includes is not served."""
    files = {
        "site/conf/settings.py": 'ROOT_URLCONF = "conf.urls"\n',
        "site/conf/urls.py": (
            "from django.urls import include, path, re_path\nfrom orders import views\n\nextra = [path('x/', views.plain)]\n"
            "urlpatterns = [path('api/', include('orders.urls')), re_path(r'^old/(?P<pk>\\d+)/$', views.Detail.as_view())] + extra\n"
            "urlpatterns += [path('lib/', include('some_library.urls'))]\n"
        ),
        "site/orders/urls.py": (
            "from rest_framework import routers\nfrom . import views\n\nrouter = routers.SimpleRouter()\n"
            "router.register('orders', views.Orders)\n"
            "urlpatterns = router.urls\n"
        ),
        "site/orders/views.py": (
            "from rest_framework import generics, mixins, viewsets\nfrom rest_framework.decorators import action, api_view\n\n\n"
            "class Orders(mixins.ListModelMixin, mixins.DestroyModelMixin[Order], viewsets.GenericViewSet[Order]):\n"
            "    @action(detail=False, methods=['post'], url_path='find-all')\n    def find(self, request): ...\n\n\n"
            "class Detail(generics.RetrieveUpdateAPIView):\n    http_method_names = ['get', 'put']\n\n\n"
            "@api_view(['DELETE'])\ndef plain(request): ...\n"
        ),
        "site/left/urls.py": "from django.urls import path\n\nurlpatterns = [path('left/', view)]\n",
    }

    assert served(files) == [
        "ANY /lib/{?}",
        "DELETE /api/orders/{pk}",
        "DELETE /x",
        "GET /api/orders",
        "GET /old/{pk}",
        "POST /api/orders/find-all",
        "PUT /old/{pk}",
    ]


def test_hostile_modules_end() -> None:
    """Cycles of imports, includes and routers, and nesting without end, are bounded."""
    deep = (
        "x = "
        + "(" * 3000
        + "1"
        + ")" * 3000
        + "\n"
        + "if a:\n"
        + "".join(" " * depth + "if a:\n" for depth in range(1, 200))
        + " " * 200
        + "pass\n"
    )
    files = {
        "a.py": "from fastapi import APIRouter, FastAPI\nfrom b import *\nfrom b import y\nx = y\napp = FastAPI()\napp.include_router(x)\n"
        + deep,
        "b.py": "from a import *\nfrom a import x\ny = x\n",
        "r.py": "from fastapi import APIRouter\nr = APIRouter()\ns = APIRouter()\n"
        "r.include_router(s)\ns.include_router(r)\n@r.get('/a')\ndef a(): ...\n",
        "settings.py": 'ROOT_URLCONF = "urls"\n',
        "urls.py": "from django.urls import include, path\nurlpatterns = [path('a/', include('urls')), path('b/', include('urls'))]\n",
    }

    assert all("{?}" in route for route in served(files) if "/a" not in route)

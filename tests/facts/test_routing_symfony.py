"""Routes of Symfony."""

from __future__ import annotations

from tests.facts.routing import gaps_of, lines_of

HEAD = "<?php\nnamespace App\\Controller;\n"
CODE = "src/Controller/Orders.php"


def test_attributes_of_classes_and_methods_are_joined() -> None:
    """Several routes of one method, named arguments, constants of the class, constants of requests for methods."""
    code = HEAD + (
        "#[Route('/orders', name: 'orders_')]\nclass Orders extends B {\n const ITEM = '/{id<\\d+>}';\n"
        " #[Route('', methods: ['GET'])]\n #[Route(path: '/all', methods: 'GET')]\n public function all() {}\n"
        " #[Route(self::ITEM, methods: [R::METHOD_PUT])]\n public function put() {}\n #[Route('/any')]\n public function any() {}\n}\n"
    )

    assert lines_of({CODE: code}) == ["ANY /orders/any", "GET /orders", "GET /orders/all", "PUT /orders/{id}"]


def test_classes_that_are_called_themselves() -> None:
    """The route on the class is the whole path."""
    assert lines_of({CODE: HEAD + "#[Route('/pay', methods: ['POST'])]\nclass Pay {\n public function __invoke() {}\n}\n"}) == ["POST /pay"]


def test_annotations_are_read_from_comments() -> None:
    """The older form, and that of FOSRest."""
    code = HEAD + (
        '/**\n * @Route("/orders")\n */\nclass Orders {\n /**\n  * @Route("/{id}", name="x", methods={"GET","HEAD"})\n  */\n'
        ' public function one() {}\n /** @Rest\\Post("/new") */\n public function add() {}\n}\n'
    )

    assert lines_of({CODE: code}) == ["GET /orders/{id}", "HEAD /orders/{id}", "POST /orders/new"]


def test_yaml_files_declare_routes_and_prefixes() -> None:
    """What imports the controllers puts its prefix before them; a default makes a parameter optional."""
    files = {
        "config/routes.yaml": "controllers:\n  resource: ../src/Controller/\n  type: attribute\n  prefix: /{_locale}\n"
        "home:\n  path: /start/{_locale}\n  controller: App\\Home\n  methods: GET|POST\n  defaults: {_locale: en}\n",
        CODE: HEAD + "class Orders {\n #[Route('/orders', methods: ['GET'])]\n public function all() {}\n}\n",
    }

    assert lines_of(files) == ["GET /start", "GET /start/{_locale}", "GET /{_locale}/orders", "POST /start", "POST /start/{_locale}"]


def test_what_the_framework_makes_is_dynamic_and_localized_paths_are_a_gap() -> None:
    """API Platform's operations are not guessed at; a path in each language cannot be compared."""
    files = {
        "src/Entity/Book.php": "<?php\nnamespace App\\Entity;\n#[ApiResource]\nclass Book {}\n",
        CODE: HEAD + "class Orders {\n #[Route(['en' => '/about', 'nl' => '/over'])]\n public function about() {}\n}\n",
    }

    assert lines_of(files) == ["? ANY /api/{?}"]
    assert gaps_of(files) == [f"{CODE}:4 have a path of their own in each language"]

"""What marks Rust routes."""

from __future__ import annotations

from readiness.scan import Pattern

MARKED = Pattern(
    literals=(
        "Router::new()", "Router::with_openapi", "Router::default()", "ServiceConfig", "App::new()", "web::scope(", "routes![", "routes!(",
        "#[get(", "#[post(", "#[put(", "#[patch(", "#[delete(", "_web::get(", "_web::post(", "#[utoipa::path", "rocket::build",
        "Route::new()", "-> Router", "web::resource(",
    ),
    languages=("rust",),
    once=True,
)  # fmt: skip
FRAMEWORKS = Pattern(
    literals=("axum", "actix_web", "actix-web", "rocket", "poem"),
    regex=r"\b(?:axum|actix_web|rocket|poem)\b",
    languages=("rust",),
    once=True,
)

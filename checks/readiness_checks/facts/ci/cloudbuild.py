"""Reads Google Cloud Build (cloudbuild.yaml) and AWS CodeBuild (buildspec.yml) and CodePipeline (in CloudFormation templates)."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from readiness.repo import Repo
from readiness.scan import Pattern
from readiness.syntax import Map, Seq, dig, mapping, sequence, string, strings, walk
from readiness_checks.facts.ci.model import Fault, Job, Lines, Pipeline, Step, Trigger, flat, joined, pairs

CODE_PIPELINES = Pattern(("AWS::CodePipeline::Pipeline",), suffixes=(".yaml", ".yml", ".json", ".template"), roles=("configuration",))
# images whose entry point is the tool itself, where a step has only arguments
_BUILDERS = {"docker": "docker", "gcloud": "gcloud", "kubectl": "kubectl", "npm": "npm", "yarn": "yarn", "mvn": "mvn", "gradle": "gradle",
"go": "go", "git": "git", "bazel": "bazel", "gke-deploy": "gke-deploy", "cloud-sdk": "gcloud", "terraform": "terraform",
"skaffold": "skaffold", "helm": "helm", "compose": "docker-compose", "executor": "kaniko"}  # fmt: skip


def cloud_build(repo: Repo) -> tuple[Pipeline, ...]:
    """Google Cloud Build's configurations; what starts one stands outside the repository."""
    found = []
    for file in repo.named(
        "cloudbuild.yaml", "cloudbuild.yml", "cloudbuild.json", "cloudbuild[._-]*.yaml", "cloudbuild[._-]*.yml", "*.cloudbuild.yaml"
    ):
        if not file.own:
            continue
        parsed = repo.json(file.path) if file.suffix == ".json" else repo.yaml(file.path)
        if parsed.problem is not None:
            found.append(Pipeline("google-cloud-build", file.path, file.path, problem=parsed.problem))
            continue
        steps = sequence(dig(parsed.value, "steps"))
        if not steps:
            continue
        trigger = Trigger("push", mapping(parsed.value).line or 1, implied=True)
        made = tuple(_cloud_steps(steps, Lines(repo.text(file.path)), file.folder))
        images = strings(dig(parsed.value, "images"))
        if images:
            place = mapping(parsed.value).line_of("images")
            made = (*made, *(Step(place, run=shlex.join(("docker", "push", image))) for image in images))
        jobs = (Job("build", steps.line or 1, made, (trigger,)),)
        found.append(Pipeline("google-cloud-build", file.path, file.path, (trigger,), jobs, tuple(_unmet(steps))))
    return tuple(found)


def _unmet(steps: Seq) -> Iterable[Fault]:
    """Steps that wait for one that does not stand before them; `-` is the start of the build."""
    before = {"-"}
    for index, item in enumerate(steps[:300]):
        body = mapping(item)
        for needed in strings(body.get("waitFor")):
            if needed not in before and "$" not in needed:
                name = string(body.get("id")) or string(body.get("name"))
                yield Fault(
                    body.line_of("waitFor") or steps.line_at(index), f"Step {name!r} waits for {needed!r}, which is no step before it."
                )
        before.add(string(body.get("id")))


def _cloud_steps(steps: Seq, lines: Lines, folder: str) -> Iterable[Step]:
    for index, item in enumerate(steps[:200]):
        body = mapping(item)
        line = steps.line_at(index)
        lenient = body.get("allowFailure") is True
        inside = "/".join(part for part in (folder, string(body.get("dir")).strip("/")) if part)
        # the source is what `gcloud builds submit` is given: mostly the root, so a folder counts only where `dir` names it
        where = string(body.get("dir")).strip("/") or ("" if not folder else None)
        script = string(body.get("script"))
        image = string(body.get("name"))
        if script:
            yield Step(lines.first(body.line_of("script")), run=script, folder=where, lenient=lenient, image=image)
            continue
        arguments = strings(body.get("args"))
        builder = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
        program = string(body.get("entrypoint")) or _BUILDERS.get(builder, "")
        if program in ("bash", "sh") and len(arguments) > 1 and arguments[0] in ("-c", "-ec", "-eEuo", "-xc"):
            listed = sequence(body.get("args"))
            yield Step(lines.first(listed.line_at(len(listed) - 1)), run=arguments[-1], folder=where, lenient=lenient, image=image)
        elif program:
            yield Step(
                body.line_of("entrypoint" if "entrypoint" in body else "args"),
                run=shlex.join((program, *arguments)).replace("'", '"'),
                folder=where,
                lenient=lenient,
                image=image,
            )
        elif image:
            yield Step(
                line,
                uses=f"image:{image.partition('@')[0]}",
                run="",
                inputs=(("args", " ".join(arguments)), ("folder", inside)),
                image=image,
            )


def aws_code_build(repo: Repo) -> tuple[Pipeline, ...]:
    """CodeBuild's buildspecs, and the stages of CodePipeline in CloudFormation templates."""
    pipelines = [_code_pipeline(repo, path) for path in dict.fromkeys(hit.path for hit in repo.hits(CODE_PIPELINES))]
    system = "aws-codepipeline" if pipelines else "aws-codebuild"
    found = [pipeline for pipeline in pipelines if pipeline is not None]
    for file in repo.named("buildspec*.yml", "buildspec*.yaml"):
        if not file.own:
            continue
        parsed = repo.yaml(file.path)
        if parsed.problem is not None:
            found.append(Pipeline(system, file.path, file.path, problem=parsed.problem))
            continue
        phases = mapping(dig(parsed.value, "phases"))
        trigger = Trigger("push", mapping(parsed.value).line or 1, implied=True)
        steps = tuple(_phases(phases, Lines(repo.text(file.path)), file.folder))
        if steps:
            found.append(Pipeline(system, file.path, file.path, (trigger,), (Job("build", phases.line or 1, steps, (trigger,)),)))
    return tuple(found)


def _phases(phases: Map, lines: Lines, folder: str) -> Iterable[Step]:
    for name in ("install", "pre_build", "build", "post_build"):
        body = mapping(phases.get(name))
        text, start = joined(flat(body.get("commands")), lines)
        if text:
            yield Step(start or body.line_of("commands"), run=text, name=name, folder="" if not folder else None)


def _code_pipeline(repo: Repo, path: str) -> Pipeline | None:
    value = repo.json(path).value if path.endswith(".json") else repo.yaml(path).value
    jobs = []
    trigger = Trigger("push", 1, implied=True)
    for resource in walk(value):
        if string(resource.get("Type")) != "AWS::CodePipeline::Pipeline":
            continue
        stages = sequence(dig(resource, "Properties", "Stages"))
        for index, stage in enumerate(stages[:50]):
            actions = sequence(dig(stage, "Actions"))
            steps = []
            for place, action in enumerate(actions[:50]):
                kind = mapping(dig(action, "ActionTypeId"))
                uses = f"codepipeline:{string(kind.get('Category'))}/{string(kind.get('Provider'))}"
                inputs = pairs(dig(action, "Configuration"))
                steps.append(Step(actions.line_at(place), uses=uses, name=string(dig(action, "Name")), inputs=inputs))
            jobs.append(Job(string(dig(stage, "Name")) or "stage", stages.line_at(index), tuple(steps), (trigger,)))
    return Pipeline("aws-codepipeline", path, path, (trigger,), tuple(jobs)) if jobs else None

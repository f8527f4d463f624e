"""How a release leaves the repository: commands and actions of pipelines that deploy or publish, and what deploys by watching it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.commands import Command, ci_commands
from readiness_checks.facts.platforms import platforms
from readiness_checks.facts.tools import program_of, runs

ARGO_CD = Pattern(
    ("argoproj.io/",), r"(?s)apiVersion:\s*[\"']?argoproj\.io/v1alpha1[\"']?\s{1,20}kind:\s*Application(?:Set)?\b",
    suffixes=(".yaml", ".yml"), roles=("configuration", "data"), lines=3,
)  # fmt: skip
FLUX = Pattern(
    ("toolkit.fluxcd.io/",), r"(?s)apiVersion:\s*[\"']?(?:kustomize|helm)\.toolkit\.fluxcd\.io/\w{1,20}[\"']?\s{1,20}kind:\s*(?:Kustomization|HelmRelease)\b",
    suffixes=(".yaml", ".yml"), roles=("configuration", "data"), lines=3,
)  # fmt: skip

# programs and their first arguments that put a release into service, or hand it to a registry
_DEPLOYS = (
    "helm upgrade", "helm install", "helmfile apply", "helmfile sync", "kubectl apply", "kubectl set image", "kubectl rollout restart", "kubectl create", "kubectl replace", "kubectl patch", "kustomize edit set", "argocd app sync", "argocd app set", "flux reconcile", "oc apply", "oc rollout", "oc start-build", "oc set", "skaffold run", "skaffold deploy", "kapp deploy", "werf converge", "devspace deploy", "okteto deploy", "garden deploy", "tanka apply", "timoni apply", "nomad job run", "nomad run", "waypoint up", "waypoint deploy",
    "terraform apply", "tofu apply", "terragrunt apply", "terragrunt run-all", "pulumi up", "cdk deploy", "cdktf deploy", "sam deploy", "serverless deploy", "sls deploy", "sst deploy", "chalice deploy", "zappa update", "zappa deploy", "claudia update", "up deploy", "apex deploy", "architect deploy", "ansible-playbook", "salt", "az webapp", "az containerapp up", "az containerapp update", "az functionapp deployment", "az deployment", "az aks", "azd up", "azd deploy", "func azure",
    "gcloud run deploy", "gcloud run services update", "gcloud app deploy", "gcloud functions deploy", "gcloud builds submit", "gcloud deploy", "gke-deploy run", "gcloud compute instance-groups", "gcloud beta run deploy", "aws ecs update-service", "aws ecs deploy", "aws ecs register-task-definition", "aws lambda update-function-code", "aws cloudformation deploy", "aws cloudformation update-stack", "aws cloudformation create-stack", "aws deploy", "aws elasticbeanstalk", "aws apprunner", "aws s3 sync", "aws s3 cp", "ecs-deploy", "ecs-cli", "ecspresso deploy", "eb deploy", "copilot deploy", "copilot svc deploy", "lambroll deploy",
    "fly deploy", "flyctl deploy", "heroku container:release", "heroku deploy", "railway up", "railway deploy", "vercel deploy", "vercel --prod", "netlify deploy", "wrangler deploy", "wrangler publish", "firebase deploy", "supabase functions deploy", "render deploys", "scalingo", "clever deploy", "dokku", "cf push", "koyeb", "northflank", "platform push", "doctl apps", "caprover deploy", "kamal deploy", "kamal redeploy", "cap", "mina deploy", "dep deploy", "deployer deploy", "envoy run", "pm2 deploy", "fab deploy", "docker stack deploy", "ship deploy", "dagger call deploy", "vapor deploy", "forge deploy", "modal deploy", "encore deploy", "convox deploy", "porter apply", "humctl deploy", "fly machine", "exec_deploy", "nixos-rebuild switch", "deploy-rs", "colmena apply", "hatchbox",
)  # fmt: skip
_PUBLISHES = (
    "docker push", "docker image push", "docker compose push", "docker-compose push", "podman push", "buildah push", "skopeo copy", "crane push", "crane copy", "oras push", "regctl image copy", "ko build", "ko publish", "ko resolve", "ko apply", "docker manifest push", "docker buildx imagetools", "kaniko", "executor", "buildpacks", "img push", "helm push", "cr upload", "cr index",
    "npm publish", "pnpm publish", "yarn publish", "yarn npm publish", "bun publish", "lerna publish", "changeset publish", "semantic-release", "release-it", "np", "nx release", "twine upload", "poetry publish", "uv publish", "flit publish", "hatch publish", "pdm publish", "maturin publish", "setup.py upload", "cargo publish", "cargo release", "cargo workspaces publish", "gem push", "rake release", "mix hex.publish", "dotnet nuget push", "nuget push", "goreleaser release", "goreleaser", "jreleaser", "gh release create", "gh release upload", "hub release", "glab release", "release-cli create", "ghr", "github-release", "snapcraft upload", "choco push", "dart pub publish", "semantic-release-cargo", "python-semantic-release", "psr", "jfrog rt", "jf rt", "apt-ftparchive", "aurpublish", "timoni mod push", "flux push artifact", "cosign copy", "bosh create-release",
)  # fmt: skip
_DEPLOY_ACTIONS = re.compile(
    r"^(?:azure/(?:webapps|functions|k8s|aks|container-apps|containerapps|arm)[\w-]*|google-github-actions/(?:deploy|release)[\w-]*|google-github-actions/deploy-\w+|aws-actions/(?:amazon-ecs-deploy|aws-lambda-deploy|aws-cloudformation|aws-codebuild-run-build-no)[\w-]*|akhileshns/heroku-deploy|amondnet/vercel-action|appleboy/(?:ssh|scp)-action|easingthemes/ssh-deploy|serverless/github-action|einaregilsson/beanstalk-deploy|digitalocean/app_action|johnbeynon/render-deploy-action|bervProject/railway-deploy|koyeb/action-git-deploy|cloudflare/wrangler-action|w9jds/firebase-action|pulumi/actions|hashicorp/tfc-workflows|dflook/terraform-apply|caprover/deploy-from-github|burnett01/rsync-deployments|"
    r"codepipeline:deploy/|travis:(?!pages|script)|azure:(?:azurewebapp|azurermwebapp|azurefunctionapp|kubernetesmanifest|helmdeploy|azurecontainerapps|azureresourcemanager|azurecloudpowershell|iiswebapp|servicefabric|ecs|beanstalk|lambda|cloudformation)|jenkins:(?:kubernetesdeploy|acsdeploy|ecsdeploy|cfnupdate|ansibleplaybook)|orb:[\w-]+/(?:aws-ecs/(?:deploy|update|run)|aws-eks/update|gcp-cloud-run/deploy|heroku/deploy|kubernetes/|helm/|aws-s3/sync|aws-elastic-beanstalk/deploy|aws-code-deploy/|aws-sam-serverless/deploy)|orb:circleci/[\w-]+/deploy[\w-]*|bitbucket:atlassian/(?:[\w-]*deploy[\w-]*|ssh-run|scp-deploy|aws-[\w-]+|azure-[\w-]+|google-[\w-]+|heroku-deploy|kubectl-run|rsync-deploy|ftp-deploy|npm-publish|pypi-publish|firebase-deploy|serverless-deploy)|plugin:(?:appleboy/drone-(?:ssh|scp|kubectl)|sinlead/drone-kubectl|pelotech/drone-helm3|bitsbeats/drone-helm3|quintoandar/drone-rancher|plugins/(?:heroku|ecs|kubernetes|s3|gcf|lambda)[\w-]*)|buildkite:[\w./-]*deploy[\w-]*|gitlab:(?:auto-devops|jobs/deploy|deploy|aws/deploy|aws/cf-provision))",
    re.I,
)
_PUBLISH_ACTIONS = re.compile(
    r"^(?:pypa/gh-action-pypi-publish|js-devtools/npm-publish|softprops/action-gh-release|ncipollo/release-action|actions/create-release|actions/upload-release-asset|svenstaro/upload-release-action|goreleaser/goreleaser-action|googleapis/release-please-action|google-github-actions/release-please-action|cycjimmy/semantic-release-action|python-semantic-release/[\w-]+|changesets/action|helm/chart-releaser-action|stefanprodan/helm-gh-pages|marvinpinto/action-automatic-releases|elgohr/publish-docker[\w-]*|mr-smithers-excellent/docker-build-push|redhat-actions/push-to-registry|rubygems/release-gem|katyo/publish-crates|nuget/[\w-]*push|brandedoutcast/publish-nuget|slsa-framework/slsa-github-generator|snapcore/action-publish|jreleaser/release-action|docker/github-builder/|orb:[\w-]+/[\w-]+/(?:push|publish|build-and-push|build-and-push-image|build_and_push_image)[\w-]*|azure:(?:npmpublish-no)|jenkins:docker\.push|jenkins:nexusartifactuploader|plugin:(?:plugins/(?:docker|ecr|gcr|acr|github-release|npm|pypi)|woodpeckerci/plugin-(?:docker-buildx|kaniko|release|github-release|gitea-release)|codeberg\.org/woodpecker-plugins/|banzaicloud/drone-kaniko|thegeeklab/|techknowlogick/drone-docker)|getsentry/craft|release-drafter/release-drafter-publish)",
    re.I,
)
_PUSHING_ACTIONS = ("docker/build-push-action", "docker/bake-action", "depot/build-push-action", "depot/bake-action", "useblacksmith/build-push-action")
_WORD = re.compile(r"(?:^|[^a-z])(?:deploy(?:ment|s|er)?|publish(?:er)?|release[rs]?|rollout)(?:$|[^a-z])", re.I)
_NOT_RELEASE = re.compile(r"drafter|pages|preview-comment|changelog|notes|notif|slack|discord|label|comment|draft|bump|version|setup|check|lint|test|download|docs|documentation|storybook|coverage|sentry|validate|undeploy|cleanup|destroy|teardown|tag|dry", re.I)
_LOCAL_CLUSTERS = frozenset({"kind", "minikube", "k3d", "microk8s", "k3s", "ctlptl", "vcluster", "envtest"})
_LOCAL_ACTIONS = re.compile(r"kind-action|setup-kind|setup-minikube|k3d|setup-k3s|microk8s|kind\b|chart-testing", re.I)
_CLUSTER_TOOLS = frozenset({"kubectl", "helm", "helmfile", "kustomize", "skaffold", "oc", "timoni", "argocd", "flux", "terraform", "tofu", "kapp"})
_HELD_BACK = frozenset({"--help", "--version", "--dry-run", "--dry-run=client", "--dry-run=server", "--dry-run=true", "plan", "--snapshot", "--skip-publish", "--skip=publish", "--no-push", "--dryrun", "validate", "template", "--build-only"})


@dataclass(frozen=True, slots=True)
class Release:
    """One way in which a release goes out. `kind` is `deploy`, `publish` or `watch` (something deploys what is committed)."""

    kind: str
    what: str
    path: str
    line: int
    sure: bool = True
    command: Command | None = None


def _by_program(patterns: tuple[str, ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, list[tuple[str, ...]]] = {}
    for text in patterns:
        pattern = tuple(text.split())
        table.setdefault(pattern[0], []).append(pattern)
    return {program: tuple(found) for program, found in table.items()}


_DEPLOY_TABLE = _by_program(_DEPLOYS)
_PUBLISH_TABLE = _by_program(_PUBLISHES)


@fact
def releases(repo: Repo) -> tuple[Release, ...]:
    """Every command and action that deploys or publishes; the surest first, then by place."""
    local = _local_jobs(repo)
    found: dict[tuple[str, int], Release] = {}
    for command in ci_commands(repo):
        kind, what, sure = _released(command, (command.path, command.job) in local)
        if kind:
            made = Release(kind, what, command.path, command.line, sure, command)
            known = found.get((command.path, command.line))
            if known is None or (made.sure and not known.sure):
                found[command.path, command.line] = made
    return tuple(sorted(found.values(), key=lambda release: (not release.sure, release.kind, release.path, release.line)))


def _local_jobs(repo: Repo) -> frozenset[tuple[str, str]]:
    """Jobs that bring up a throw-away cluster: what they install there is a test."""
    found = set()
    for command in ci_commands(repo):
        program = program_of(command.words) if command.words else ""
        if program in _LOCAL_CLUSTERS or _LOCAL_ACTIONS.search(command.uses):
            found.add((command.path, command.job))
    return frozenset(found)


def _released(command: Command, local: bool) -> tuple[str, str, bool]:
    if command.uses:
        return _by_action(command)
    words = command.words
    program = program_of(words)
    if _HELD_BACK.intersection(words) or (local and program in _CLUSTER_TOOLS):
        return "", "", False
    for kind, table in (("deploy", _DEPLOY_TABLE), ("publish", _PUBLISH_TABLE)):
        pattern = next((pattern for pattern in table.get(program, ()) if runs(words, pattern)), None)
        if pattern is not None and not _harmless(words, program):
            return kind, " ".join(pattern), True
    if program in ("docker", "podman", "nerdctl") and _pushes(words):
        return "publish", f"{program} build --push", True
    if program in ("mvn", "gradle", "sbt"):
        goal = next((word for word in words[1:] if re.search(r"(?:^|:)(?:deploy|publish\w*|jib|jib:build|release:perform|dockerPush|bootBuildImage|ossrhPublish|closeAndReleaseRepository|buildAndPush\w*|appengineDeploy|shipkit\w*)$|:jib:build$|jib-maven-plugin:[\d.]*:?build$", word) and not re.search(r"ToMavenLocal|jibDockerBuild", word)), "")
        if goal and not (goal == "bootBuildImage" and "--publishImage" not in words):
            return "publish", f"{program} {goal}", True
    if program in ("rsync", "scp", "sftp", "lftp") and any(re.match(r"[^/\s]{1,100}:", word) and "://" not in word for word in words[1:]):
        return "deploy", f"{program} to a server", True
    if program == "git" and "push" in words[1:3] and any("heroku" in word or "dokku" in word or "production" in word for word in words):
        return "deploy", "git push to the platform", True
    if program == "curl" and any(re.search(r"deploy|/hooks?/|render\.com|webhook", word, re.I) for word in words) and _WORD.search(command.job):
        return "deploy", "call of a deploy hook", False
    if program in ("docker", "docker-compose") and "up" in words and _WORD.search(f"{command.job} {command.path}") and not _NOT_RELEASE.search(command.job):
        return "deploy", "docker compose up", True
    return _by_name(command)


def _pushes(words: tuple[str, ...]) -> bool:
    if not {"build", "buildx", "bake"}.intersection(words[1:4]):
        return False
    return "--push" in words or any(re.search(r"type=registry|push=true", word) for word in words)


def _harmless(words: tuple[str, ...], program: str) -> bool:
    """Reading and preparing forms of programs that also deploy."""
    if program == "ansible-playbook":
        return bool({"--syntax-check", "--check", "-C", "--list-tasks"}.intersection(words))
    if program == "aws" and words[1:2] == ("s3",):
        # a download goes from the bucket
        places = [word for word in words[3:] if not word.startswith("-")]
        return bool(places) and places[0].startswith("s3:")
    if program == "kubectl" and "create" in words[1:4]:
        return bool({"namespace", "ns", "secret", "configmap"}.intersection(words))
    if program == "executor":
        return not any(word.startswith("--destination") for word in words)
    if program == "goreleaser":
        return bool({"build", "check", "healthcheck"}.intersection(words[1:3]))
    if program == "cap":
        return "deploy" not in " ".join(words)
    return "test" in words[1:3]


def _by_action(command: Command) -> tuple[str, str, bool]:
    uses = command.uses
    lowered = uses.lower()
    if lowered.startswith(_PUSHING_ACTIONS):
        pushed = command.given("push") or ("true" if re.search(r"type=registry|push=true|--push", command.given("outputs") + command.given("set")) else "")
        return ("publish", f"{uses} with push", True) if pushed and pushed != "false" else ("", "", False)
    if lowered.startswith("goreleaser/") and re.search(r"--snapshot|\bbuild\b|--skip[= ]publish|\bcheck\b", command.given("args")):
        return "", "", False
    if lowered.startswith("superfly/flyctl-actions") and "deploy" in command.given("args"):
        return "deploy", uses, True
    if _DEPLOY_ACTIONS.match(uses):
        return "deploy", uses, True
    if _PUBLISH_ACTIONS.match(uses):
        return "publish", uses, True
    if uses.startswith("azure:"):
        said = " ".join(value for key, value in command.inputs if key.lower() in ("command", "action", "arguments", "customcommand"))
        if re.search(r"\b(?:push|buildAndPush|publish|deploy|upgrade|apply)\b", said, re.I) and not re.search(r"DotNetCoreCLI|PublishBuild|PublishTest", uses):
            return "deploy" if re.search(r"deploy|upgrade|apply", said) else "publish", uses, True
        return "", "", False
    name = uses.rpartition("/")[2] if not uses.startswith(("orb:", "bitbucket:", "buildkite:")) else uses
    if _WORD.search(re.sub(r"\.ya?ml$", "", name)) and not _NOT_RELEASE.search(uses):
        return "deploy" if "deploy" in name.lower() else "publish", uses, False
    return "", "", False


def _by_name(command: Command) -> tuple[str, str, bool]:
    """A script that is called for what it does: `./deploy.sh`, `make release`, `rake deploy`."""
    from readiness_checks.facts.ci_work import script_name

    name = script_name(command.words)
    if name and _WORD.search(name) and not _NOT_RELEASE.search(name):
        return "deploy" if "deploy" in name.lower() else "publish", command.text, False
    return "", "", False


def surely(found: Iterable[Release]) -> tuple[Release, ...]:
    """Those that a known tool shows; without any, those that a name speaks for."""
    known = tuple(found)
    sure = tuple(release for release in known if release.sure)
    return sure or known


_WATCHERS = {
    "render": "Render deploys what is pushed", "vercel": "Vercel deploys what is pushed", "netlify": "Netlify deploys what is pushed",
    "railway": "Railway deploys what is pushed", "digitalocean-app-platform": "App Platform deploys what is pushed", "koyeb": "Koyeb deploys what is pushed",
}  # fmt: skip


@fact
def watchers(repo: Repo) -> tuple[Release, ...]:
    """Definitions by which something outside the pipelines deploys what is committed: GitOps controllers and hosted platforms."""
    found = []
    for pattern, what in ((ARGO_CD, "Argo CD applies what is committed"), (FLUX, "Flux applies what is committed")):
        found.extend(Release("watch", what, hit.path, hit.line) for hit in repo.hits(pattern)[:2])
    for platform in platforms(repo):
        said = _WATCHERS.get(platform.tool)
        if said and not re.search(r"autoDeploy:\s*[\"']?(?:false|no)|autoDeployTrigger:\s*[\"']?off|deploy_on_push:\s*false", repo.text(platform.path)):
            found.append(Release("watch", said, platform.path, platform.line))
    return tuple(found)

"""Every file of infrastructure code in the repository, and what is wrong with it: what does not parse, what names nothing."""

from __future__ import annotations

from readiness.repo import Repo, fact
from readiness_checks.facts.hollow import hollow_infrastructure
from readiness_checks.facts.provisioning.compositions import compositions
from readiness_checks.facts.provisioning.flaws import Flaw, InfrastructureFile
from readiness_checks.facts.provisioning.hcl import hcl_files
from readiness_checks.facts.provisioning.manifests import manifests
from readiness_checks.facts.provisioning.playbooks import ansible_files
from readiness_checks.facts.provisioning.releases import releases
from readiness_checks.facts.provisioning.stacks import stacks

__all__ = ["Flaw", "InfrastructureFile", "infrastructure_files"]


@fact
def infrastructure_files(repo: Repo) -> tuple[InfrastructureFile, ...]:
    """The files of Terraform, CloudFormation, Bicep, Serverless, Kubernetes, Kustomize, Helm, Ansible and Compose, sorted by path.

    Those that declare nothing are left out: there is nothing in them to be right or wrong.
    """
    hollow = frozenset(hollow_infrastructure(repo))
    found: dict[str, InfrastructureFile] = {}
    for reader in (hcl_files, compositions, manifests, stacks, ansible_files, releases):
        for item in reader(repo):
            if item.path not in hollow:
                found.setdefault(item.path, item)
    return tuple(found[path] for path in sorted(found))

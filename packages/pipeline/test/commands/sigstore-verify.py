"""What sigstore-python says of bundles. Reads a list of cases as JSON and prints a result for each, as JSON.

A case names the files of a bundle and of a trusted root, and the workflow, repository and ref that must have signed.
"""
import json
import sys
from pathlib import Path

from sigstore.errors import Error
from sigstore.models import Bundle, TrustedRoot
from sigstore.verify import Verifier, policy

ISSUER = "https://token.actions.githubusercontent.com"


def spelled_out(text):
    """Writes what JSON of protocol buffers leaves out in the proof of a log's first and only entry.

    sigstore-python requires the index and the hashes. Real logs have more entries, so theirs are never left out.
    """
    bundle = json.loads(text)
    for entry in bundle["verificationMaterial"].get("tlogEntries", []):
        entry["inclusionProof"] = {"logIndex": "0", "hashes": [], **entry["inclusionProof"]}
    return json.dumps(bundle)


def verify(case):
    wanted = policy.AllOf(
        [
            policy.Identity(identity=case["workflow"], issuer=ISSUER),
            policy.OIDCSourceRepositoryURI(case["repository"]),
            policy.OIDCSourceRepositoryRef(case["ref"]),
        ]
    )
    try:
        bundle = Bundle.from_json(spelled_out(Path(case["bundle"]).read_bytes()))
        verifier = Verifier(trusted_root=TrustedRoot.from_file(case["root"]))
        _, payload = verifier.verify_dsse(bundle, wanted)
    except (Error, ValueError) as error:
        return {"refused": f"{type(error).__name__}: {error}"}
    return {"subjects": {each["name"]: each["digest"]["sha256"] for each in json.loads(payload)["subject"]}}


print(json.dumps([verify(case) for case in json.load(sys.stdin)]))

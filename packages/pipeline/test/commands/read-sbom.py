"""Reads an SBOM with CycloneDX's library for Python: validates it, and prints what the library understood."""

import json
import sys

from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

text = sys.stdin.read()
problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
bom = Bom.from_json(json.loads(text))
own = bom.metadata.component
print(
    json.dumps(
        {
            "problem": None if problem is None else str(problem),
            "serial": str(bom.serial_number),
            "time": bom.metadata.timestamp.isoformat(),
            "name": own.name,
            "archives": sorted(each.name for each in own.components),
            "tools": [f"{each.name} {each.version}" for each in bom.metadata.tools.components],
            "components": {
                each.name: {
                    "purl": [each.purl.type, each.purl.name, each.purl.version, each.purl.qualifiers],
                    "hashes": [each_hash.content for each_hash in each.hashes],
                    "evidence": len(each.evidence.licenses) if each.evidence else 0,
                }
                for each in sorted(bom.components)
            },
            "dependencies": {
                str(each.ref): sorted(str(other.ref) for other in each.dependencies) for each in bom.dependencies
            },
        }
    )
)

"""Runs scim2-tester against a server. Usage: tester.py <base URL>, the token in SCIM_TOKEN. Prints the results as JSON."""

import json
import os
import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import check_server

with Client(
    base_url=sys.argv[1],
    headers={"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"},
    timeout=30,
) as http:
    results = check_server(SyncSCIMClient(http))

print(
    json.dumps(
        [
            {
                "status": result.status.name,
                "title": result.title,
                "reason": result.reason,
                "type": result.resource_type,
                "data": None if result.status.name == "SUCCESS" else repr(result.data)[:2000],
            }
            for result in results
        ]
    )
)

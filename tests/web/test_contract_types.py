"""The viewer's types are what the contract says today: `make types` would change nothing."""

import json
import subprocess
from pathlib import Path

import pytest

from appliance.contract.session import StageView
from tests.web.contract_schema import contract_document, contract_models

VIEWER = Path(__file__).resolve().parents[2] / "web_viewer"
GENERATOR = VIEWER / "node_modules" / ".bin" / "openapi-typescript"


@pytest.mark.skipif(not GENERATOR.exists(), reason="run `npm ci` in web_viewer: see `make test`")
def test_the_viewers_types_are_generated_from_this_contract() -> None:
    document = json.dumps(contract_document(), indent=2)
    result = subprocess.run([GENERATOR], input=document, capture_output=True, text=True, timeout=60, check=True)
    written = (VIEWER / "src" / "contract.d.ts").read_text(encoding="utf-8")
    assert written == result.stdout, "run `make types`"


def test_every_shape_of_the_contract_is_in_the_document() -> None:
    names = {model.__name__ for model in contract_models()}
    assert StageView in contract_models()
    assert names <= set(json.loads(json.dumps(contract_document()))["components"]["schemas"])


def test_the_messages_of_the_live_socket_are_told_apart_by_their_type() -> None:
    shapes = json.loads(json.dumps(contract_document()))["components"]["schemas"]
    assert shapes["ServerMessage"]["discriminator"]["mapping"]["snapshot"] == "#/components/schemas/Snapshot"
    assert shapes["AnyCommand"]["discriminator"]["mapping"]["chat_send"] == "#/components/schemas/SendChat"

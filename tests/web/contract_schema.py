"""A program: prints the contract's shapes as an OpenAPI document, the source of the viewer's types.

Unlike /openapi.json it holds the messages of the live socket too, and needs no running box.
"""

import importlib
import json
import pkgutil
import sys

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

import appliance.contract
from appliance.contract import live

REFERENCES = "#/components/schemas/{model}"
AS_SENT: JsonSchemaMode = "serialization"


def contract_document() -> dict[str, object]:
    """Every shape of the contract, under its own name; and what may go over the live socket in either direction."""
    _, schema = models_json_schema([(model, AS_SENT) for model in contract_models()], ref_template=REFERENCES)
    said, told = TypeAdapter[object](live.AnyCommand), TypeAdapter[object](live.ServerMessage)
    shapes = schema["$defs"] | {"AnyCommand": _union(said), "ServerMessage": _union(told)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "AIRClass contract", "version": "1"},
        "paths": {},
        "components": {"schemas": dict(sorted(shapes.items()))},
    }


def contract_models() -> list[type[BaseModel]]:
    """Every model that a module of the contract defines."""
    names = [found.name for found in pkgutil.walk_packages(appliance.contract.__path__, "appliance.contract.")]
    modules = [importlib.import_module(name) for name in names]
    models = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == module.__name__
    }
    return sorted(models, key=lambda model: model.__name__)


def _union(messages: TypeAdapter[object]) -> dict[str, object]:
    """The schema of a union whose members stand in the document by themselves."""
    schema = messages.json_schema(mode=AS_SENT, ref_template=REFERENCES)
    return {key: value for key, value in schema.items() if key != "$defs"}


if __name__ == "__main__":
    json.dump(contract_document(), sys.stdout, indent=2)

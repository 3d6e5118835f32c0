#!/usr/bin/env python3
"""Writes schema.json beside this file: the Graph schema that vocabulary entries are checked against.

    python3 stdlib/graph/update.py DIRECTORY

DIRECTORY holds three catalogues:

settings.json   one record per property: its declarer, type, nullability, API versions, and who inherits it
schema.json     entities and enums as the npm packages @microsoft/microsoft-graph-types(-beta) list them
enums.json      enums with the members of each API version

The result is their union. Where two differ, settings.json wins: its metadata is newer. Inherited properties stand in every
entity that inherits them. An abstract type that is the type of a property lists the properties of its derived types, too, so
that a path through it can be checked. A property is "v1.0" when v1.0 has it, else "beta". Nullability that no source states
is what OData assumes: true, and false for a collection. "beta" beside an enum's members lists those that v1.0 lacks.

The same input gives the same bytes: names are sorted, and an enum's members keep the order of their source.
"""

import json
import pathlib
import sys

# Abstract types without a property of their own, for which the catalogues do not say who derives from them.
DERIVED = {
    "ipRange": ["iPv4CidrRange", "iPv6CidrRange"],
    "mobileAppIdentifier": ["androidMobileAppIdentifier", "iosMobileAppIdentifier", "macAppIdentifier", "windowsAppIdentifier"],
}
PRIMITIVES = {"string": "String", "boolean": "Boolean", "number": "Int32"}


def lower(name):
    return name[0].lower() + name[1:]


def element(edm_type):
    """`Collection(Edm.String)` becomes `("String", True)`."""
    collection = edm_type.startswith("Collection(")
    name = edm_type[len("Collection("):-1] if collection else edm_type
    return name.removeprefix("Edm."), collection


def describe(name, collection, api, nullable, read_only):
    entry = {"type": name, "api": api, "nullable": not collection if nullable is None else nullable}
    if collection:
        entry["collection"] = True
    if read_only:
        entry["readOnly"] = True
    return entry


def from_record(record):
    name, collection = element(record["edm_type"])
    nullable = record["nullable"].get("beta")
    if nullable is None:
        nullable = record["nullable"].get("v1.0")
    api = "v1.0" if "v1.0" in record["versions"] else "beta"
    return describe(name, collection, api, nullable, record["read_only"])


def from_package(prop):
    name = prop["type"].removesuffix("[]")
    api = "beta" if prop["api"] == "beta" else "v1.0"
    return describe(PRIMITIVES.get(name, lower(name)), prop["type"].endswith("[]"), api, prop.get("nullable", False), False)


def entities(settings, package):
    own, derived, abstract, references = {}, {name: set(names) for name, names in DERIVED.items()}, set(DERIVED), set()
    for record in settings:
        entity = record["entity"]
        own.setdefault(entity, {})[record["property"]] = from_record(record)
        derived.setdefault(entity, set()).update(name.split()[0] for name in record["inherited_by"] or [])
        if record["abstract_declarer"]:
            abstract.add(entity)
        if (record["writable_via"] or "").startswith('POST/PATCH as {"id"'):
            references.add(element(record["edm_type"])[0])

    def bases(entity):
        direct = [base for base in sorted(derived) if entity in derived[base] and base != entity]
        return [above for base in direct for above in [*bases(base), base]]

    table = {}
    for entity in set(own) | {name for names in derived.values() for name in names} | {lower(name) for name in package}:
        declared = own.get(entity, {})
        properties = {name: dict(prop) for base in [*bases(entity), entity] for name, prop in own.get(base, {}).items()}
        if declared and all(prop["api"] == "beta" for prop in declared.values()):
            for prop in properties.values():
                prop["api"] = "beta"
        table[entity] = properties
    for entity, properties in package.items():
        for name, prop in properties.items():
            table[lower(entity)].setdefault(name, from_package(prop))

    used = {prop["type"] for properties in table.values() for prop in properties.values()}
    for entity in sorted(abstract):
        if entity not in used:
            table.pop(entity, None)
            continue
        for name in sorted(derived[entity]):
            for key, prop in table[name].items():
                table.setdefault(entity, {}).setdefault(key, prop)
    for entity in references:
        table[entity]["id"].pop("readOnly", None)
    return table


def enums(settings, package, catalogue):
    members = {}

    def add(name, v1, beta, flags=False):
        enum = members.setdefault(name, {"v1.0": [], "beta": [], "flags": False})
        enum["v1.0"] += v1 or []
        enum["beta"] += beta or []
        enum["flags"] |= flags

    for enum in catalogue:
        add(enum["name"], enum["members_v1"], enum["members_beta"], enum["flags"])
        add(enum["name"], [], enum.get("documented_extra_members"))
    for name, versions in package.items():
        same = isinstance(versions, list)
        add(lower(name), versions if same else versions["v1.0"], versions if same else versions["beta"])
    for record in settings:
        if "enum" in record:
            add(record["enum"], record.get("enum_members_v1"), record["enum_members"], record.get("enum_is_flags", False))

    table = {}
    for name, enum in members.items():
        everything = [member for member in dict.fromkeys(enum["v1.0"] + enum["beta"]) if member != "unknownFutureValue"]
        ordered = [member for member in dict.fromkeys(enum["beta"]) if member in everything]
        ordered += [member for member in everything if member not in ordered]
        entry = {"members": ordered, "beta": [member for member in ordered if member not in enum["v1.0"]]}
        if enum["flags"]:
            entry["flags"] = True
        table[name] = entry
    return table


def write(schema):
    lines = ["{", '  "entities": {']
    for number, (entity, properties) in enumerate(sorted(schema["entities"].items()), 1):
        lines.append(f'    {json.dumps(entity)}: {{"properties": {{')
        lines += [f"      {json.dumps(name)}: {json.dumps(prop)}," for name, prop in sorted(properties.items())]
        lines[-1] = lines[-1].removesuffix(",")
        lines.append("    }}" + ("," if number < len(schema["entities"]) else ""))
    lines += ["  },", '  "enums": {']
    lines += [f"    {json.dumps(name)}: {json.dumps(enum)}," for name, enum in sorted(schema["enums"].items())]
    lines[-1] = lines[-1].removesuffix(",")
    lines += ["  }", "}", ""]
    return "\n".join(lines)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    directory = pathlib.Path(sys.argv[1])
    settings, package, catalogue = (
        json.loads((directory / name).read_text(encoding="utf-8")) for name in ("settings.json", "schema.json", "enums.json")
    )
    table = entities(settings, package["entities"])
    used = {prop["type"] for properties in table.values() for prop in properties.values()}
    known = {name: enum for name, enum in enums(settings, package["enums"], catalogue).items() if name in used}
    target = pathlib.Path(__file__).with_name("schema.json")
    target.write_text(write({"entities": table, "enums": known}), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

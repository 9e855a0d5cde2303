#!/usr/bin/env python3
"""Writes a repository to measure with: definitions of all templates, YAML and JSON, the content that uses them, and
files that are not ours.

    benches/generate.py FOLDER [DEFINITIONS]

One definition in fifty has one mistake; the others are sound. The same arguments write the same files. With each ten
definitions come a manifest, a deployment file of Publisher or a list of associations, and one unrelated file.
"""

import json
import pathlib
import re
import sys
import textwrap

from definitions import MAY_BE_PUBLIC, SHAPES, guid_of, mistaken, name_of, sound
from neighbours import NEIGHBOURS

PLAIN = re.compile(r"[A-Za-z$][A-Za-z0-9 _./:@=${}-]*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LIKE_OTHERS = {"true", "false", "null", "yes", "no", "on", "off"}


def is_export(number):
    """Whether a definition stands as a server returned it, with a GUID that associations name."""
    return number % 10 == 3


def has_mistake(number):
    return number % 50 == 7


def is_json(number):
    return number % 5 == 4


def scalar(value):
    plain = isinstance(value, str) and PLAIN.fullmatch(value) and ": " not in value
    plain = plain and value.lower() not in LIKE_OTHERS
    return value if plain else json.dumps(value)


def wrapped(text, indent):
    return textwrap.wrap(text, 78, initial_indent=indent, subsequent_indent=indent)


def yaml(value, indent=""):
    """The lines of a mapping, as people write them: plain where that is possible, long text folded."""
    lines = []
    for key, item in value.items():
        if isinstance(item, dict):
            lines += [f"{indent}{key}:"] + yaml(item, indent + "  ")
        elif isinstance(item, list):
            lines.append(f"{indent}{key}:")
            lines += [f"{indent}  - {inner}: {scalar(text)}" for entry in item for inner, text in entry.items()]
        elif key == "description":
            lines += [f"{indent}{key}: >-"] + wrapped(item, indent + "  ")
        else:
            lines.append(f"{indent}{key}: {scalar(item)}")
    return lines


def comment(says, indent=""):
    return wrapped(says, f"{indent}# ")


def commented(number, what):
    """The lines of a definition with what its team has to say about it; one team in five has nothing to say."""
    lines = ["---", *yaml(what)]
    if number // 100 % 5 == 1:
        return lines
    above = comment(
        f"{what['name']}: kept by team {number // 100}. Whoever changes this file changes what runs in production: the "
        "pipeline checks it, sends it to the server and keeps a copy of what the server says."
    )
    inside = comment("As it is registered at the provider. The secret never stands here, only where it is kept.", "  ")
    at = lines.index("config:") + 1
    return above + lines[:at] + inside + lines[at:]


def write_definition(folder, number):
    """Writes one definition; its path, and the rule that its mistake breaks, if it has one."""
    what, rule = sound(number, is_export(number)), None
    if has_mistake(number):
        what, rule = mistaken(what, number)
    path = folder / f"{what['template']}-{number}.{'json' if is_json(number) else 'yaml'}"
    if is_json(number):
        path.write_text(json.dumps(what, indent=2) + "\n")
    else:
        path.write_text("\n".join(commented(number, what)) + "\n")
    return path, rule


def request(number):
    template, auth_type = SHAPES[number % len(SHAPES)]
    asked = {"name": f"^{name_of(number)}$", "type": template}
    # Where a template knows one auth type only, nobody writes it.
    return asked | {"auth_type": auth_type} if template in MAY_BE_PUBLIC else asked


def write_content(folder, first):
    """A manifest that asks for two of the ten definitions from `first` on, and what else names one of them."""
    (folder / f"app-{first}").mkdir(parents=True)
    manifest = {
        "version": 1,
        "metadata": {"appmode": "python-shiny", "entrypoint": "app.py"},
        "integration_requests": [request(first), request(first + 1)],
        "files": {f"module_{at}.py": {"checksum": f"{first + at:032x}"} for at in range(10)},
    }
    (folder / f"app-{first}/manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    if first % 20:
        asked = "".join(f"{key} = {json.dumps(value)}\n" for key, value in request(first + 2).items())
        (folder / f"app-{first}/.posit/publish").mkdir(parents=True)
        (folder / f"app-{first}/.posit/publish/app.toml").write_text(
            f'type = "python-dash"\nentrypoint = "app.py"\n\n[[integration_requests]]\n{asked}'
        )
    else:
        (folder / f"app-{first}/associations.yaml").write_text(
            f"---\ncontent_guid: {guid_of(-1 - first)}\nassociations:\n  - oauth_integration_guid: {guid_of(first + 3)}\n"
        )


def write(root, count):
    """Writes a repository of so many definitions, in tens; the paths of its mistakes, each with its rule."""
    mistakes = {}
    for first in range(0, count, 10):
        team = root / f"team{first // 100:04}"
        (team / "integrations").mkdir(parents=True, exist_ok=True)
        for number in range(first, first + 10):
            path, rule = write_definition(team / "integrations", number)
            if rule:
                mistakes[path.relative_to(root).as_posix()] = rule
        write_content(team / "content", first)
        name, text = NEIGHBOURS[first // 10 % len(NEIGHBOURS)]
        path = team / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return mistakes


def main():
    root, count = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    mistakes = write(root, count)
    for path, rule in mistakes.items():
        print(f"{path}: {rule}")


if __name__ == "__main__":
    main()

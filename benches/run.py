#!/usr/bin/env python3
"""How long connectlint and its peers take over the same files, in one run, as ratios in tables of Markdown.

    benches/run.py --get-peers      installs the peers from PyPI, npm and crates.io into target/peers, and measures
    benches/run.py                  measures with those that are there

It builds connectlint and the floor first. Needs Python 3.9 or newer and GNU time.
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import generate
import peers

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Seconds. The quickest runs take some milliseconds: they are repeated for so long.
SECONDS = 0.5
MOST_RUNS = 50
# What takes so long runs once, and no longer than that.
LONG = 10
LONGEST = 300


def built(*command):
    """The programs that a command of cargo built, by name."""
    command = ["cargo", *command, "--message-format", "json", "--quiet"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    messages = [json.loads(line) for line in lines if line.startswith("{")]
    programs = [message for message in messages if message.get("executable")]
    return {message["target"]["name"]: pathlib.Path(message["executable"]) for message in programs}


def build():
    """Builds connectlint and the floor, both as for a release; their paths."""
    # This builds connectlint, too, but with the features that tests want of its parts: so it comes first.
    floor = built("bench", "--no-run", "--bench", "floor")["floor"]
    return built("build", "--release")["connectlint"], floor


def make(scratch, binary, count):
    """The files of one size. Of one definition there is nothing but it, and it is sound."""
    folder = scratch / f"of-{count}"
    mistakes = generate.write(folder, max(count, 10))
    if count == 1:
        alone = scratch / "alone"
        alone.mkdir()
        next(folder.glob("team0000/integrations/*-0.yaml")).rename(alone / "custom.yaml")
        folder, mistakes = alone, {}
    verify(binary, folder, mistakes)
    schema = subprocess.run([binary, "schema", "definition"], check=True, stdout=subprocess.PIPE, text=True).stdout
    (scratch / "definition.json").write_text(schema)
    (scratch / "ruleset.json").write_text(peers.ruleset(schema))
    # What a server returned is no definition by the schema.
    definitions = sorted(
        str(path) for path in folder.rglob("*")
        if count == 1 or path.parent.name == "integrations" and not generate.is_export(int(path.stem.rsplit("-", 1)[1]))
    )
    return peers.Files(folder, definitions, scratch / "definition.json", scratch / "ruleset.json"), mistakes


def verify(binary, folder, mistakes):
    """Stops unless connectlint finds each mistake that was put in, by its rule, and nothing else."""
    command = [binary, "check", "--output-format", "json", "."]
    output = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True).stdout
    found = [(finding["path"], finding["rule"]) for finding in json.loads(output)["diagnostics"]]
    if sorted(found) != sorted(mistakes.items()):
        wrong = set(found) ^ set(mistakes.items())
        sys.exit(f"{folder}: connectlint should find {len(mistakes)} mistakes and finds {len(found)}: {sorted(wrong)[:10]}")


def once(command):
    """Seconds of one run, and its exit code. What it writes goes nowhere."""
    nowhere = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    begin = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=nowhere)
    _, status = os.waitpid(process, 0)
    return time.perf_counter() - begin, os.waitstatus_to_exitcode(status)


def first(command, scratch):
    """Seconds, exit code and MB of the first run, which GNU time looks at; no exit code if it took too long."""
    file = scratch / "memory"
    file.write_text("0")
    command = ["/usr/bin/time", "-o", file, "-f", "%M", *command]
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        code = process.wait(LONGEST)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        code = None
    return time.perf_counter() - begin, code, int(file.read_text().split()[-1]) / 1024


def allowed(tool, has_mistakes):
    """The exit codes of a run that did its work: a program that failed to run would be quick.

    A schema does not see every mistake, so only of connectlint it is known that it finds some.
    """
    if tool.name == "connectlint":
        return {int(has_mistakes)}
    return {0} if tool.judges and not has_mistakes else {0, 1}


def measure(tools, files, runs, has_mistakes, scratch):
    """For each tool its best time, its memory, and whether it came to an end.

    The tools take turns, so that a busy minute hits all of them. Those that take long run once.
    """
    commands = {tool.name: [str(word) for word in tool.command(files)] for tool in tools}
    times, memory, ended = {}, {}, {}

    def note(tool, seconds, code):
        if code not in allowed(tool, has_mistakes):
            sys.exit(f"{tool.name} exited with {code}: {' '.join(commands[tool.name][:8])} …")
        times[tool.name].append(seconds)

    for tool in tools:
        times[tool.name] = []
        seconds, code, memory[tool.name] = first(commands[tool.name], scratch)
        ended[tool.name] = code is not None
        note(tool, seconds, code if ended[tool.name] else int(has_mistakes))
    quick = [tool for tool in tools if times[tool.name][0] < LONG]
    end = time.perf_counter() + SECONDS * len(quick)
    for turn in range(MOST_RUNS):
        if turn >= runs and time.perf_counter() > end:
            break
        for tool in quick:
            note(tool, *once(commands[tool.name]))
    return {tool.name: (min(times[tool.name]), memory[tool.name], ended[tool.name]) for tool in tools}


def ratio(value):
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def table(title, tools, measured):
    """The measured numbers as Markdown: times as ratios, memory as it is."""
    ours, floor = measured["connectlint"][0], measured["floor: parse"][0]
    print(f"\n### {title}\n")
    print("| | what it does | time to connectlint's | time to the floor | memory at most |")
    print("|---|---|--:|--:|--:|")
    for tool in tools:
        seconds, most, ended = measured[tool.name]
        times = [ratio(seconds / ours), ratio(seconds / floor)]
        cells = [*times, f"{most:.0f} MB"] if ended else [*(f"over {time}" for time in times), "?"]
        print(f"| {tool.name} | {tool.does} | {' | '.join(cells)} |")
    print(f"\nconnectlint took {ours * 1000:.1f} ms.", flush=True)


def installed(tools, files):
    """The tools that can run; says on standard error which cannot."""
    there = []
    for tool in tools:
        program, *arguments = (str(word) for word in tool.command(files))
        if not pathlib.Path(program).exists():
            print(f"{tool.name}: not installed; see --get-peers", file=sys.stderr)
        elif sum(len(word) + 9 for word in arguments) > os.sysconf("SC_ARG_MAX") // 2:
            print(f"{tool.name}: so many names do not fit on a command line", file=sys.stderr)
        else:
            there.append(tool)
    return there


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--get-peers", action="store_true", help="install the peers first")
    parser.add_argument("--peers", type=pathlib.Path, default=ROOT / "target/peers", help="the folder they are in")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 1000, 10_000], help="how many definitions")
    parser.add_argument("--slow", type=int, default=1000, help="the most definitions that slow peers are given")
    parser.add_argument("--runs", type=int, default=5, help="how often each runs at least; the best counts")
    parser.add_argument("--binary", type=pathlib.Path, help="a connectlint that is built already")
    parser.add_argument("--floor", type=pathlib.Path, help="a floor that is built already")
    given = parser.parse_args()
    if given.get_peers:
        peers.install(given.peers)
    binary, floor = (given.binary, given.floor) if given.binary and given.floor else build()
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name).resolve()
        # As the peers were installed: of a file that a linker has just written memory holds smaller pieces, and a
        # program takes longer to start from them.
        binary, floor = (pathlib.Path(shutil.copy(program, scratch)) for program in (binary, floor))
        tools = peers.tools(binary, floor, given.peers.resolve())
        for count in given.sizes:
            files, mistakes = make(scratch, binary, count)
            chosen = [tool for tool in installed(tools, files) if count <= given.slow or not tool.is_slow]
            total = sum(path.is_file() for path in files.folder.rglob("*"))
            title = "One definition" if count == 1 else f"{count:,} definitions, {total:,} files"
            table(title, chosen, measure(chosen, files, given.runs, bool(mistakes), scratch))


if __name__ == "__main__":
    main()

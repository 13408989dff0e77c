#!/usr/bin/env python3
"""Kills lnq at random system calls and looks at what is left.

  LNQ=.build/release/lnq Benchmarks/reliability/kills.py [KILLS] [SEED] [VERB...]

A run is trained, quantized, printed and simulated once, and a file is imported. Then, KILLS times (500), one of the verbs
quantize, emit-verilog, simulate, import and report does something else with a copy of that, and SIGKILL ends it at one of
the system calls that it makes, by chance: half of the time one that changes files. What has to hold:

  whole   each file and folder is the old one, the new one or absent, and files that belong together fit
  next    the same command again succeeds and gives what it gives without a kill
  clean   nothing half made is left then, and no program that lnq has started runs on

It needs strace. Ends with 1 and a line for each kill after which something did not hold.
"""
import json, os, random, re, shutil, subprocess, sys, tempfile, time

LNQ = os.path.abspath(os.environ.get("LNQ", ".build/release/lnq"))
KILLS, SEED = (int(word) for word in (sys.argv[1:3] + ["500", "1"][len(sys.argv[1:3]):]))
CHANGING = {"openat", "write", "pwrite64", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat",
            "rmdir", "fsync", "flock", "symlink", "symlinkat", "ftruncate", "clone", "clone3", "vfork"}
MODEL = """BatchNorm1d(16)
QuantIdentity(bits=2)
Linear(16, 12, fan_in=3)
BatchNorm1d(12)
QuantReLU(bits=2)
Linear(12, 5, fan_in=3)
BatchNorm1d(5)
QuantHardTanh(bits=4)
"""
RUN = "lnq_output/small"
# What each verb does to the copy, and what it has done before.
VERBS = {
    "quantize": (["quantize", RUN, "--dont-care", "3"], ["quantize", RUN]),
    "emit-verilog": (["emit-verilog", RUN, "--pipeline", "0", "--spelling", "case"], ["emit-verilog", RUN]),
    "simulate": (["simulate", RUN, "--pipeline", "0", "--spelling", "case", "--random-vectors", "50"],
                 ["simulate", RUN, "--pipeline", "1", "--spelling", "packed", "--random-vectors", "20"]),
    "import": (["data", "import", "rows.csv", "--data-dir", "data"], None),
    "report": (["report", RUN], ["report", RUN]),
}
ENVIRONMENT = dict(os.environ, OPENBLAS_NUM_THREADS="1", SWIFT_BACKTRACE="enable=no")


def lnq(words, folder, *before):
    return subprocess.run([*before, LNQ, *words], cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=600)


def done(words, folder):
    result = lnq(words, folder)
    assert result.returncode == 0, (words, result.stderr)
    return result


def tree(folder):
    """Path -> bytes of all files, without what depends on time."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            if not os.path.islink(path):
                found[os.path.relpath(path, folder)] = open(path, "rb").read()
    return found


def steady(path, content):
    """The content without seconds and speeds."""
    if path.endswith("simulation.json"):
        value = json.loads(content)
        return json.dumps([value["agrees"], value["samples"], [v["variant"] for v in value["variants"]]])
    if path.endswith("report.html"):
        return re.sub(rb'<section class="times">.*?</section>', b"", content, flags=re.S)
    if path.endswith("report.md"):
        return re.sub(rb"\n## Times\n.*?(?=\n## |\Z)", b"", content, flags=re.S)
    return content


def state(folder):
    return {path: steady(path, content) for path, content in tree(folder).items()}


def together(path):
    """What appears and changes together: the tables with their figures, a folder, a dataset, or a file by itself."""
    if re.search(r"hardware/(tables|quantization)\.json$", path):
        return "tables"
    for folder in ("hardware/rtl/", "/report/"):
        if folder in path:
            return folder
    return "data" if path.startswith("data/") else path


def groups(files):
    found = {}
    for path, content in files.items():
        # The lists of SHA-256 know the old and the new versions while files are written: the next command reads them.
        if ".lnq-" not in path and not path.endswith("checksums.json"):
            found.setdefault(together(path), {})[path] = content
    return found


def calls(log):
    """(name, how many of that name before it, from 1) of each system call."""
    seen, result = {}, []
    for line in open(log, errors="replace"):
        match = re.match(r"([a-z_0-9]+)\(", line)
        if match and match[1] not in ("execve", "exit_group"):
            seen[match[1]] = seen.get(match[1], 0) + 1
            result.append((match[1], seen[match[1]]))
    return result


def running(folder):
    """The programs that work in `folder`."""
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.path.realpath(f"/proc/{number}/cwd").startswith(folder):
                found.append(number)
        except OSError:
            pass
    return found


def prepare(folder):
    open(folder + "/small.model", "w").write(MODEL)
    numbers = random.Random(3)
    rows = ["a,b,c,class"] + [",".join(f"{numbers.gauss(i % 2, 1):.4f}" for _ in range(3)) + f",{'xy'[i % 2]}" for i in range(300)]
    open(folder + "/rows.csv", "w").write("\n".join(rows) + "\n")
    done(["train", "small.model", "--rows", "2000", "--max-epochs", "3", "--learning-rate", "1e-2", "--project", "small"], folder)
    for verb in ("quantize", "emit-verilog", "simulate", "report"):
        done(VERBS[verb][1], folder)


def main():
    chance = random.Random(SEED)
    bad, count = [], {}
    with tempfile.TemporaryDirectory(prefix="lnq-kills-") as work:
        work = os.path.realpath(work)
        base, copy, log = work + "/base", work + "/copy", work + "/calls"
        os.mkdir(base)
        prepare(base)
        old, new, made = state(base), {}, {}
        verbs = sys.argv[3:] or list(VERBS)
        for verb in verbs:
            shutil.copytree(base, copy, symlinks=True)
            assert lnq(VERBS[verb][0], copy, "strace", "-qq", "-o", log).returncode == 0, verb
            new[verb], made[verb] = state(copy), calls(log)
            shutil.rmtree(copy)
        for number in range(KILLS):
            verb = verbs[number % len(verbs)]
            words = VERBS[verb][0]
            pool = made[verb] if chance.random() < 0.5 else [call for call in made[verb] if call[0] in CHANGING]
            name, place = chance.choice(pool)
            shutil.copytree(base, copy, symlinks=True)
            killed = lnq(words, copy, "strace", "-qq", "-o", "/dev/null", "-e", f"trace={name}", "-e",
                         f"inject={name}:signal=SIGKILL:when={place}")
            problems = []
            count[verb] = count.get(verb, 0) + (killed.returncode != 0)
            try:
                left = groups(state(copy))
                before, after = groups(old), groups(new[verb])
                for group in left:
                    if left[group] not in (before.get(group), after.get(group)):
                        problems.append(f"{group} is neither the old nor the new one")
            except ValueError as error:
                problems.append(f"half a file: {error}")
            again = lnq(words, copy)
            if again.returncode != 0:
                problems.append(f"the same command again gives {again.returncode}: {again.stderr[-200:]}")
            elif groups(state(copy)) != groups(new[verb]):
                differing = [g for g in {**groups(new[verb]), **groups(state(copy))}
                             if groups(state(copy)).get(g) != groups(new[verb]).get(g)]
                problems.append(f"the same command again leaves something else: {differing}")
            litter = [p for p in tree(copy) if ".lnq-" in p or p.endswith((".tmp", ".lock"))]
            if litter:
                problems.append(f"half made things are left: {litter[:3]}")
            for _ in range(50):
                if not running(copy):
                    break
                time.sleep(0.1)
            else:
                problems.append(f"programs run on: {running(copy)}")
            bad += [f"{verb} killed at {name} {place}: {problem}" for problem in problems]
            for problem in problems:
                print(bad[-1], flush=True)
            shutil.rmtree(copy)
    kills = ", ".join(f"{verb} {number}" for verb, number in count.items())
    print(f"{sum(count.values())} kills ({kills}), after {len(bad)} of them something did not hold")
    sys.exit(1 if bad else 0)


main()

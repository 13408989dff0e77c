#!/usr/bin/env python3
"""Flips single bits of every file of a run and of an imported dataset: each verb that reads the file must refuse it.

    LNQ=.build/release/lnq Benchmarks/reliability/flipped_bits.py [FLIPS] [SEED]

A flip is one bit of one file; then one of the verbs that read the file is run, each in its turn. It holds when the exit code is
not 0, nothing is printed as a result, and the program did not crash. Of a folder of Verilog that may be edited
(emit-verilog --output) simulate has to say which file is not as it was written. Files that no verb reads (event files of TensorBoard, reports)
are listed as such. Exit code 1 when a flip was accepted, or a verb crashed or hung. Simulation needs verilator.
"""
import collections, concurrent.futures, os, random, shutil, subprocess, sys, tempfile

LNQ = os.path.abspath(os.environ.get("LNQ", ".build/release/lnq"))
FLIPS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
WORKERS = os.cpu_count() or 1
# What must not come of a flip, and after how many seconds a verb counts as hung.
FAULTS = ["accepted", "crashed", "timed out"]
TIMEOUT = 120
ENVIRONMENT = dict(os.environ, OPENBLAS_NUM_THREADS="1", LNQ_GNUPLOT="/none")
MODEL = "BatchNorm1d(4)\nQuantIdentity(bits=2)\nLinear(4, 3, fan_in=2)\nBatchNorm1d(3)\nQuantHardTanh(bits=3)\n"
CHECKPOINTS = "software/training_ckpts/"

# Which verbs read which file of the run `r`, of the stopped run `s`, and of the dataset `rows`. REST stands for the small options
# of a simulation.
REST = ["--random-vectors", "10", "--spelling", "packed", "--pipeline", "1"]
ALL = [["test", "r"], ["quantize", "r"], ["emit-verilog", "r"], ["report", "r"], ["compare", "r", "other"], ["simulate", "r"] + REST]
HARDWARE = [["emit-verilog", "r"], ["report", "r"], ["compare", "r", "other"], ["simulate", "r"] + REST]
REPORTS = [["report", "r"], ["compare", "r", "other"]]
RESUME = [["train", "--resume", "s"]]
DATA = [["test", "r"], ["quantize", "r"], ["train", "m.model", "rows", "--max-epochs", "1"], ["data", "show", "rows", "--verify"]]
READERS = {
    "r/run.json": ALL,
    "r/checksums.json": ALL,
    f"r/{CHECKPOINTS}best.safetensors": [["test", "r"], ["quantize", "r"], ["emit-verilog", "r"], ["simulate", "r"] + REST],
    f"r/{CHECKPOINTS}last.safetensors": [
        ["train", "m.model", "rows", "--max-epochs", "1", "--load", f"r/{CHECKPOINTS}last.safetensors"]
    ],
    "r/software/metrics.csv": REPORTS,
    "r/software/steps.csv": REPORTS,
    "r/hardware/checksums.json": HARDWARE,
    "r/hardware/tables.json": HARDWARE,
    "r/hardware/quantization.json": HARDWARE,
    "r/hardware/codes.json": REPORTS,
    "r/hardware/simulation.json": REPORTS,
    "r/hardware/synthesis.json": REPORTS,
    "r/hardware/proof.json": REPORTS,
    "r/hardware/rtl": [["simulate", "r"] + REST],
    "emitted": [["simulate", "r", "--rtl", "emitted", "--random-vectors", "10"]],
    "s/run.json": RESUME,
    "s/checksums.json": RESUME,
    f"s/{CHECKPOINTS}resume.safetensors": RESUME,
    "s/software/steps.csv": RESUME,
    "data/rows/dataset.json": DATA + [["data", "show", "rows"]],
    "data/rows/features.f32": DATA,
    "data/rows/features.rest": DATA,
    "data/rows/labels.i32": DATA,
    "data/rows/checksums.json": DATA,
}


def lnq(words, folder, **options):
    """Runs a verb in `folder`, where runs and data are."""
    if words[0] == "train" and "--resume" not in words:
        words = words + ["--project", "new", "--project-dir", "made"]
    if "rows" in words:
        words = words + ["--data-dir", "data"]
    return subprocess.run(
        [LNQ] + words, cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, **options)


def done(words, folder):
    ended = lnq(words, folder)
    if ended.returncode != 0:
        sys.exit(f"lnq {' '.join(words)} ended with {ended.returncode}: {ended.stderr.decode()}")


def make(folder):
    """Two finished runs, one of them with everything made from it, a stopped one, and the dataset."""
    numbers = random.Random(0)
    with open(f"{folder}/rows.csv", "w") as file:
        file.write("a,b,c,d,class\n")
        for row in range(300):
            label = row % 3
            file.write(",".join(f"{numbers.gauss(label * (k - 1), 1):.4f}" for k in range(4)) + f",{'xyz'[label]}\n")
    open(f"{folder}/m.model", "w").write(MODEL)
    done(["data", "import", "rows.csv", "--name", "rows", "--data-dir", "data"], folder)
    train = ["m.model", "rows", "--data-dir", "data", "--learning-rate", "1e-2", "--log-every-n-steps", "1", "--project-dir", "."]
    for name in ("r", "other"):
        subprocess.run([LNQ, "train", *train, "--max-epochs", "3", "--project", name], cwd=folder, env=ENVIRONMENT, check=True,
                       stdout=subprocess.DEVNULL)
    for words in (["quantize", "r"], ["emit-verilog", "r"], ["simulate", "r"] + REST, ["synthesize", "r"],
                  ["prove", "r"], ["report", "r"],
                  ["emit-verilog", "r", "--output", "emitted"]):
        done(words, folder)
    # A run that is stopped: the pipe to its standard input is closed when there is something to go on from.
    child = subprocess.Popen(
        [LNQ, "train", *train, "--max-epochs", "1000000", "--project", "s", "--stop-at-end-of-input"], cwd=folder,
        env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not os.path.exists(f"{folder}/s/{CHECKPOINTS}resume.safetensors"):
        if child.poll() is not None:
            sys.exit("the training that was to be stopped ended by itself")
    child.stdin.close()
    child.wait()


def flip(path, bit):
    with open(path, "r+b") as file:
        file.seek(bit // 8)
        byte = file.read(1)[0]
        file.seek(bit // 8)
        file.write(bytes([byte ^ 1 << bit % 8]))


def work(job):
    """Makes the flips of one worker in a folder of its own. Runs know their data by its whole path: no copy would do."""
    folder, flips = job
    os.mkdir(folder)
    make(folder)
    shutil.copytree(folder, folder + "-whole", symlinks=True)
    found = []
    for name, place, verb in flips:
        files = [path for path in below(folder) if path == name or path.startswith(name + "/")]
        file = files[int(place * len(files))]
        bit = int(place * 1e9) % (8 * os.path.getsize(f"{folder}/{file}"))
        path = f"{folder}/{file}"
        flip(path, bit)
        try:
            ended = lnq(verb, folder, timeout=TIMEOUT)
            code, crashed = ended.returncode, b"Fatal error" in ended.stderr
            named = b"not as lnq emit-verilog wrote" in ended.stdout
            fault = "crashed" if crashed or code < 0 or code > 127 else "accepted" if code == 0 and not named else None
        except subprocess.TimeoutExpired:
            fault = "timed out"
        flip(path, bit)
        found.append((name, verb[0], fault))
        if fault:
            print(f"{fault.upper()} {file}, bit {bit}: lnq {' '.join(verb)}", flush=True)
            # What it made is not built upon.
            shutil.rmtree(folder)
            shutil.copytree(folder + "-whole", folder, symlinks=True)
    return found


def below(folder):
    """The paths of all files below a folder."""
    return sorted(os.path.relpath(os.path.join(place, name), folder) for place, _, names in os.walk(folder) for name in names)


def main():
    with tempfile.TemporaryDirectory(prefix="lnq-flips-") as scratch:
        numbers = random.Random(SEED)
        flips, turns = [], collections.Counter()
        names = list(READERS)
        for index in range(FLIPS):
            name = names[index % len(names)]
            verbs = READERS[name]
            flips.append((name, numbers.random(), verbs[turns[name] % len(verbs)]))
            turns[name] += 1
        jobs = [(f"{scratch}/{number}", flips[number::WORKERS]) for number in range(WORKERS)]
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            found = [row for rows in pool.map(work, jobs) for row in rows]
        total = collections.Counter(name for name, _, _ in found)
        faults = collections.Counter((name, fault) for name, _, fault in found if fault)
        for name in names:
            print(f"{total[name]:6} flips, " + ", ".join(f"{faults[name, fault]:3} {fault}" for fault in FAULTS) + f"  {name}")
        for file in below(jobs[0][0] + "-whole"):
            if file.startswith(("r/", "data/")) and not any(file == n or file.startswith(n + "/") for n in names):
                print(f"  no verb reads it: {file}")
        counts = [sum(count for (_, kind), count in faults.items() if kind == fault) for fault in FAULTS]
        print(f"{len(found)} flips, " + ", ".join(f"{count} {fault}" for count, fault in zip(counts, FAULTS)))
        sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

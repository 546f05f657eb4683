"""Takes over a problem from a folder, and times a task, as hand-over.mjs and measure.mjs do for JavaScript."""
import json
import os
import sys
import time

import numpy

STRETCH = float(os.environ.get("BENCH_STRETCH", "0.3"))
STRETCHES, WARM_UP = 5, STRETCH / 2


def take_over(folder):
    """A problem with its arrays."""

    def with_arrays(value):
        if "file" in value:
            return numpy.fromfile(os.path.join(folder, value["file"]), dtype=value["type"])
        return value

    with open(os.path.join(folder, "problem.json"), encoding="utf-8") as file:
        return json.load(file, object_hook=with_arrays)


def measure(repeat, results, checks):
    """Seconds of one repetition: of five stretches, after a warm-up; and the results that checks ask for."""
    found, done = [], 0
    for check in checks:
        repeat(check["after"] - done)
        done = check["after"]
        found.append([float(value) for value in results()])

    def seconds_of(count):
        begun = time.perf_counter()
        repeat(count)
        return time.perf_counter() - begun

    count = 1
    took = spent = seconds_of(count)
    while spent < WARM_UP or took < STRETCH / 6:
        if took < STRETCH / 6:
            count *= 2
        took = seconds_of(count)
        spent += took
    seconds = []
    while len(seconds) < STRETCHES:
        count = max(1, -int(-count * max(1, 1.05 * STRETCH / took) // 1))
        took = seconds_of(count)
        if took >= STRETCH:
            seconds.append(took / count)
    return {"seconds": seconds, "results": found}


def main(kinds):
    """Runs `python CONTESTANT KIND FOLDER THREADS`: kinds are functions (problem, threads) → (repeat, results)."""
    kind, folder, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    problem = take_over(folder)
    repeat, results = kinds[kind](problem, threads)
    print(json.dumps(measure(repeat, results, problem["checks"])))


def times(run):
    """A function that does something once, as one that does it so many times."""

    def repeat(count):
        for _ in range(count):
            run()

    return repeat

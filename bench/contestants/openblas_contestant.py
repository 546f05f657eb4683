"""OpenBLAS' product of matrices, through NumPy."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import numpy
from problem import main, times


def product(problem, threads):
    n = problem["n"]
    a, b = problem["a"].reshape(n, n), problem["b"].reshape(n, n)
    c = numpy.empty((n, n), dtype=numpy.float32)
    return times(lambda: numpy.dot(a, b, out=c)), lambda: c.reshape(-1)[problem["probes"]]


main({"product": product})

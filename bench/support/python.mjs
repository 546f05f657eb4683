// The Python that has PyTorch and scikit-learn, where there is one. Debian's packages: python3-torch, python3-sklearn and
// libopenblas0-openmp. The OpenBLAS that Debian takes by itself has threads of its own, which fight those of PyTorch and
// make it several times slower; so the one with OpenMP is put before it.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

/** The folder of the OpenBLAS that shares its threads. */
const libraries = existsSync("/usr/lib")
  ? readdirSync("/usr/lib")
      .map((folder) => `/usr/lib/${folder}/openblas-openmp`)
      .filter((folder) => existsSync(folder))
  : [];

/** The environment of a contestant on so many threads. */
export const environment = (threads) => ({
  ...process.env,
  LD_LIBRARY_PATH: [...libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(":"),
  OMP_NUM_THREADS: String(threads),
  OPENBLAS_NUM_THREADS: String(threads),
});

const script = `
import json, platform
found = {"python": platform.python_version()}
for name in ("torch", "sklearn", "numpy"):
    try:
        found[name] = __import__(name).__version__
    except Exception:
        pass
print(json.dumps(found))`;

let known;
/** The command of that Python with the versions of what it has; undefined where there is no Python. */
export function python() {
  known ??= ["python3", "/usr/bin/python3"]
    .map((command) => {
      const { status, stdout } = spawnSync(command, ["-c", script], { encoding: "utf8", env: environment(1) });
      if (status !== 0) return undefined;
      return {
        command,
        versions: { ...JSON.parse(stdout), openblas: libraries.length > 0 ? "OpenMP" : "as installed" },
      };
    })
    .filter((found) => found !== undefined)
    .sort((a, b) => Object.keys(b.versions).length - Object.keys(a.versions).length);
  return known[0];
}

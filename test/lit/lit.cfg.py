# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# How lit runs the tests of this folder. Run it through the build's site file:
#   /usr/bin/python3 /usr/lib/llvm-19/build/utils/lit/lit.py -v build/release/test/lit
#
# In a test's RUN lines (bash, pipefail):
#   %clang        clang-19 without the plugin
#   %drustcc      clang-19 with `drust config --cflags` (and the build's sanitizers)
#   %sanitize     the build's sanitizer flags, one quoted word
#   %libs         `drust config --libs`, last on a command that links
#   %run1 %run2 %run4 %run7   `drust run -n N`; flags of drust run may follow
#   %drust        the drust command
#   %plugin       libdrust.so
#   %bin          BUILD/bin (the examples are in %bin/examples, the programs in %bin/programs)
#   %src          the source tree
#   %corpus       unpacked C sources of other projects (test/install-deps --sources)
#   FileCheck, not    of LLVM 19
# REQUIRES: release, dev, asan, tsan name the build; plain `REQUIRES: release`
# keeps a slow test out of the sanitizer builds. `long` is there only if lit is run
# with --param long=1: it is for what would take the gate too much time.

import os
import shlex
import subprocess

import lit.formats

LLVM_BIN = "/usr/lib/llvm-19/bin"

config.name = "drust"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".c", ".ll", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.join(config.source_dir, "test/lit")
config.test_exec_root = os.path.join(config.build_dir, "test/lit")

build_bin = os.path.join(config.build_dir, "bin")
drust = os.path.join(build_bin, "drust")
plugin = os.path.join(config.build_dir, "lib/libdrust.so")


def need(path, remedy):
    if not os.path.exists(path):
        lit_config.fatal("%s is missing: %s" % (path, remedy))
    return path


def ask_drust(flag):
    """The flags that the drust command of this build gives to its users."""
    need(drust, "build the tree first (cmake --build %s)" % config.build_dir)
    run = subprocess.run([drust, "config", flag], capture_output=True, text=True)
    if run.returncode != 0:
        lit_config.fatal("drust config %s failed: %s" % (flag, run.stderr.strip()))
    return run.stdout.strip()


for tool in ("FileCheck", "not", "clang"):
    need(os.path.join(LLVM_BIN, tool), "run test/install-deps")
need(plugin, "build the tree first (cmake --build %s)" % config.build_dir)

# Nothing of the caller's surroundings reaches a test but a temporary folder.
config.environment = {
    "PATH": os.pathsep.join([LLVM_BIN, "/usr/bin", "/bin"]),
    "HOME": config.test_exec_root,
    "LC_ALL": "C",
    "TMPDIR": os.environ.get("TMPDIR", "/tmp"),
}
if config.sanitize:
    # A report ends the program with a status that no test expects.
    config.environment["ASAN_OPTIONS"] = "exitcode=99"
    config.environment["UBSAN_OPTIONS"] = "print_stacktrace=1:exitcode=99"
    # By default each program waits a second at its end, for what still runs to race.
    config.environment["TSAN_OPTIONS"] = "exitcode=99:atexit_sleep_ms=20"
    config.environment["LLVM_SYMBOLIZER_PATH"] = LLVM_BIN + "/llvm-symbolizer"
    config.environment["ASAN_SYMBOLIZER_PATH"] = LLVM_BIN + "/llvm-symbolizer"
    config.environment["TSAN_SYMBOLIZER_PATH"] = LLVM_BIN + "/llvm-symbolizer"

# A hung job must become a failure. The longest test takes a minute of
# processor time; the rest is room for a busy machine and for sanitizers.
lit_config.maxIndividualTestTime = 900

if "address" in config.sanitize:
    config.available_features.add("asan")
elif "thread" in config.sanitize:
    config.available_features.add("tsan")
elif os.path.basename(config.build_dir) == "dev":
    config.available_features.add("dev")
else:
    config.available_features.add("release")
if lit_config.params.get("long"):
    config.available_features.add("long")


def command(*words):
    return " ".join(shlex.quote(word) for word in words)


def substitute(name, text):
    """%name, and not the beginning of a longer one."""
    config.substitutions.append(("%" + name + r"(?![A-Za-z0-9_])", text))


clang = ask_drust("--cc")
substitute("clang", "clang-19")
substitute("drustcc", " ".join([clang, config.sanitize_flags, ask_drust("--cflags")]))
substitute("sanitize", shlex.quote(config.sanitize_flags))
substitute("libs", ask_drust("--libs"))
for servers in (1, 2, 4, 7):
    substitute("run%d" % servers, command(drust, "run", "-n", str(servers)))
substitute("drust", command(drust))
substitute("plugin", plugin)
substitute("bin", build_bin)
substitute("src", config.source_dir)
substitute("corpus", config.corpus_dir)

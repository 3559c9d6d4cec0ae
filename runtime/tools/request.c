/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Reads clang's arguments as far as needed to know which of them are inputs,
 * whether these are compiled, and whether a program comes out. An input is what
 * is neither an option nor the value of one.
 */
#include "request.h"

#include <string.h>

/* Options of clang 19 on Linux whose value is the next argument if they stand
 * alone ("-I dir"; "-Idir" is one argument). Those with several dashes have a
 * form with '=' besides. */
static const char *const with_value[] = {
    "--analyzer-output",
    "--assert",
    "--config",
    "--define-macro",
    "--dyld-prefix",
    "--encoding",
    "--for-linker",
    "--force-link",
    "--imacros",
    "--include",
    "--include-directory",
    "--include-directory-after",
    "--include-prefix",
    "--include-with-prefix",
    "--include-with-prefix-after",
    "--include-with-prefix-before",
    "--language",
    "--library-directory",
    "--no-system-header-prefix",
    "--output",
    "--param",
    "--prefix",
    "--print-file-name",
    "--print-prog-name",
    "--resource",
    "--rtlib",
    "--serialize-diagnostics",
    "--specs",
    "--std",
    "--stdlib",
    "--sysroot",
    "--system-header-prefix",
    "--undefine-macro",
    "--vfsoverlay",
    "-A",
    "-B",
    "-D",
    "-F",
    "-G",
    "-I",
    "-L",
    "-MF",
    "-MJ",
    "-MQ",
    "-MT",
    "-T",
    "-U",
    "-V",
    "-Xanalyzer",
    "-Xarch_device",
    "-Xarch_host",
    "-Xassembler",
    "-Xclang",
    "-Xlinker",
    "-Xoffload-linker",
    "-Xopenmp-target",
    "-Xpreprocessor",
    "-Zlinker-input",
    "-arch",
    "-b",
    "-ccc-gcc-name",
    "-ccc-install-dir",
    "-cxx-isystem",
    "-dependency-dot",
    "-dependency-file",
    "-dumpdir",
    "-e",
    "-fdebug-compilation-dir",
    "-fmodule-implementation-of",
    "-fmodules-user-build-path",
    "-fnew-alignment",
    "-ftrapv-handler",
    "-gen-cdb-fragment-path",
    "-idirafter",
    "-imacros",
    "-imultilib",
    "-include",
    "-include-pch",
    "-init",
    "-iprefix",
    "-iquote",
    "-isysroot",
    "-isystem",
    "-isystem-after",
    "-ivfsoverlay",
    "-iwithprefix",
    "-iwithprefixbefore",
    "-iwithsysroot",
    "-l",
    "-mllvm",
    "-mmlir",
    "-module-dependency-dir",
    "-mthread-model",
    "-o",
    "-object-file-name",
    "-resource-dir",
    "-rpath",
    "-serialize-diagnostics",
    "-specs",
    "-stdlib++-isystem",
    "-target",
    "-u",
    "-vfsoverlay",
    "-working-directory",
    "-x",
    "-z",
};

/* After these no program comes out. */
static const char *const no_program[] = {
    "-c",
    "-S",
    "-E",
    "-M",
    "-MM",
    "-fsyntax-only",
    "-emit-ast",
    "-emit-interface-stubs",
    "-extract-api",
    "-module-file-info",
    "-verify-pch",
    "-shared",
    "-r",
    "--analyze",
    "--assemble",
    "--compile",
    "--dependencies",
    "--precompile",
    "--preprocess",
    "--shared",
    "--user-dependencies",
};

/* Names of files that clang compiles; anything else goes to the linker. */
static const char *const sources[] = {"bc", "c",  "c++", "C",  "cc", "cp", "cpp", "CPP", "cxx", "i",
                                      "ii", "ll", "m",   "mi", "mm", "M",  "mii", "s",   "S"};
static const char *const preprocessed[] = {"i", "ii", "mi", "mii"};
static const char *const headers[] = {"h", "H", "h++", "hh", "hp", "hpp", "hxx"};

#define IN(text, list) is_in(text, list, sizeof(list) / sizeof(list)[0])
static bool is_in(const char *text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(text, list[i]) == 0)
            return true;
    }
    return false;
}

static bool starts(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

static bool ends(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* *as: the language of the inputs behind argument i, if that is an -x; NULL: by
 * their names. */
static void read_language(const struct words *arguments, size_t i, const char **as)
{
    const char *argument = arguments->word[i], *value;
    if (strcmp(argument, "-x") == 0 || strcmp(argument, "--language") == 0)
        value = i + 1 < arguments->count ? arguments->word[i + 1] : "none";
    else if (starts(argument, "--language="))
        value = argument + strlen("--language=");
    else if (starts(argument, "-x"))
        value = argument + 2;
    else
        return;
    *as = strcmp(value, "none") == 0 ? NULL : value;
}

/* `as`: what -x says, or NULL. A header alone becomes a precompiled header. */
static void read_input(struct request *request, const char *input, const char *as)
{
    const char *name = strrchr(input, '/');
    name = name == NULL ? input : name + 1;
    const char *suffix = strrchr(name, '.');
    suffix = suffix == NULL ? "" : suffix + 1;
    bool header = as != NULL ? ends(as, "-header") : IN(suffix, headers);
    bool source = as != NULL || header || strcmp(input, "-") == 0 || IN(suffix, sources);
    bool done = as != NULL ? ends(as, "cpp-output") : IN(suffix, preprocessed);
    request->compiles |= source;
    request->preprocesses |= source && !done;
    request->links |= !header;
}

struct request request_read(const struct words *arguments)
{
    struct request request = {0};
    bool only_inputs = false, program = true;
    const char *as = NULL; /* the language by -x */
    if (arguments->count > 0 && starts(arguments->word[0], "-cc1"))
        return request; /* the compiler proper: other options, no linker */
    for (size_t i = 0; i < arguments->count; i++) {
        const char *argument = arguments->word[i];
        if (only_inputs || argument[0] != '-' || argument[1] == '\0') {
            read_input(&request, argument, as);
            continue;
        }
        if (strcmp(argument, "--") == 0) {
            only_inputs = true;
            continue;
        }
        if (IN(argument, no_program))
            program = false;
        if (starts(argument, "-l"))
            request.links = true; /* a library may hold main */
        read_language(arguments, i, &as);
        if (IN(argument, with_value))
            i++;
    }
    request.links = request.links && program;
    request.language = as != NULL;
    return request;
}

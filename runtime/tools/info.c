/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * `drust info`: what this installation is, and what is in a program: its
 * tables are read from the file, so nothing of the program runs.
 */
#include "knobs.h"
#include "layout.h"
#include "size.h"
#include "tool.h"
#include "trace.h"

#include <drust/abi.h>

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- The installation ------------------------------------------------------*/

static const char *look(const char *name) { return getenv(name); }

static int print_installation(void)
{
    char text[DRUSTI_SIZE_TEXT], error[DRUSTI_KNOBS_ERROR];
    struct drusti_knobs knobs;
    uint64_t heap_bytes;
    if (!drusti_knobs_read(look, &knobs, &heap_bytes, error))
        tool_fail(TOOL_USAGE, "%s", error);
    if (heap_bytes == 0)
        heap_bytes = drusti_layout_heap_default(1, drusti_memory_available());
    printf("version   %s\n", DRUST_VERSION);
    printf("ABI       %d\n", DRUST_ABI_VERSION);
    printf("compiler  %s\n", DRUST_CC);
    printf("plugin    %s%s\n", tool_plugin(), access(tool_plugin(), R_OK) == 0 ? "" : " (missing)");
    printf("servers   1 (at most %d)\n", DRUSTI_SERVERS_MAX);
    printf("heap      %s\n", drusti_format_size(heap_bytes, text));
    printf("cache     %s\n",
           drusti_format_size(knobs.cache_bytes != 0 ? knobs.cache_bytes : heap_bytes / 4, text));
    puts("counters");
#define X(name, text) puts("  " #name ": " text);
    DRUSTI_COUNTERS(X)
#undef X
    return 0;
}

/* ---- A program's file ------------------------------------------------------*/

struct image {
    const char *path;
    const uint8_t *data;
    uint64_t bytes;
    const Elf64_Ehdr *elf;
};

_Noreturn static void bad_image(const struct image *image, const char *why)
{
    tool_fail(TOOL_FAILED, "'%s' %s", image->path, why);
}

/* `count` records of `size` bytes at `offset` of the file. */
static const void *records(const struct image *image, uint64_t offset, uint64_t count,
                           uint64_t size)
{
    uint64_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || offset > image->bytes ||
        bytes > image->bytes - offset)
        bad_image(image, "is damaged: a table lies outside the file");
    return image->data + offset;
}

static void open_image(struct image *image, const char *path)
{
    struct stat stat;
    image->path = path;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &stat) != 0)
        tool_fail(TOOL_FAILED, "cannot open '%s': %s", path, strerror(errno));
    image->bytes = (uint64_t)stat.st_size;
    image->data =
        image->bytes == 0 ? MAP_FAILED : mmap(NULL, image->bytes, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (image->data == MAP_FAILED || image->bytes < sizeof(Elf64_Ehdr))
        bad_image(image, "is not a program");
    image->elf = (const Elf64_Ehdr *)image->data;
    if (memcmp(image->elf->e_ident, ELFMAG, SELFMAG) != 0 ||
        image->elf->e_ident[EI_CLASS] != ELFCLASS64 || image->elf->e_machine != EM_X86_64)
        bad_image(image, "is not an x86-64 program");
    if (image->elf->e_type != ET_EXEC)
        bad_image(image, "is not a linked program at a fixed address (link with 'drust config "
                         "--libs')");
}

/* The bytes of section `name`; NULL and 0 if there is none. */
static const void *section(const struct image *image, const char *name, uint64_t *bytes)
{
    const Elf64_Ehdr *elf = image->elf;
    const Elf64_Shdr *headers = records(image, elf->e_shoff, elf->e_shnum, sizeof *headers);
    *bytes = 0;
    if (elf->e_shstrndx >= elf->e_shnum)
        return NULL;
    const Elf64_Shdr *names = &headers[elf->e_shstrndx];
    const char *text = records(image, names->sh_offset, names->sh_size, 1);
    for (uint16_t i = 0; i < elf->e_shnum; i++) {
        uint64_t at = headers[i].sh_name;
        if (at >= names->sh_size || strncmp(text + at, name, names->sh_size - at) != 0)
            continue;
        *bytes = headers[i].sh_size;
        return records(image, headers[i].sh_offset, headers[i].sh_size, 1);
    }
    return NULL;
}

/* The string a pointer of the program names. */
static const char *string(const struct image *image, const char *pointer)
{
    uint64_t address = (uint64_t)(uintptr_t)pointer;
    const Elf64_Ehdr *elf = image->elf;
    const Elf64_Phdr *headers = records(image, elf->e_phoff, elf->e_phnum, sizeof *headers);
    for (uint16_t i = 0; i < elf->e_phnum; i++) {
        uint64_t offset = address - headers[i].p_vaddr;
        if (headers[i].p_type != PT_LOAD || offset >= headers[i].p_filesz)
            continue;
        uint64_t left = headers[i].p_filesz - offset;
        const char *text = records(image, headers[i].p_offset + offset, left, 1);
        if (memchr(text, '\0', left) != NULL)
            return text;
    }
    return address == 0 ? "" : "?";
}

static void print_types(const struct image *image)
{
    uint64_t bytes;
    const struct drust_type *types = section(image, DRUST_SECTION_TYPES, &bytes);
    puts("types");
    for (uint64_t i = 0; i < bytes / sizeof *types; i++)
        printf("  %s: %" PRIu64 " bytes, %" PRIu32 " owner slots, %s\n",
               string(image, types[i].name), types[i].size, types[i].slot_count,
               string(image, types[i].where));
}

static void print_entries(const struct image *image)
{
    uint64_t bytes;
    const struct drust_entry *entries = section(image, DRUST_SECTION_ENTRIES, &bytes);
    puts("spawned functions");
    for (uint64_t i = 0; i < bytes / sizeof *entries; i++)
        printf("  %s: %s\n", string(image, entries[i].name), string(image, entries[i].signature));
}

static void print_contracts(const struct image *image)
{
    uint64_t bytes;
    const struct drust_contract *contracts = section(image, DRUST_SECTION_CONTRACTS, &bytes);
    puts("annotated declarations");
    for (uint64_t i = 0; i < bytes / sizeof *contracts; i++) {
        printf("  %s: %s, %s, %s\n", string(image, contracts[i].function),
               string(image, contracts[i].kinds),
               contracts[i].flags & DRUST_CONTRACT_DEFINITION ? "definition" : "use",
               string(image, contracts[i].where));
    }
}

int tool_info(int argc, char **argv)
{
    if (argc == 1)
        return print_installation();
    if (argc != 2 || argv[1][0] == '-')
        tool_fail(TOOL_USAGE, "usage: drust info [PROGRAM]");
    struct image image;
    open_image(&image, argv[1]);
    print_types(&image);
    print_entries(&image);
    print_contracts(&image);
    return 0;
}

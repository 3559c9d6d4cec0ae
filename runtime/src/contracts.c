/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The check of the image's tables at start. C links a caller that thinks a
 * parameter is borrowed to a callee that drops it: this is where it is noticed.
 */
#include "contracts.h"
#include "tables.h"

#include <elf.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

extern const struct drust_contract __start_drust_contracts[]
    __attribute__((weak, visibility("hidden")));
extern const struct drust_contract __stop_drust_contracts[]
    __attribute__((weak, visibility("hidden")));

extern const struct drust_permissive __start_drust_permissive[]
    __attribute__((weak, visibility("hidden")));
extern const struct drust_permissive __stop_drust_permissive[]
    __attribute__((weak, visibility("hidden")));

extern const struct drust_object __start_drust_objects[]
    __attribute__((weak, visibility("hidden")));
extern const struct drust_object __stop_drust_objects[] __attribute__((weak, visibility("hidden")));

/* ---- Contracts -------------------------------------------------------------*/

/* By function, definitions first, so that each run of equal names starts with
 * what the others must agree with. */
static int by_function(const void *left, const void *right)
{
    const struct drust_contract *a = *(const struct drust_contract *const *)left;
    const struct drust_contract *b = *(const struct drust_contract *const *)right;
    int order = strcmp(a->function, b->function);
    if (order != 0)
        return order;
    return (int)(b->flags & DRUST_CONTRACT_DEFINITION) -
           (int)(a->flags & DRUST_CONTRACT_DEFINITION);
}

static const char *what(const struct drust_contract *contract)
{
    return contract->flags & DRUST_CONTRACT_DEFINITION ? "defined" : "declared";
}

static void check_pair(const struct drust_contract *first, const struct drust_contract *other)
{
    if (first->hash != other->hash) {
        drusti_fatal("'%s' is %s as '%s' at %s but %s as '%s' at %s: make the declarations agree "
                     "(one header for both)",
                     first->function, what(first), first->kinds, first->where, what(other),
                     other->kinds, other->where);
    }
}

/* Borrows without a definition are trusted (a library in plain C); owners are
 * not: nobody else knows how to drop them. */
static void check_definition(const struct drust_contract *first)
{
    if ((first->flags & DRUST_CONTRACT_DEFINITION) == 0 &&
        (first->flags & DRUST_CONTRACT_OWNERS) != 0) {
        drusti_fatal("'%s' is declared as '%s' at %s, but no definition of it was compiled with "
                     "the plugin: compile the file that defines it with 'drust config --cflags', "
                     "or include the annotated declaration there",
                     first->function, first->kinds, first->where);
    }
}

void drusti_contracts_check(void)
{
    size_t count = (size_t)(__stop_drust_contracts - __start_drust_contracts);
    if (count == 0)
        return;
    const struct drust_contract **sorted =
        drusti_zalloc(count * sizeof sorted[0], "the check of contracts");
    for (size_t i = 0; i < count; i++)
        sorted[i] = &__start_drust_contracts[i];
    qsort(sorted, count, sizeof sorted[0], by_function);
    for (size_t first = 0, i = 0; i < count; i++) {
        if (i == 0 || strcmp(sorted[i]->function, sorted[first]->function) != 0) {
            first = i;
            check_definition(sorted[first]);
        } else {
            check_pair(sorted[first], sorted[i]);
        }
    }
    free(sorted);
}

/* Words of one build are no pointers of the other, nor are its objects. */
void drusti_objects_check(void)
{
    const struct drust_object *end = __stop_drust_objects;
    const struct drust_object *plain = NULL, *other = NULL;
    for (const struct drust_object *at = __start_drust_objects; at < end; at++)
        *(at->flags & DRUST_OBJECT_PLAIN ? &plain : &other) = at;
    if (plain != NULL && other != NULL)
        drusti_fatal("%s was compiled with -fplugin-arg-drust-plain and %s was not: compile all "
                     "files of the program one way",
                     plain->file, other->file);
}

void drusti_permissive_check(uint32_t servers)
{
    const struct drust_permissive *first = __start_drust_permissive;
    if (first == __stop_drust_permissive || servers == 1)
        return;
    drusti_fatal("this program was compiled with -fplugin-arg-drust-permissive in spite of '%s' at "
                 "%s, so it runs on one server only: mend it, or use -n 1",
                 first->id, first->where);
}

/* ---- Hash ------------------------------------------------------------------*/

/* FNV-1a: the tables are small, and the hash guards against mistakes only. */
static void mix(uint64_t *hash, const void *data, size_t bytes)
{
    const uint8_t *at = data;
    for (size_t i = 0; i < bytes; i++)
        *hash = (*hash ^ at[i]) * 0x100000001b3u;
}

static void mix_text(uint64_t *hash, const char *text) { mix(hash, text, strlen(text) + 1); }

uint64_t drusti_tables_hash(void)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (uint32_t i = 0; i < drusti_type_count(); i++) {
        const struct drust_type *type = drusti_type(i);
        mix(&hash, type->hash, sizeof type->hash);
        mix(&hash, &type->size, sizeof type->size);
    }
    const struct drust_contract *end = __stop_drust_contracts;
    for (const struct drust_contract *at = __start_drust_contracts; at < end; at++) {
        mix_text(&hash, at->function);
        mix(&hash, &at->hash, sizeof at->hash);
        mix(&hash, &at->flags, sizeof at->flags);
    }
    for (uint32_t i = 0; i < drusti_entry_count(); i++) {
        const struct drust_entry *entry = drusti_entry(i);
        mix_text(&hash, entry->name);
        mix_text(&hash, entry->signature);
        mix(&hash, &entry->arguments_bytes, sizeof entry->arguments_bytes);
        mix(&hash, &entry->result_bytes, sizeof entry->result_bytes);
    }
    return hash;
}

/* ---- Build id --------------------------------------------------------------*/

static size_t round_up4(size_t bytes) { return (bytes + 3) & ~(size_t)3; }

/* Look through one segment of notes. */
static bool find_id(const uint8_t *notes, size_t bytes, uint8_t *id)
{
    size_t at = 0;
    while (bytes - at >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) note;
        memcpy(&note, notes + at, sizeof note);
        size_t name = at + sizeof note;
        size_t content = name + round_up4(note.n_namesz);
        size_t next = content + round_up4(note.n_descsz);
        if (next > bytes || next < content)
            return false;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof "GNU" &&
            memcmp(notes + name, "GNU", sizeof "GNU") == 0) {
            size_t length = note.n_descsz;
            memcpy(id, notes + content,
                   length < DRUSTI_BUILD_ID_BYTES ? length : DRUSTI_BUILD_ID_BYTES);
            return true;
        }
        at = next;
    }
    return false;
}

/* The first object of the walk is the main image. */
static int visit_image(struct dl_phdr_info *info, size_t size, void *id)
{
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type == PT_NOTE &&
            find_id((const uint8_t *)(uintptr_t)(info->dlpi_addr + segment->p_vaddr),
                    segment->p_memsz, id))
            break;
    }
    return 1;
}

void drusti_build_id(uint8_t id[DRUSTI_BUILD_ID_BYTES])
{
    memset(id, 0, DRUSTI_BUILD_ID_BYTES);
    dl_iterate_phdr(visit_image, id);
}

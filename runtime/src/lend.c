/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Loans.
 */
#include "lend.h"

#include "affinity.h"
#include "cache.h"
#include "check.h"
#include "extent.h"
#include "heap.h"
#include "own.h"
#include "tables.h"
#include "xport.h"

#include <stdlib.h>
#include <string.h>

/* A private copy of a place is aligned so, for any type but over-aligned ones. */
#define BUFFER_ALIGN 64u

static bool is_lent(uint32_t pass) { return pass != DRUST_PASS_VALUE && pass != DRUST_PASS_OWN; }

static bool holds_words(const struct drusti_loan *loan) { return loan->type != DRUSTI_TYPE_NONE; }

/* ---- Bytes with owner words -------------------------------------------------------*/

struct marking {
    struct drust_server *self;
};

static void mark_travelling(void *unused, uint64_t *slot)
{
    (void)unused;
    drusti_store_word(slot, drusti_own_lent(drusti_load_word(slot)));
}

static void mark_left_behind(void *context, uint64_t *slot)
{
    struct marking *marking = context;
    drusti_own_mark_lent(marking->self, slot, drusti_load_word(slot));
}

/* Copy a place. Threads that lend the same place may be marking its words. */
static void copy_place(void *to, const void *from, uint64_t bytes, uint32_t type)
{
    if (type == DRUSTI_TYPE_NONE) {
        if (bytes != 0)
            memcpy(to, from, bytes);
        return;
    }
    uint64_t *target = to;
    const uint64_t *source = from;
    for (uint64_t i = 0; i < bytes / sizeof *source; i++)
        target[i] = drusti_load_word(&source[i]);
    size_t rest = bytes % sizeof *source;
    memcpy((char *)to + (bytes - rest), (const char *)from + (bytes - rest), rest);
}

static void *make_buffer(uint64_t bytes)
{
    size_t room = (bytes + BUFFER_ALIGN) & ~(uint64_t)(BUFFER_ALIGN - 1);
    void *buffer = aligned_alloc(BUFFER_ALIGN, room);
    DRUSTI_REQUIRE(buffer != NULL, "out of memory for %llu bytes lent to a thread",
                   (unsigned long long)bytes);
    return buffer;
}

/* ---- Values in messages --------------------------------------------------------------*/

static void put_word(struct drusti_wire_writer *message, uint32_t index,
                     const struct drusti_loan *loan, uint64_t word)
{
    struct drusti_wire_value value = {.index = index,
                                      .pass = loan->pass,
                                      .type = DRUSTI_TYPE_NONE,
                                      .form = DRUSTI_VALUE_WORD,
                                      .bytes = loan->bytes,
                                      .word = drusti_own_lent(word)};
    drusti_wire_put(message, &value, sizeof value);
}

/* Put the bytes at `from`; owner words among them travel with H set. */
static void put_bytes(struct drust_server *self, struct drusti_wire_writer *message, uint32_t index,
                      uint32_t pass, const void *from, uint64_t bytes, uint32_t type)
{
    struct drusti_wire_value value = {
        .index = index, .pass = pass, .type = type, .form = DRUSTI_VALUE_INLINE, .bytes = bytes};
    void *copy = NULL;
    if (bytes > DRUSTI_INLINE_MAX) {
        value.form = DRUSTI_VALUE_BLOCK;
        value.word = drusti_own_block(self, DRUSTI_TYPE_NONE, bytes, DRUST_HEADER_COPY, NULL);
        copy = (void *)(uintptr_t)value.word;
    } else if (type != DRUSTI_TYPE_NONE) {
        copy = make_buffer(bytes);
    }
    if (copy != NULL)
        copy_place(copy, from, bytes, type);
    if (type != DRUSTI_TYPE_NONE)
        drusti_each_slot(drusti_type(type), copy, bytes, mark_travelling, NULL);
    drusti_wire_put(message, &value, sizeof value);
    if (value.form == DRUSTI_VALUE_INLINE) {
        drusti_wire_put(message, copy != NULL ? copy : from, bytes);
        free(copy);
    }
}

static struct drusti_wire_value get_value(struct drusti_wire_reader *message)
{
    struct drusti_wire_value value;
    drusti_wire_get(message, &value, sizeof value);
    drusti_wire_expect(message, value.form <= DRUSTI_VALUE_BLOCK, "an unknown form of value");
    drusti_wire_expect(message,
                       value.type == DRUSTI_TYPE_NONE ||
                           (value.type < drusti_type_count() &&
                            drusti_type(value.type)->size != 0 &&
                            value.bytes % drusti_type(value.type)->size == 0),
                       "an unknown type of value");
    if (value.form != DRUSTI_VALUE_WORD || value.word == 0)
        return value;
    drusti_wire_expect(message,
                       drusti_handed_out(value.word) &&
                           drusti_in_heap(&message->self->layout, drusti_address(value.word)),
                       "a word that names nothing");
    return value;
}

/* Fetch the bytes of a value to `to`; a block is released at its owner. */
static void get_bytes(struct drusti_wire_reader *message, const struct drusti_wire_value *value,
                      void *to)
{
    struct drust_server *self = message->self;
    if (value->form == DRUSTI_VALUE_INLINE) {
        drusti_wire_get(message, to, value->bytes);
        return;
    }
    drusti_wire_expect(message,
                       value->form == DRUSTI_VALUE_BLOCK &&
                           drusti_in_heap(&self->layout, value->word) &&
                           drusti_home(&self->layout, value->word) == message->from,
                       "bytes that are not the sender's");
    drusti_xport_read(self, message->from, value->word, to, value->bytes);
    struct drusti_wire_release release = {.address = value->word};
    drusti_wire_send(self, message->from, DRUSTI_RELEASE, &release, sizeof release);
}

void drusti_lend_on_release(struct drusti_wire_reader *message)
{
    struct drust_server *self = message->self;
    struct drusti_wire_release release;
    drusti_wire_get(message, &release, sizeof release);
    drusti_wire_expect(message,
                       drusti_heap_mine(self, release.address) &&
                           drusti_heap_starts(self, release.address) &&
                           drusti_header(release.address)->type == DRUSTI_TYPE_NONE,
                       "it releases what was not lent");
    drusti_heap_discard(self, release.address);
}

/* ---- The spawning side ------------------------------------------------------------------*/

/* What is lent shared out of a read copy may name children of that object:
 * those must not move with it when another part of it is written. */
static void keep_children(struct drust_server *self, const void *at, struct drusti_loan *loan)
{
    if (self->own->affinity)
        loan->kept = drusti_cache_keep(self, at);
}

/* Fill in what does not depend on where the thread runs. */
static void note(struct drust_server *self, const struct drust_actual *actual,
                 struct drusti_loan *loan)
{
    *loan = (struct drusti_loan){
        .pass = actual->pass, .type = DRUSTI_TYPE_NONE, .bytes = drusti_extent_bytes(actual)};
    switch ((enum drust_pass)actual->pass) {
    case DRUST_PASS_OWN:
        loan->word = (uint64_t)(uintptr_t)actual->at;
        return;
    case DRUST_PASS_REF_WORD:
        loan->word = drusti_load_word(actual->copy != NULL ? actual->copy : actual->at);
        if (actual->copy == NULL) /* no variable holds a child's word */
            keep_children(self, actual->at, loan);
        return;
    case DRUST_PASS_MREF_WORD:
        loan->slot = actual->at;
        loan->word = drusti_load_word(loan->slot);
        return;
    case DRUST_PASS_MREF_BYTES:
        loan->place = actual->at;
        break;
    case DRUST_PASS_VALUE:
    case DRUST_PASS_REF_BYTES:
        break;
    }
    if (actual->type != NULL && actual->type->slot_count != 0)
        loan->type = drusti_type_id(actual->type);
    if (loan->pass == DRUST_PASS_REF_BYTES && holds_words(loan))
        keep_children(self, actual->at, loan);
}

/* Whether `bytes` bytes at `at` may be used in place by another thread of this
 * server until the join. A read copy may not: what keeps it is a pin of the
 * spawning function, which may need that pin for something else sooner. Small
 * places are copied without asking. */
static bool stays_in_place(const struct drust_server *self, const void *at, uint64_t bytes)
{
    uint64_t address = (uint64_t)(uintptr_t)at;
    if (!drusti_heap_mine(self, address))
        return true;
    if (bytes <= DRUSTI_INLINE_MAX)
        return false;
    uint64_t start = drusti_heap_start_of(self, address);
    return start != 0 &&
           !(__atomic_load_n(&drusti_header(start)->flags, __ATOMIC_RELAXED) & DRUST_HEADER_COPY);
}

void drusti_lend_here(struct drust_server *self, const struct drust_entry *entry,
                      const struct drust_actual *actuals, struct drusti_loan *loans,
                      char *arguments)
{
    for (uint32_t i = 0; i < entry->argument_count; i++) {
        const struct drust_actual *actual = &actuals[i];
        struct drusti_loan *loan = &loans[i];
        char *argument = arguments + entry->offset[i];
        void *place = actual->at;
        note(self, actual, loan);
        switch ((enum drust_pass)loan->pass) {
        case DRUST_PASS_VALUE:
            memcpy(argument, actual->at, actual->bytes);
            break;
        case DRUST_PASS_OWN:
            memcpy(argument, &loan->word, sizeof loan->word);
            break;
        case DRUST_PASS_REF_WORD:
        case DRUST_PASS_MREF_WORD:
            break; /* drusti_lend_open */
        case DRUST_PASS_REF_BYTES:
            if (place != NULL && !stays_in_place(self, place, loan->bytes)) {
                loan->buffer = make_buffer(loan->bytes);
                copy_place(loan->buffer, place, loan->bytes, loan->type);
                place = loan->buffer;
            }
            memcpy(argument, &place, sizeof place);
            break;
        case DRUST_PASS_MREF_BYTES:
            loan->place = NULL; /* written in place: nothing to put back */
            memcpy(argument, &place, sizeof place);
            break;
        }
    }
}

/* Set H in the word's slot. The hidden word of a borrow variable decides: with
 * H = 0 it proves that the owner's slot is live memory of this server. */
static void mark_slot_of(struct drust_server *self, const struct drust_actual *actual,
                         const struct drusti_loan *loan)
{
    uint64_t address = drusti_address(loan->word);
    if (drusti_heap_mine(self, address))
        DRUSTI_INVARIANT(drusti_heap_starts(self, address) &&
                             !(drusti_header(address)->flags & DRUST_HEADER_COPY),
                         "lent words name whole objects");
    if (loan->pass != DRUST_PASS_OWN)
        drusti_own_mark_lent(self, actual->at, loan->word);
}

void drusti_lend_export(struct drust_server *self, const struct drust_entry *entry,
                        const struct drust_actual *actuals, struct drusti_loan *loans,
                        struct drusti_wire_writer *message)
{
    struct marking marking = {.self = self};
    for (uint32_t i = 0; i < entry->argument_count; i++) {
        const struct drust_actual *actual = &actuals[i];
        struct drusti_loan *loan = &loans[i];
        note(self, actual, loan);
        switch ((enum drust_pass)loan->pass) {
        case DRUST_PASS_OWN:
        case DRUST_PASS_REF_WORD:
        case DRUST_PASS_MREF_WORD:
            if (loan->word != 0)
                mark_slot_of(self, actual, loan);
            put_word(message, i, loan, loan->word);
            break;
        case DRUST_PASS_VALUE:
        case DRUST_PASS_REF_BYTES:
        case DRUST_PASS_MREF_BYTES:
            if (actual->at == NULL) {
                put_word(message, i, loan, 0);
                break;
            }
            if (is_lent(loan->pass) && holds_words(loan))
                drusti_each_slot(drusti_type(loan->type), actual->at, loan->bytes, mark_left_behind,
                                 &marking);
            put_bytes(self, message, i, loan->pass, actual->at, loan->bytes, loan->type);
            break;
        }
    }
}

static void settle_value(struct drusti_wire_reader *message, const struct drust_entry *entry,
                         struct drusti_loan *loans, void *result)
{
    struct drusti_wire_value value = get_value(message);
    if (value.index == DRUSTI_VALUE_RESULT) {
        drusti_wire_expect(message,
                           value.form != DRUSTI_VALUE_WORD && value.bytes == entry->result_bytes,
                           "a result of another size");
        get_bytes(message, &value, result);
        return;
    }
    drusti_wire_expect(message,
                       value.index < entry->argument_count && loans[value.index].pass == value.pass,
                       "it returns what was not lent");
    struct drusti_loan *loan = &loans[value.index];
    if (value.pass == DRUST_PASS_MREF_WORD) {
        drusti_wire_expect(message, value.form == DRUSTI_VALUE_WORD, "a borrow without its word");
        loan->word = value.word;
        return;
    }
    drusti_wire_expect(message,
                       value.pass == DRUST_PASS_MREF_BYTES && loan->place != NULL &&
                           value.bytes == loan->bytes,
                       "it returns what was not lent");
    get_bytes(message, &value, loan->place);
    if (holds_words(loan))
        drusti_affinity_gather(message->self, drusti_type(loan->type), loan->place, loan->bytes);
}

void drusti_lend_settle(struct drust_server *self, const struct drust_entry *entry,
                        struct drusti_loan *loans, void *result, struct drusti_wire_reader *message)
{
    while (message != NULL && message->left != 0)
        settle_value(message, entry, loans, result);
    for (uint32_t i = 0; i < entry->argument_count; i++) {
        if (loans[i].slot != NULL) {
            drusti_store_word(loans[i].slot, loans[i].word);
            drusti_affinity_gather_slot(self, loans[i].slot);
        }
        if (loans[i].kept != NULL)
            drusti_cache_end_keep(loans[i].kept);
        loans[i].kept = NULL;
    }
}

/* ---- The running side ------------------------------------------------------------------*/

void drusti_lend_import(struct drusti_wire_reader *message, const struct drust_entry *entry,
                        struct drusti_loan *loans, char *arguments)
{
    for (uint32_t i = 0; i < entry->argument_count; i++) {
        struct drusti_wire_value value = get_value(message);
        struct drusti_loan *loan = &loans[i];
        char *argument = arguments + entry->offset[i];
        uint64_t room =
            (i + 1 < entry->argument_count ? entry->offset[i + 1] : entry->arguments_bytes) -
            entry->offset[i];
        drusti_wire_expect(message, value.index == i && value.pass <= DRUST_PASS_MREF_BYTES,
                           "an argument that is not there");
        *loan = (struct drusti_loan){
            .pass = value.pass, .type = value.type, .bytes = value.bytes, .word = value.word};
        if (value.form == DRUSTI_VALUE_WORD) {
            /* An owner, a borrow's word, or the NULL of a nullable place. */
            memcpy(argument, &value.word, sizeof value.word);
        } else if (value.pass == DRUST_PASS_VALUE) {
            drusti_wire_expect(message, value.bytes <= room, "an argument that is too long");
            get_bytes(message, &value, argument);
        } else {
            drusti_wire_expect(
                message, value.pass == DRUST_PASS_REF_BYTES || value.pass == DRUST_PASS_MREF_BYTES,
                "bytes where a word belongs");
            loan->buffer = make_buffer(value.bytes);
            get_bytes(message, &value, loan->buffer);
            memcpy(argument, &loan->buffer, sizeof loan->buffer);
        }
    }
    drusti_wire_expect(message, message->left == 0, "it is too long");
}

void drusti_lend_open(struct drust_server *self, const struct drust_entry *entry,
                      struct drusti_loan *loans, char *arguments)
{
    /* NULL passes: whether a borrow may be NULL was the caller's question. */
    struct drust_site site = {
        .file = entry->name, .what = "an argument of a thread", .flags = DRUST_SITE_NULLABLE};
    for (uint32_t i = 0; i < entry->argument_count; i++) {
        struct drusti_loan *loan = &loans[i];
        void *at;
        if (loan->pass == DRUST_PASS_REF_WORD) {
            at = drusti_own_pin(self, loan->word, &loan->copy, &site);
        } else if (loan->pass == DRUST_PASS_MREF_WORD) {
            struct drust_pair pair = drusti_own_exclusive(self, loan->word, &site);
            loan->word = pair.word;
            at = pair.at;
        } else {
            continue;
        }
        if (at != NULL && loan->bytes != 0) {
            uint64_t bytes = drusti_header((uint64_t)(uintptr_t)at)->bytes;
            DRUSTI_REQUIRE(loan->bytes <= bytes,
                           "argument %u of %s takes %llu bytes of an object that has only %llu",
                           i + 1, entry->name, (unsigned long long)loan->bytes,
                           (unsigned long long)bytes);
        }
        memcpy(arguments + entry->offset[i], &at, sizeof at);
    }
}

uint32_t drusti_lend_return(struct drust_server *self, const struct drust_entry *entry,
                            const struct drusti_loan *loans, const void *result,
                            struct drusti_wire_writer *message)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < entry->argument_count; i++) {
        const struct drusti_loan *loan = &loans[i];
        if (loan->pass == DRUST_PASS_MREF_WORD) {
            put_word(message, i, loan, loan->word);
            count++;
        } else if (loan->pass == DRUST_PASS_MREF_BYTES && loan->buffer != NULL) {
            put_bytes(self, message, i, loan->pass, loan->buffer, loan->bytes, loan->type);
            count++;
        }
    }
    if (entry->result_bytes != 0) {
        put_bytes(self, message, DRUSTI_VALUE_RESULT, DRUST_PASS_VALUE, result, entry->result_bytes,
                  entry->result_type != NULL ? drusti_type_id(entry->result_type)
                                             : DRUSTI_TYPE_NONE);
        count++;
    }
    return count;
}

void drusti_lend_close(const struct drust_entry *entry, struct drusti_loan *loans)
{
    for (uint32_t i = 0; i < entry->argument_count; i++) {
        if (loans[i].copy != NULL)
            drusti_cache_unpin(loans[i].copy);
        loans[i].copy = NULL;
        free(loans[i].buffer);
        loans[i].buffer = NULL;
    }
}

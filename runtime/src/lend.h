/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * How arguments and results cross to another thread (enum drust_pass). Words
 * cross as words with H set; places cross as bytes: inside the message up to
 * DRUSTI_INLINE_MAX, else in a block of the sender's partition that the
 * receiver READs and then releases. On the same server nothing crosses: places
 * are used where they are. May call own, cache, heap, wire, xport. Takes no
 * locks. Not for the progress thread unless it says so.
 */
#ifndef DRUSTI_LEND_H
#define DRUSTI_LEND_H

#include "types.h"
#include "wire.h"

/* One argument, at whichever end. */
struct drusti_loan {
    uint32_t pass;  /* enum drust_pass */
    uint32_t type;  /* of a place's elements if they hold owner words, else DRUSTI_TYPE_NONE */
    uint64_t bytes; /* of a value or place; what the object of a word must have at least */
    uint64_t word;  /* of an owner, or of what a borrow names; MREF_WORD: the last one */
    uint64_t *slot; /* where MREF_WORD's last word goes; NULL at the importer */
    void *place;    /* where MREF_BYTES' bytes go; NULL at the importer and if used in place */
    void *buffer;   /* the thread's own bytes of a place, from malloc, or NULL */
    struct drusti_copy *copy; /* what REF_WORD keeps pinned while the thread runs, or NULL */
    struct drusti_copy *kept; /* the copy a word or bytes were lent out of, until the join; its
                                 children must not move meanwhile. NULL at the importer */
};

/* ---- The spawning side -------------------------------------------------------*/

/* Note the arguments of a thread that runs on this server; `arguments` is its
 * argument block. Words are not resolved yet. */
void drusti_lend_here(struct drust_server *self, const struct drust_entry *entry,
                      const struct drust_actual *actuals, struct drusti_loan *loans,
                      char *arguments);
/* Note them and write them into a SPAWN for another server. */
void drusti_lend_export(struct drust_server *self, const struct drust_entry *entry,
                        const struct drust_actual *actuals, struct drusti_loan *loans,
                        struct drusti_wire_writer *message);
/* The thread has ended: put last words and places where they belong, its
 * result into `result`. `message` is the rest of its DONE, NULL if it ran here. */
void drusti_lend_settle(struct drust_server *self, const struct drust_entry *entry,
                        struct drusti_loan *loans, void *result,
                        struct drusti_wire_reader *message);

/* ---- The running side ----------------------------------------------------------*/

/* Read the arguments of a thread of another server. */
void drusti_lend_import(struct drusti_wire_reader *message, const struct drust_entry *entry,
                        struct drusti_loan *loans, char *arguments);
/* Resolve the borrows among the arguments, before the thread's function. */
void drusti_lend_open(struct drust_server *self, const struct drust_entry *entry,
                      struct drusti_loan *loans, char *arguments);
/* Write what goes back into a DONE. Returns the number of values. */
uint32_t drusti_lend_return(struct drust_server *self, const struct drust_entry *entry,
                            const struct drusti_loan *loans, const void *result,
                            struct drusti_wire_writer *message);
/* Let go of pins and buffers, after the thread's function and the return. */
void drusti_lend_close(const struct drust_entry *entry, struct drusti_loan *loans);

/* RELEASE; called by the progress thread. */
void drusti_lend_on_release(struct drusti_wire_reader *message);

#endif

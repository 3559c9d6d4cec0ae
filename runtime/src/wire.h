/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The messages of the protocol. All fields are little-endian and of fixed
 * width; every struct is its own encoding (sizes asserted, no padding). What
 * follows a struct is said beside it. A message that does not decode ends the
 * job: another server is broken, and going on could only spread that.
 *
 *   message      who sends it                      what answers it
 *   RECLAIM      whoever moved or dropped          nothing; batched
 *   INVALIDATE   the home, colours used up         INVALIDATED
 *   NEW          an allocation placed elsewhere    NEWED
 *   SPAWN        a thread placed elsewhere         DONE
 *   RELEASE      whoever READ a lent block         nothing
 *   FLUSH        a server short of memory          nothing (its peers send what they gathered)
 */
#ifndef DRUSTI_WIRE_H
#define DRUSTI_WIRE_H

#include "check.h"
#include "types.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "structs are their own encoding");

enum drusti_message {
    DRUSTI_RECLAIM = 1,
    DRUSTI_INVALIDATE,
    DRUSTI_INVALIDATED,
    DRUSTI_NEW,
    DRUSTI_NEWED,
    DRUSTI_SPAWN,
    DRUSTI_DONE,
    DRUSTI_RELEASE,
    DRUSTI_FLUSH
};

/* Entries of one RECLAIM or INVALIDATE. */
#define DRUSTI_BATCH_MAX 64u
/* A value up to so many bytes travels inside a message; a longer one in a
 * block of the sender's partition that the receiver READs. */
#define DRUSTI_INLINE_MAX 4096u

/* Owner words whose H says what they want: set, drop what the object owns,
 * too; clear, the bytes have moved away. Both count as handed out. */
struct drusti_wire_reclaim { /* 0 count, 4 zero, 8 words */
    uint32_t count;
    uint32_t zero;
    uint64_t words[DRUSTI_BATCH_MAX]; /* `count` of them are sent */
};

struct drusti_wire_invalidate { /* 0 round, 8 count, 12 zero, 16 addresses */
    uint64_t round;
    uint32_t count;
    uint32_t zero;
    uint64_t addresses[DRUSTI_BATCH_MAX]; /* `count` of them are sent */
};

struct drusti_wire_invalidated { /* 0 round */
    uint64_t round;
};

struct drusti_wire_new { /* 0 request, 8 bytes, 16 type, 20 zero */
    uint64_t request;
    uint64_t bytes;
    uint32_t type;
    uint32_t zero;
};

struct drusti_wire_newed { /* 0 request, 8 word (0: no room) */
    uint64_t request;
    uint64_t word;
};

struct drusti_wire_spawn { /* 0 thread, 8 entry, 12 count; then `count` values */
    uint64_t thread;
    uint32_t entry;
    uint32_t count;
};

struct drusti_wire_done { /* 0 thread, 8 count, 12 zero; then `count` values */
    uint64_t thread;
    uint32_t count;
    uint32_t zero;
};

#define DRUSTI_VALUE_RESULT UINT32_MAX
#define DRUSTI_VALUE_WORD 0u   /* `word` is an owner word */
#define DRUSTI_VALUE_INLINE 1u /* `bytes` bytes follow, padded to a multiple of 8 */
#define DRUSTI_VALUE_BLOCK 2u  /* `word` is the address of a block of the sender's */
struct drusti_wire_value {     /* 0 index, 4 pass, 8 type, 12 form, 16 bytes, 24 word */
    uint32_t index;            /* of the argument, or DRUSTI_VALUE_RESULT */
    uint32_t pass;             /* enum drust_pass */
    uint32_t type;             /* of the elements if they hold owner words, else DRUSTI_TYPE_NONE */
    uint32_t form;             /* DRUSTI_VALUE_* */
    uint64_t bytes;
    uint64_t word;
};

struct drusti_wire_release { /* 0 address */
    uint64_t address;
};

_Static_assert(sizeof(struct drusti_wire_reclaim) == 8 + 8 * DRUSTI_BATCH_MAX, "wire");
_Static_assert(sizeof(struct drusti_wire_invalidate) == 16 + 8 * DRUSTI_BATCH_MAX, "wire");
_Static_assert(sizeof(struct drusti_wire_invalidated) == 8, "wire");
_Static_assert(sizeof(struct drusti_wire_new) == 24, "wire");
_Static_assert(sizeof(struct drusti_wire_newed) == 16, "wire");
_Static_assert(sizeof(struct drusti_wire_spawn) == 16, "wire");
_Static_assert(sizeof(struct drusti_wire_done) == 16, "wire");
_Static_assert(sizeof(struct drusti_wire_value) == 32, "wire");
_Static_assert(sizeof(struct drusti_wire_release) == 8, "wire");

/* Send a message that counts for termination. Any thread; never blocks. */
void drusti_wire_send(struct drust_server *self, uint32_t to, enum drusti_message type,
                      const void *body, size_t bytes);

/* A message being written: grows as needed. Start with {0}. */
struct drusti_wire_writer {
    uint8_t *bytes;
    size_t length;
    size_t room;
};
/* Append `bytes` bytes and zeros up to a multiple of 8. */
void drusti_wire_put(struct drusti_wire_writer *writer, const void *from, size_t bytes);
/* Send what was written and free it. */
void drusti_wire_finish(struct drusti_wire_writer *writer, struct drust_server *self, uint32_t to,
                        enum drusti_message type);

/* A message being read. Whatever does not fit ends the job. */
struct drusti_wire_reader {
    struct drust_server *self;
    const uint8_t *at;
    size_t left;
    uint32_t from; /* the server that sent it */
};
/* The next `bytes` bytes (padded to a multiple of 8 in the message). */
const void *drusti_wire_take(struct drusti_wire_reader *reader, size_t bytes);
/* Copy the next struct out. */
void drusti_wire_get(struct drusti_wire_reader *reader, void *to, size_t bytes);
/* A condition that a message of a sound server fulfils. */
static inline void drusti_wire_expect(const struct drusti_wire_reader *reader, bool condition,
                                      const char *what)
{
    DRUSTI_REQUIRE(condition, "server %u sent a message that is wrong: %s", reader->from, what);
}

#endif

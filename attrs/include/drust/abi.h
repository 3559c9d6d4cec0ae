/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The contract between compiled code and the runtime: the owner word, the
 * object header, the records the plugin emits, and the entry points it calls.
 * Both the plugin (C++) and the runtime (C) include this file and nothing of
 * each other. Any change here changes DRUST_ABI_VERSION: an object file of
 * another version refers to another __drust_abi_N and does not link.
 */
#ifndef DRUST_ABI_H
#define DRUST_ABI_H

#include <stddef.h>
#include <stdint.h>

#define DRUST_ABI_VERSION 4
#define DRUST_ABI_SYMBOL "__drust_abi_4"

/* ---- The owner word --------------------------------------------------------
 *   63      handed out (H): the word may be known to another server
 *   62..48  colour: which life of the address this is
 *   47..0   address of the payload; 0 is NULL (the whole word is 0 then)
 * A word with H = 0 and colour 0 is a plain address. Any other is
 * non-canonical on x86-64: using it without a resolve faults at once.
 */
#define DRUST_HANDED_OUT ((uint64_t)1 << 63)
#define DRUST_COLOUR_SHIFT 48
#define DRUST_COLOUR_MAX 0x7fffu
#define DRUST_ADDRESS_MASK (((uint64_t)1 << DRUST_COLOUR_SHIFT) - 1)

/* ---- The object header -----------------------------------------------------
 * Stands directly before every payload; payloads are 16-byte aligned.
 */
struct drust_header {
    uint64_t bytes; /* of the payload: whole elements (struct drust_type says which) */
    uint32_t type;  /* index into the image's table of struct drust_type */
    uint32_t flags; /* DRUST_HEADER_* */
};
#define DRUST_HEADER_BYTES 16
#define DRUST_HEADER_COPY 1u /* a read copy, not an object */
#define DRUST_HEADER_RAW 2u  /* drust_into_raw gave it away: no owner word names it */

/* ---- Records the plugin emits ----------------------------------------------
 * Each kind stands in a section of its own, as an array between the linker's
 * __start_ and __stop_ symbols. Sizes are asserted below: a table is walked by
 * index.
 */

/* Owner words inside a value: `count` words, `stride` bytes apart. */
struct drust_slot {
    uint32_t offset;
    uint32_t count;
    uint32_t stride;
    uint32_t flags; /* DRUST_SLOT_* */
};
#define DRUST_SLOT_TAIL 1u     /* in each element of the flexible array member, from its start */
#define DRUST_SLOT_AFFINITY 2u /* what it owns lives with the object the word lies in */

/* Structs with DRUST_DROP inside a value: `count` of them, `stride` bytes apart. */
struct drust_hook {
    uint32_t offset;
    uint32_t count;
    uint32_t stride;
    uint32_t bytes;         /* of one struct */
    void (*run)(void *one); /* not for a struct whose fields are zero, which holds nothing */
    const uint8_t *values;  /* which bits of one are a field's; NULL: all, there is no padding */
    uint32_t flags;         /* DRUST_SLOT_TAIL */
    uint32_t reserved;
};

/* An object is an array of values of its type. If the type has a flexible array
 * member it is one value instead, and the elements are those of that member:
 * tail_offset + n * tail_bytes bytes. */
#define DRUST_SECTION_TYPES "drust_types"
#define DRUST_TYPE_MAY_HOOK 1u /* there are hooks in it, or may be in what it owns */
#define DRUST_TYPE_AFFINITY 2u /* some slot has DRUST_SLOT_AFFINITY */
struct drust_type {
    uint64_t hash[2];  /* of tag, size, alignment, field offsets, kinds and, by tag, pointees */
    const char *name;  /* as a user writes it: "struct node" */
    const char *where; /* "file:line" of the definition */
    uint64_t size;
    uint32_t align;
    uint32_t slot_count;
    const struct drust_slot *slots; /* NULL if slot_count is 0; those of the tail stand last */
    uint32_t tail_offset;           /* of the flexible array member */
    uint32_t tail_bytes;            /* of its element; 0 if there is no such member */
    const struct drust_hook *hooks; /* a struct before those in it; those of the tail stand last */
    uint32_t hook_count;
    uint32_t flags; /* DRUST_TYPE_* */
};

#define DRUST_SECTION_CONTRACTS "drust_contracts"
#define DRUST_CONTRACT_DEFINITION 1u
#define DRUST_CONTRACT_OWNERS 2u /* takes or returns owners */
struct drust_contract {
    const char *function; /* an external name */
    const char *kinds;    /* readable: "own (own, int)" */
    const char *where;    /* "file:line" */
    uint64_t hash;        /* of the kinds and of the hashes of the pointees' types */
    uint32_t flags;       /* DRUST_CONTRACT_* */
    uint32_t reserved;
};

/* The first soundness finding of an object file that was compiled with
 * -fplugin-arg-drust-permissive in spite of it. */
#define DRUST_SECTION_PERMISSIVE "drust_permissive"
struct drust_permissive {
    const char *id;    /* of the diagnostic: "kind-erased" */
    const char *where; /* "file:line" */
};

/* Every object file has one: how it was compiled. */
#define DRUST_SECTION_OBJECTS "drust_objects"
#define DRUST_OBJECT_PLAIN 1u /* for no servers */
struct drust_object {
    const char *file;
    uint32_t flags; /* DRUST_OBJECT_* */
    uint32_t reserved;
};

/* Owners in static storage: `count` values of `type`, the first of them at at(),
 * one per server, or with DRUST_STATIC_THREAD one per thread. */
#define DRUST_SECTION_STATICS "drust_statics"
#define DRUST_STATIC_THREAD 1u
struct drust_static {
    void *(*at)(void);
    void (*drop)(void *first, size_t count, const struct drust_type *type);
    const struct drust_type *type;
    uint64_t count;
    uint32_t flags; /* DRUST_STATIC_* */
    uint32_t reserved;
};

/* How one argument crosses to a spawned thread. */
enum drust_pass {
    DRUST_PASS_VALUE,     /* plain bytes, copied */
    DRUST_PASS_OWN,       /* an owner word: moves */
    DRUST_PASS_REF_WORD,  /* a whole object, lent shared: its word crosses */
    DRUST_PASS_MREF_WORD, /* a whole object, lent exclusively: its word crosses and comes back */
    DRUST_PASS_REF_BYTES, /* a place, lent shared: its bytes cross */
    DRUST_PASS_MREF_BYTES /* a place, lent exclusively: its bytes cross and come back */
};

#define DRUST_SECTION_ENTRIES "drust_entries"
#define DRUST_NO_AFFINITY UINT32_MAX
/* A function that is spawned somewhere. `run` unpacks an argument block whose
 * i-th argument starts at offset[i]: a value for VALUE, a word for OWN, a
 * resolved address for borrows. */
struct drust_entry {
    const char *name;
    void (*run)(void *arguments, void *result);
    const uint32_t *offset; /* one an argument, multiples of 16 */
    const char *signature;  /* types and kinds, compared between servers */
    uint32_t argument_count;
    uint32_t arguments_bytes;
    uint32_t result_bytes; /* 0 for void */
    uint32_t affinity;     /* index of the DRUST_AFFINITY parameter or DRUST_NO_AFFINITY */
    const struct drust_type *result_type; /* of an owner or a struct with owners; else NULL */
};

/* One argument of one call of drust_spawn. */
#define DRUST_ACTUAL_COUNTED 1u /* *_WORD, *_BYTES: `count` elements of `bytes` bytes each */
#define DRUST_ACTUAL_WHOLE 2u   /* *_BYTES: the object that starts at `at`, as long as it is */
struct drust_actual {
    uint32_t pass;  /* enum drust_pass */
    uint32_t flags; /* DRUST_ACTUAL_* */
    uint64_t bytes; /* of a VALUE, of a place lent by bytes or of one of its elements; else 8 */
    void *at; /* VALUE: the bytes; OWN: the word itself; *_WORD: the slot; *_BYTES: the resolved
                 place */
    const struct drust_type *type; /* of bytes that hold owners; else NULL */
    uint64_t *copy; /* REF_WORD from a borrow variable: the variable's own word, `at` is the owner's
                       slot */
    uint64_t count; /* COUNTED: a negative number is a very large one */
    const char *from; /* COUNTED: where the array or part begins, NULL if that is not known */
    const char *end;  /* and ends, NULL if only the object that it lies in tells */
};

/* A place in the source where a resolve stands. Writable: `seen` remembers the
 * bytes of the object this place met last (a transport may need it). */
#define DRUST_SITE_NULLABLE 1u /* NULL passes through instead of trapping */
struct drust_site {
    const char *file;
    const char *what; /* the resolved expression as written: "n->next" */
    uint32_t line;
    uint32_t pin;   /* index into the frame's pins */
    uint32_t flags; /* DRUST_SITE_* */
    uint32_t seen;
};

/* ---- Pins ------------------------------------------------------------------
 * A pin keeps one read copy in place. Every local and every place that may
 * hold one has a number in its function's frame; `used` has a bit for each pin
 * that is set, so that entering a function costs one store and leaving it one
 * test. Contents of an unused pin are undefined.
 */
#define DRUST_FRAME_PINS 64
struct drust_pin {
    uint64_t word; /* what was resolved */
    void *at;      /* where its copy lies */
    struct drusti_copy *copy;
};
struct drust_frame {
    uint64_t used;
    struct drust_pin pins[];
};

/* The most borrows a view can hold. */
#define DRUST_VIEW_BORROWS 16

/* A call of a function that has something to leave behind, or that others with
 * something may call, and that calls code of which nobody knows whether it comes
 * back or jumps. A thread has one in __drust_open_calls, and each call keeps what
 * was there before in its frame: so nothing is read from frames that are gone. */
struct drust_open {
    struct drust_open *innermost;  /* what it has kept; NULL: no call is open */
    const struct drust_site *site; /* of that call; `what` is the function's name */
};

/* ---- Threads and scopes ----------------------------------------------------*/
/* Results of drust_join. */
enum drust_status {
    DRUST_OK = 0,
    DRUST_EMPTY = 1, /* the handle holds no thread */
    DRUST_DIED = 2   /* the thread's server is gone */
};

struct drusti_thread;
struct drusti_lent;
/* The handle of a spawned thread; owned: dropping it joins. */
typedef struct drust_thread {
    struct drusti_thread *thread;
} drust_thread;

/* Lives on the stack of the function that has a drust_scope. */
struct drust_scope {
    struct drusti_thread *threads; /* spawned inside and not yet settled */
    struct drusti_lent *lent;      /* ranges lent by their bytes, or NULL; from malloc */
};

#ifdef __cplusplus
#define DRUST_STATIC_ASSERT static_assert
#else
#define DRUST_STATIC_ASSERT _Static_assert
#endif
DRUST_STATIC_ASSERT(sizeof(struct drust_header) == DRUST_HEADER_BYTES, "header");
DRUST_STATIC_ASSERT(sizeof(struct drust_slot) == 16, "slot");
DRUST_STATIC_ASSERT(sizeof(struct drust_hook) == 40, "hook");
DRUST_STATIC_ASSERT(sizeof(struct drust_type) == 80, "type");
DRUST_STATIC_ASSERT(sizeof(struct drust_contract) == 40, "contract");
DRUST_STATIC_ASSERT(sizeof(struct drust_permissive) == 16, "permissive");
DRUST_STATIC_ASSERT(sizeof(struct drust_static) == 40, "static");
DRUST_STATIC_ASSERT(sizeof(struct drust_object) == 16, "object");
DRUST_STATIC_ASSERT(sizeof(struct drust_entry) == 56, "entry");
DRUST_STATIC_ASSERT(sizeof(struct drust_actual) == 64, "actual");
DRUST_STATIC_ASSERT(sizeof(struct drust_site) == 32, "site");
DRUST_STATIC_ASSERT(sizeof(struct drust_pin) == 24, "pin");
#undef DRUST_STATIC_ASSERT

#ifndef __cplusplus
/* ---- What the compiler calls -----------------------------------------------
 * None of these returns on failure: they report server, object and source line
 * and end the job. All may be called from any thread of the job. Functions
 * marked slow are called only after the inline check failed; they preserve all
 * registers but the results.
 */
#define DRUST_SLOW __attribute__((preserve_most, cold, noinline))

struct drust_pair {
    uint64_t word; /* store this into the slot, directly after the call */
    void *at;      /* where the object lies now */
};

/* The range of this server's heap partition; constant once main runs. The
 * inline check is word - base < size. base > 0, so NULL is never in range. */
extern uint64_t __drust_heap_base __attribute__((visibility("hidden")));
extern uint64_t __drust_heap_size __attribute__((visibility("hidden")));

/* Resolve for reading. A remote object's copy stays pinned in pin `site->pin`
 * of `frame` until that pin resolves something else or the frame is left.
 * Addresses outside every partition (stack, static) come back unchanged. NULL
 * ends the job unless the site is nullable. May block on one READ. */
DRUST_SLOW void *__drust_shared(uint64_t word, struct drust_frame *frame, struct drust_site *site);

/* Resolve for writing; the checker proves that nobody else may look at the
 * slot. The object is at home here afterwards and H is clear. */
DRUST_SLOW struct drust_pair __drust_exclusive(uint64_t word, struct drust_site *site);

/* Drop a non-NULL owner word: here if it is at home or a drop function may have
 * to run, else by message. */
void __drust_drop(uint64_t word);
/* Drop `count` consecutive owner words (a local array of owners, last first). */
void __drust_drop_slots(uint64_t *slots, size_t count);
/* Drop what `count` consecutive structs of `type` own; their words become NULL. */
void __drust_drop_structs(void *first, size_t count, const struct drust_type *type);
/* Move the struct at `from` to `to`, which holds no owner; the words at `from`
 * become NULL. The same without servers. */
void __drust_struct_move(void *to, void *from, const struct drust_type *type);
/* The same to a place that may hold owners: those are dropped at the end. */
void __drust_struct_assign(void *to, void *from, const struct drust_type *type);

/* A compound literal is reached: what `value` holds goes to the `count` values at
 * `place`, and what was there is dropped; `place`. */
void *__drust_literal(void *place, void *value, size_t count, const struct drust_type *type);

/* Owners in static storage, which several threads of a server may reach, in both
 * builds. Each word has one owner at any time: an owner word goes into *slot and
 * the one that was there comes out; two structs of `type` are exchanged, whole
 * as seen by this function. */
void *__drust_static_swap_word(void *word, void **slot);
void __drust_static_swap(void *place, void *value, const struct drust_type *type);
/* Before a thread-local owner takes a value: a thread that the program started
 * without DRust drops what its own hold when it ends. */
void __drust_static_thread(void);

/* Leave a frame with used pins. */
DRUST_SLOW void __drust_unpin(struct drust_frame *frame);
/* Leave the frame of a function that returns a borrow: pin 0, if used, goes
 * into the calling thread's __drust_handover; the others are released. */
DRUST_SLOW void __drust_hand_over(struct drust_frame *frame);
/* After a call that returned the borrow `at`: pin `pin` of `frame` is released
 * and takes what was handed over, if it pins the copy that `at` lies in, else
 * pins that copy again if any pin of `frame` holds it. */
DRUST_SLOW void __drust_adopt(void *at, struct drust_frame *frame, uint32_t pin);
/* Pin `to` is released and pins what pin `from` of `from_frame` pins. */
DRUST_SLOW void __drust_share_pin(struct drust_frame *from_frame, uint32_t from,
                                  struct drust_frame *to_frame, uint32_t to);
extern _Thread_local struct drust_pin __drust_handover; /* copy == NULL: none */

/* Borrows in views. The borrow `at` now stands at `field`: whatever was pinned
 * for that field is released, and the copy that `at` lies in is pinned once more
 * if a pin of `frame` or one of another field holds it (else it is no copy, or a
 * caller holds it). __drust_kept is how many fields of this thread have a pin:
 * nothing need be called while it is 0 and the frame has no pins. */
DRUST_SLOW void __drust_keep(const void *field, const void *at, const struct drust_frame *frame);
/* The fields in these bytes are gone. */
DRUST_SLOW void __drust_forget(const void *first, size_t bytes);
/* Pin `pin` of `frame` is released and pins what `at` lies in, found likewise. */
DRUST_SLOW void __drust_pin_at(const void *at, struct drust_frame *frame, uint32_t pin);
/* Before the frame of a function that returns a view with so many borrows is
 * left: its first pins are handed over. And, in the caller, for each field of
 * the view in their order. __drust_view_handover != 0: some are on their way. */
DRUST_SLOW void __drust_hand_over_view(struct drust_frame *frame, size_t borrows);
DRUST_SLOW void __drust_adopt_field(const void *field, const void *at, size_t index,
                                    const struct drust_frame *frame);
extern _Thread_local uint64_t __drust_kept, __drust_view_handover;

/* The thread's innermost open call. At the start of a call that keeps it in
 * `here`, after calls of code that may jump, and at the end, it is another than
 * it should be, though nothing that the caller has called runs: the job ends if
 * that call was jumped over, and not if it is on another stack. In both builds. */
extern _Thread_local struct drust_open __drust_open_calls;
DRUST_SLOW void __drust_left_open(const struct drust_open *here);

/* A zero-filled object of `count` elements; never NULL. */
uint64_t __drust_new(const struct drust_type *type, size_t count, struct drust_site *site);
uint64_t __drust_try_new(const struct drust_type *type, size_t count, struct drust_site *site);
/* Elements of the object whose payload is at `at` (NULL: 0). */
size_t __drust_len(const void *at);
/* Give the object of *slot `count` elements: what goes is dropped, what comes is
 * zero. NULL becomes a new object. Stores the new word; may block. */
void __drust_resize(const struct drust_type *type, size_t count, uint64_t *slot,
                    struct drust_site *site);
/* A copy, on this server, of the whole object of `type` whose payload is at `at`
 * (NULL: 0) and of everything it owns. May block on READs. */
uint64_t __drust_clone(const void *at, const struct drust_type *type, struct drust_site *site);

/* An owned copy of a string. */
uint64_t __drust_strdup(const struct drust_type *type, const char *text, struct drust_site *site);
/* Sort `count` elements of `size` bytes, and find one that compares equal to
 * `key` among sorted ones: its index, or `count`. A heap array must be so long. */
typedef int __drust_compare(const void *a, const void *b);
void __drust_sort(size_t count, size_t size, __drust_compare *compare, void *at,
                  struct drust_site *site);
size_t __drust_search(size_t count, size_t size, __drust_compare *compare, const void *key,
                      const void *at, struct drust_site *site);

/* Give up what `word` names: it is at home here from now on, nobody else may
 * look at it, and its address is the result (NULL: NULL). May block. And take it
 * back, as an owner word; `type` NULL: whatever it is. */
void *__drust_into_raw(uint64_t word, struct drust_site *site);
uint64_t __drust_from_raw(const void *at, const struct drust_type *type, struct drust_site *site);
/* The same word, or resolved address, after a look at the object's header: if it
 * is not of `type` the job ends. NULL passes. The first may block on one READ. */
uint64_t __drust_cast_owner(uint64_t word, const struct drust_type *type, struct drust_site *site);
void *__drust_cast_borrow(void *at, const struct drust_type *type, struct drust_site *site);
/* The address, at its home, of what an owner word or a resolved address names;
 * and whether two of them name the same. */
uint64_t __drust_id(uint64_t word);
int __drust_same(uint64_t left, uint64_t right);

/* Start `entry`. `server` < 0: at the affinity argument's home, else where the
 * placement decides. `scope` may be NULL if no argument is lent. Words of
 * actuals passed as OWN belong to the runtime afterwards. Never fails. */
drust_thread __drust_spawn(const struct drust_entry *entry, int64_t server,
                           struct drust_scope *scope, const struct drust_actual *actuals,
                           struct drust_site *site);
/* Wait for the thread and empty the handle. `result` (may be NULL) receives
 * `bytes` bytes; `owners` (NULL if there are none) is the type of what it holds,
 * an owner or a struct with owners, whose old value is dropped. */
int __drust_join(drust_thread *handle, void *result, size_t bytes, const struct drust_type *owners,
                 struct drust_site *site);
void __drust_thread_drop(drust_thread *handles, size_t count);
/* Empty handles without waiting: their drust_scope joins the threads. */
void __drust_thread_leave(drust_thread *handles, size_t count);
void __drust_scope_enter(struct drust_scope *scope);
void __drust_scope_leave(struct drust_scope *scope);

/* The plain build (no servers): the same moves and drops over calloc. */
void *__drust_plain_new(const struct drust_type *type, size_t count);
void __drust_plain_drop(void *object);
void __drust_plain_drop_slots(void **slots, size_t count);
void __drust_plain_drop_structs(void *first, size_t count, const struct drust_type *type);
void *__drust_plain_literal(void *place, void *value, size_t count, const struct drust_type *type);
void __drust_plain_struct_assign(void *to, void *from, const struct drust_type *type);
size_t __drust_plain_len(const void *object);
void __drust_plain_resize(const struct drust_type *type, size_t count, void **slot);
void *__drust_plain_clone(const void *object, const struct drust_type *type);
void *__drust_plain_strdup(const struct drust_type *type, const char *text);
void __drust_plain_sort(size_t count, size_t size, __drust_compare *compare, void *at);
size_t __drust_plain_search(size_t count, size_t size, __drust_compare *compare, const void *key,
                            const void *at);
void *__drust_plain_from_raw(void *object, const struct drust_type *type);
void *__drust_plain_cast(void *object, const struct drust_type *type);
drust_thread __drust_plain_spawn(const struct drust_entry *entry,
                                 const struct drust_actual *actuals);
int __drust_plain_join(drust_thread *handle, void *result, size_t bytes,
                       const struct drust_type *owners);
void __drust_plain_thread_drop(drust_thread *handles, size_t count);
#endif

#endif

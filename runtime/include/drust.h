/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * DRust for C: what a program includes. Kinds of pointers (DRUST_OWNED and the
 * others) come from drust/attrs.h; everything here is either a macro the plugin
 * knows by the function it expands to, or an ordinary function.
 */
#ifndef DRUST_H
#define DRUST_H

#include <drust/abi.h>
#include <drust/attrs.h>

#ifdef __cplusplus
#error "drust.h is for C: the plugin does not know C++"
#endif

/* ---- Marks -----------------------------------------------------------------
 * Calls of these never reach the linker: the plugin replaces each one, and one
 * in a place it does not know is a compile error.
 */
void *__drust_mark_new(size_t size, size_t count);
void *__drust_mark_try_new(size_t size, size_t count);
void *__drust_mark_new_flex(size_t size, size_t count);
void *__drust_mark_try_new_flex(size_t size, size_t count);
void *__drust_mark_clone(const volatile void *object);
void *__drust_mark_strdup(const char *text);
void __drust_mark_resize(const volatile void *slot, size_t count);
void __drust_mark_sort(const volatile void *array, size_t count, void (*compare)(void));
size_t __drust_mark_search(const volatile void *key, const volatile void *array, size_t count,
                           void (*compare)(void));
void *__drust_mark_take(const volatile void *slot);
void *__drust_mark_replace(const volatile void *slot, ...);
void __drust_mark_move(void);
void __drust_mark_drop(const volatile void *owner);
size_t __drust_mark_len(const volatile void *owner);
void __drust_mark_spawn(int64_t server);
drust_thread __drust_mark_spawned(void);
int __drust_mark_join(const volatile void *handle, volatile void *result, size_t bytes);
int __drust_mark_scope(void);
int __drust_mark_unsafe(const char *reason);
void *__drust_mark_into_raw(const volatile void *owner);
void *__drust_mark_from_raw(const volatile void *pointer);
void *__drust_mark_assume_borrow(const volatile void *pointer);
void *__drust_mark_assume_mut(const volatile void *pointer);
void *__drust_mark_cast(const volatile void *pointer);
int __drust_mark_same(const volatile void *left, const volatile void *right);
uint64_t __drust_mark_id(const volatile void *pointer);
void __drust_mark_split(const volatile void *first, const volatile void *second);

/* ---- Owning ----------------------------------------------------------------*/

/* A zero-filled object, or array of n objects, on this server's partition. Out
 * of memory ends the program with a message; the try forms give NULL. */
#define drust_new(T) ((T *)__drust_mark_new(sizeof(T), 1))
#define drust_new_array(T, n) ((T *)__drust_mark_new(sizeof(T), (n)))
#define drust_try_new(T) ((T *)__drust_mark_try_new(sizeof(T), 1))
#define drust_try_new_array(T, n) ((T *)__drust_mark_try_new(sizeof(T), (n)))
/* The same for a T with a flexible array member, which gets n elements. */
#define drust_new_flex(T, n) ((T *)__drust_mark_new_flex(sizeof(T), (n)))
#define drust_try_new_flex(T, n) ((T *)__drust_mark_try_new_flex(sizeof(T), (n)))

/* A deep copy, on this server, of what an owner or a borrow names: the whole
 * object or array and everything it owns, wherever that lies. It is owned, and
 * not const even if o is; NULL gives NULL. Out of memory, and a borrow of a part
 * or of a variable, end the program with a message. */
#define drust_clone(o) ((__typeof_unqual__(*(o)) *)__drust_mark_clone(o))
/* An owned copy, on this server, of a string: untracked, an owner or a borrow. */
#define drust_strdup(s) ((char *)__drust_mark_strdup(s))
/* Give the array that *slot owns n elements. Those that go are dropped first,
 * those that come are zero, the others keep their values; the array comes to
 * this server and may move. NULL becomes a new array; n = 0 leaves an array
 * without elements, not NULL. Out of memory ends the program with a message.
 * Every call may copy the array: to append often, grow it by a factor. */
#define drust_resize(slot, n) __drust_mark_resize((slot), (n))

/* What moves: an owner, a struct with owners in it, a drust_thread.
 *
 * Move out of *slot, whatever it is part of, and leave NULL: in a struct, in each
 * of its owners. */
#define drust_take(slot) ((void)0, *(__typeof__(&*(slot)))__drust_mark_take(slot))
/* Move out of *slot and move value, of the same type, in. */
#define drust_replace(slot, value)                                                                 \
    ((void)0, *(__typeof__(&*(slot)))__drust_mark_replace((slot), (value)))
/* Say an implicit move aloud. */
#define drust_move(place) (__drust_mark_move(), (place))
/* Drop before the scope ends; NULL is fine. */
#define drust_drop(owner) __drust_mark_drop(owner)
/* Elements of an owned array, or of the flexible array member of an owned
 * object that has one; 0 for NULL. */
#define drust_len(owner) __drust_mark_len(owner)

/* Sort the first n elements of an array: an owner, a mutable borrow, or for the
 * call an untracked array of what owns nothing. Elements move as they are, with
 * what they own. compare is a function
 *     int compare(const T *DRUST_BORROW a, const T *DRUST_BORROW b)
 * that gives a number below, of or above 0, as for qsort; its elements may be
 * anywhere while it runs. The order of equal elements is not said. */
#define drust_sort(o, n, compare) __drust_mark_sort((o), (n), (void (*)(void))(compare))
/* The index of an element that compares equal to *key among the first n of an
 * array sorted by compare, as a size_t; n if there is none. */
#define drust_search(key, o, n, compare)                                                           \
    __drust_mark_search((key), (o), (n), (void (*)(void))(compare))

/* ---- Parts -------------------------------------------------------------------
 * Mutable borrows of parts of one array that do not overlap: each may be lent
 * to another thread. p is an owner, a mutable borrow or an untracked array.
 */

/* The first k elements of the array p, and those behind them, into the mutable
 * borrow variables whose addresses lo and hi are. */
#define drust_split_mut(p, k, lo, hi)                                                              \
    do {                                                                                           \
        size_t drust_split_at = (k);                                                               \
        *(lo) = (p);                                                                               \
        *(hi) = *(lo) + drust_split_at;                                                            \
        __drust_mark_split((lo), (hi));                                                            \
    } while (0)
/* drust_each_mut(it, p, n) { ... }: a loop over the first n elements of p; it is
 * a mutable borrow of one. The outer loop runs once: it holds what is evaluated
 * before p is borrowed. */
#define drust_each_mut(it, p, n)                                                                   \
    for (size_t it##_count = (n), it##_once = 1; it##_once != 0; it##_once = 0)                    \
        for (__typeof__(*(p)) *DRUST_MUT_BORROW it = (p), *DRUST_MUT_BORROW it##_end =             \
                                                              it + it##_count;                     \
             it != it##_end; ++it)
/* drust_chunks_mut(part, len, p, n, size) { ... }: a loop over the first n
 * elements of p in parts of size elements, the last of which may be shorter;
 * part is a mutable borrow of the first of them and len, a size_t, says how many
 * they are. */
#define drust_chunks_mut(part, len, p, n, size)                                                    \
    for (size_t len = 0, part##_left = (n),                                                        \
                part##_size = drust_chunk_size((size), __FILE__, __LINE__), part##_once = 1;       \
         part##_once != 0; part##_once = 0)                                                        \
        for (__typeof__(*(p)) *DRUST_MUT_BORROW part = (p);                                        \
             (len = part##_left < part##_size ? part##_left : part##_size) != 0;                   \
             part += len, part##_left -= len)
/* size, unless it is 0: that ends the program with a message. */
size_t drust_chunk_size(size_t size, const char *file, unsigned line);

/* ---- Which object it is ------------------------------------------------------*/

/* Any pointer to T, when v, an owner or a borrow of void or of the type of T's
 * first member, names a T or an array of them: an owner moves, a borrow is
 * borrowed. Ends the program with a message if the object is of another type, or
 * if a borrow does not name a whole object. */
#define drust_cast(T, v) ((T *)__drust_mark_cast(v))
/* Whether two owners or borrows name the same object, or the same part of one;
 * and a number for it that is the same on every server. Both hold until the
 * object moves to another server. NULL is 0. What is lent to a thread by value
 * (a variable, a field, a part) has an identity of its own there. */
#define drust_same(p, q) __drust_mark_same((p), (q))
#define drust_id(p) __drust_mark_id(p)

/* ---- Where the compiler cannot check -------------------------------------------
 * DRUST_UNSAFE("reason") { ... } is a block in which a tracked pointer may be
 * stored and returned as an untracked one, an owner may be reached through an
 * untracked pointer, and in which alone the following may stand. The reason must
 * be a string literal that says something.
 */
#define DRUST_UNSAFE(...) if (1 || __drust_mark_unsafe("" __VA_ARGS__))
/* Give ownership up. The object comes to this server and stays there: the
 * result is its plain address, which C code may use and keep. Until it is taken
 * back, on this server, nothing drops it. NULL gives NULL. */
#define drust_into_raw(o) ((__typeof__(o))__drust_mark_into_raw(o))
/* Take ownership of a T, or an array of them, that drust_into_raw gave. Anything
 * else ends the program with a message. */
#define drust_from_raw(T, p) ((T *)__drust_mark_from_raw(p))
/* A shared, and a mutable, borrow of what the plain pointer p points to. The
 * program makes sure that it stays there, and of the rules of borrows. */
#define drust_assume_borrow(p) ((__typeof__(1 ? (p) : (p)))__drust_mark_assume_borrow(p))
#define drust_assume_mut(p) ((__typeof__(1 ? (p) : (p)))__drust_mark_assume_mut(p))

/* ---- Threads ---------------------------------------------------------------*/

/* Run function(arguments) in a thread of its own, where the DRUST_AFFINITY
 * argument lives, else where the placement decides. Borrowed arguments need an
 * enclosing drust_scope. It never fails: where there is no thread to be had, the
 * function runs when one is free, or in the middle of a thread that waits for
 * another's end. */
#define drust_spawn(function, ...)                                                                 \
    (__drust_mark_spawn(-1), (void)(function)(__VA_ARGS__), __drust_mark_spawned())
/* The same on one server, 0 .. drust_servers() - 1. */
#define drust_spawn_on(server, function, ...)                                                      \
    (__drust_mark_spawn(server), (void)(function)(__VA_ARGS__), __drust_mark_spawned())
/* Wait for the thread of the handle (a place), store its result in *result
 * (NULL: forget it) and leave the handle empty. An enum drust_status. */
#define drust_join(handle, result) __drust_mark_join(&(handle), (result), sizeof *(result))
/* drust_scope { ... }: every thread spawned inside is joined on every way out. */
#define drust_scope if (__drust_mark_scope())

/* Number of servers of the job, and the caller's own, 0-based. */
unsigned drust_servers(void);
unsigned drust_server(void);

/* ---- Counters --------------------------------------------------------------*/

/* This server's counter of that name since the start (runtime/src/trace.h lists
 * them); an unknown name ends the program with a message. */
uint64_t drust_counter(const char *name);

#endif

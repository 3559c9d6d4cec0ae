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
void *__drust_mark_take(const volatile void *slot);
void *__drust_mark_replace(const volatile void *slot, const volatile void *value);
void *__drust_mark_move(const volatile void *place);
void __drust_mark_drop(const volatile void *owner);
size_t __drust_mark_len(const volatile void *owner);
void __drust_mark_spawn(int64_t server);
drust_thread __drust_mark_spawned(void);
int __drust_mark_join(const volatile void *handle, const volatile void *result, size_t bytes);
int __drust_mark_scope(void);

/* ---- Owning ----------------------------------------------------------------*/

/* A zero-filled object, or array of n objects, on this server's partition. Out
 * of memory ends the program with a message; the try forms give NULL. */
#define drust_new(T) ((T *)__drust_mark_new(sizeof(T), 1))
#define drust_new_array(T, n) ((T *)__drust_mark_new(sizeof(T), (n)))
#define drust_try_new(T) ((T *)__drust_mark_try_new(sizeof(T), 1))
#define drust_try_new_array(T, n) ((T *)__drust_mark_try_new(sizeof(T), (n)))

/* Move the owner out of *slot, whatever it is part of, and leave NULL. */
#define drust_take(slot) ((__typeof__(*(slot)))__drust_mark_take(slot))
/* Move the owner out of *slot and move value in. */
#define drust_replace(slot, value) ((__typeof__(*(slot)))__drust_mark_replace((slot), (value)))
/* Say an implicit move aloud. */
#define drust_move(place) ((__typeof__(place))__drust_mark_move(place))
/* Drop before the scope ends; NULL is fine. */
#define drust_drop(owner) __drust_mark_drop(owner)
/* Elements of an owned array; 0 for NULL. */
#define drust_len(owner) __drust_mark_len(owner)

/* ---- Threads ---------------------------------------------------------------*/

/* Run function(arguments) in a thread of its own, where the DRUST_AFFINITY
 * argument lives, else where the placement decides. Borrowed arguments need an
 * enclosing drust_scope. */
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

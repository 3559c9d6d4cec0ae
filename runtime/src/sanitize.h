/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What the sanitizers must be told, since the allocator is a library they did
 * not see: which bytes of the partition are in use (address), and that a block
 * freed by one thread and allocated by another is a hand-over (thread). All of
 * it is nothing in other builds.
 */
#ifndef DRUSTI_SANITIZE_H
#define DRUSTI_SANITIZE_H

#include <stddef.h>

#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define drusti_asan_poison(at, bytes) __asan_poison_memory_region((at), (bytes))
#define drusti_asan_unpoison(at, bytes) __asan_unpoison_memory_region((at), (bytes))
#else
#define drusti_asan_poison(at, bytes) ((void)(at), (void)(bytes))
#define drusti_asan_unpoison(at, bytes) ((void)(at), (void)(bytes))
#endif

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define DRUSTI_SANITIZED 1
#else
#define DRUSTI_SANITIZED 0
#endif

#if __has_feature(thread_sanitizer)
#include <sanitizer/tsan_interface.h>
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);
void AnnotateIgnoreWritesBegin(const char *file, int line);
void AnnotateIgnoreWritesEnd(const char *file, int line);
#define drusti_tsan_acquire(at) __tsan_acquire((void *)(at))
#define drusti_tsan_release(at) __tsan_release((void *)(at))
/* Around calls of the allocator: of its work only memset and memcpy would be
 * seen, and not what orders them. */
#define drusti_tsan_ignore_begin()                                                                 \
    (AnnotateIgnoreReadsBegin(__FILE__, __LINE__), AnnotateIgnoreWritesBegin(__FILE__, __LINE__))
#define drusti_tsan_ignore_end()                                                                   \
    (AnnotateIgnoreWritesEnd(__FILE__, __LINE__), AnnotateIgnoreReadsEnd(__FILE__, __LINE__))
#else
#define drusti_tsan_acquire(at) ((void)(at))
#define drusti_tsan_release(at) ((void)(at))
#define drusti_tsan_ignore_begin() ((void)0)
#define drusti_tsan_ignore_end() ((void)0)
#endif

#endif

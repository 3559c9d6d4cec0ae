/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Shared by the micro benchmarks, annotated and plain: a clock, a random
 * sequence, and the report. A program's standard output is its result, equal in
 * every variant; the time of its kernel goes to standard error.
 */
#ifndef BENCH_H
#define BENCH_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* The measured function. Its own symbol, so that instructions can be counted
 * for it alone. */
#define BENCH_KERNEL __attribute__((noinline))

static inline uint64_t bench_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Between two calls of a kernel: what lies at `data` may have changed, so that
 * the second call is not left out. */
static inline void bench_again(const void *data) { __asm__ volatile("" ::"r"(data) : "memory"); }

static inline uint64_t bench_next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Number i of a sequence of different keys without order. */
static inline uint64_t bench_key(uint64_t i)
{
    i = (i ^ i >> 30) * 0xbf58476d1ce4e5b9u;
    i = (i ^ i >> 27) * 0x94d049bb133111ebu;
    return i ^ i >> 31;
}

/* The i-th number of the command line, or a default. */
static inline size_t bench_argument(int argc, char **argv, int i, size_t otherwise)
{
    return i < argc ? strtoull(argv[i], NULL, 10) : otherwise;
}

static inline void bench_report(uint64_t result, uint64_t start_ns)
{
    uint64_t end_ns = bench_ns();
    printf("%" PRIu64 "\n", result);
    fprintf(stderr, "kernel_ns %" PRIu64 "\n", end_ns - start_ns);
}

#endif

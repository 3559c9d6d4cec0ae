/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Sum an array through one borrow: array_sum [ELEMENTS [REPEATS]].
 */
#include <drust.h>

#include "bench.h"

BENCH_KERNEL static uint64_t kernel(const uint64_t *DRUST_BORROW a, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += a[i];
    return sum;
}

int main(int argc, char **argv)
{
    size_t count = bench_argument(argc, argv, 1, 2000);
    size_t repeats = bench_argument(argc, argv, 2, 200000);
    uint64_t *DRUST_OWNED a = drust_new_array(uint64_t, count);
    for (size_t i = 0; i < count; i++)
        a[i] = i * i;
    uint64_t result = 0, start = bench_ns();
    for (size_t i = 0; i < repeats; i++) {
        result = result * 3 + kernel(a, count);
        bench_again(a);
    }
    bench_report(result, start);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A blocked matrix product over owned tiles: matrix [SIZE [TILE [REPEATS]]].
 */
#include <drust.h>

#include "bench.h"

typedef double *DRUST_OWNED tile_box;

static double *DRUST_OWNED make_tile(size_t tile, size_t index, size_t salt)
{
    double *DRUST_OWNED t = drust_new_array(double, tile *tile);
    for (size_t i = 0; i < tile * tile; i++)
        t[i] = (double)((index * 7 + i * 3 + salt) % 10);
    return t;
}

static tile_box *DRUST_OWNED make_matrix(size_t tiles, size_t tile, size_t salt)
{
    tile_box *DRUST_OWNED m = drust_new_array(tile_box, tiles * tiles);
    for (size_t i = 0; i < tiles * tiles; i++)
        m[i] = make_tile(tile, i, salt);
    return m;
}

static void multiply_add(double *DRUST_MUT_BORROW c, const double *DRUST_BORROW a,
                         const double *DRUST_BORROW b, size_t tile)
{
    for (size_t i = 0; i < tile; i++)
        for (size_t k = 0; k < tile; k++) {
            double factor = a[i * tile + k];
            for (size_t j = 0; j < tile; j++)
                c[i * tile + j] += factor * b[k * tile + j];
        }
}

BENCH_KERNEL static void kernel(tile_box *DRUST_MUT_BORROW c, const tile_box *DRUST_BORROW a,
                                const tile_box *DRUST_BORROW b, size_t tiles, size_t tile)
{
    for (size_t i = 0; i < tiles; i++)
        for (size_t j = 0; j < tiles; j++)
            for (size_t k = 0; k < tiles; k++)
                multiply_add(c[i * tiles + j], a[i * tiles + k], b[k * tiles + j], tile);
}

static double checksum(const tile_box *DRUST_BORROW m, size_t tiles, size_t tile)
{
    double sum = 0;
    for (size_t i = 0; i < tiles * tiles; i++)
        for (size_t j = 0; j < tile * tile; j++)
            sum += m[i][j] * (double)((i + j) % 5);
    return sum;
}

int main(int argc, char **argv)
{
    size_t size = bench_argument(argc, argv, 1, 256);
    size_t tile = bench_argument(argc, argv, 2, 32);
    size_t repeats = bench_argument(argc, argv, 3, 10);
    size_t tiles = size / tile;
    tile_box *DRUST_OWNED a = make_matrix(tiles, tile, 1);
    tile_box *DRUST_OWNED b = make_matrix(tiles, tile, 5);
    tile_box *DRUST_OWNED c = make_matrix(tiles, tile, 0);
    uint64_t start = bench_ns();
    for (size_t i = 0; i < repeats; i++) {
        kernel(c, a, b, tiles, tile);
        bench_again(c);
    }
    bench_report((uint64_t)checksum(c, tiles, tile), start);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A blocked matrix product. A tile is an owned array; a matrix is an owned
 * array of tiles that are spread over the servers. One thread makes one tile
 * of the product: it borrows both matrices and fetches only the tiles it
 * needs, each once a server. The checksum depends on the size alone, not on
 * the tiles or the servers.
 *
 *     $(drust config --cc) -O2 $(drust config --cflags) matrix.c -o matrix $(drust config --libs)
 *     drust run -n 4 --stats ./matrix 512 64      size, size of a tile
 */
#include <drust.h>

#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 64 };

typedef double *DRUST_OWNED tile_box;

/* Small whole numbers, so that every sum is exact in any order. */
static double *DRUST_OWNED make_tile(size_t tile, size_t row, size_t column, size_t salt)
{
    double *DRUST_OWNED t = drust_new_array(double, tile *tile);
    for (size_t i = 0; i < tile; i++)
        for (size_t j = 0; j < tile; j++) {
            size_t r = row * tile + i, c = column * tile + j;
            t[i * tile + j] = (double)((r * 7 + c * 3 + salt) % 10);
        }
    return t;
}

/* c += a * b, for three tiles. */
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

/* One tile of a * b; `tiles` is the number of tiles in a row. */
static double *DRUST_OWNED product_tile(const tile_box *DRUST_BORROW a,
                                        const tile_box *DRUST_BORROW b, size_t tiles, size_t tile,
                                        size_t index)
{
    size_t row = index / tiles, column = index % tiles;
    double *DRUST_OWNED c = drust_new_array(double, tile *tile);
    for (size_t k = 0; k < tiles; k++)
        multiply_add(c, a[row * tiles + k], b[k * tiles + column], tile);
    return c;
}

/* A matrix whose tiles are made, and so live, on one server after another. */
static tile_box *DRUST_OWNED make_matrix(size_t tiles, size_t tile, size_t salt)
{
    size_t all = tiles * tiles;
    tile_box *DRUST_OWNED m = drust_new_array(tile_box, all);
    for (size_t first = 0; first < all; first += THREADS) {
        drust_thread thread[THREADS];
        size_t count = all - first < THREADS ? all - first : THREADS;
        for (size_t i = 0; i < count; i++) {
            size_t index = first + i;
            thread[i] = drust_spawn_on((unsigned)(index % drust_servers()), make_tile, tile,
                                       index / tiles, index % tiles, salt);
        }
        for (size_t i = 0; i < count; i++)
            drust_join(thread[i], &m[first + i]);
    }
    return m;
}

static tile_box *DRUST_OWNED multiply(tile_box *DRUST_OWNED a, tile_box *DRUST_OWNED b,
                                      size_t tiles, size_t tile)
{
    size_t all = tiles * tiles;
    tile_box *DRUST_OWNED c = drust_new_array(tile_box, all);
    for (size_t first = 0; first < all; first += THREADS) {
        drust_thread thread[THREADS];
        size_t count = all - first < THREADS ? all - first : THREADS;
        drust_scope {
            for (size_t i = 0; i < count; i++)
                thread[i] = drust_spawn_on((unsigned)((first + i) % drust_servers()), product_tile,
                                           a, b, tiles, tile, first + i);
            for (size_t i = 0; i < count; i++)
                drust_join(thread[i], &c[first + i]);
        }
    }
    return c;
}

static double tile_checksum(const double *DRUST_BORROW t, size_t tile, size_t row, size_t column)
{
    double sum = 0;
    for (size_t i = 0; i < tile; i++)
        for (size_t j = 0; j < tile; j++) {
            size_t r = row * tile + i, c = column * tile + j;
            sum += t[i * tile + j] * (double)((r * 31 + c * 17) % 97 + 1);
        }
    return sum;
}

int main(int argc, char **argv)
{
    size_t size = argc > 1 ? strtoul(argv[1], NULL, 10) : 256;
    size_t tile = argc > 2 ? strtoul(argv[2], NULL, 10) : 64;
    if (size == 0 || tile == 0 || size % tile != 0) {
        fprintf(stderr, "usage: matrix [SIZE [TILE]], SIZE a multiple of TILE\n");
        return 2;
    }
    size_t tiles = size / tile;
    tile_box *DRUST_OWNED a = make_matrix(tiles, tile, 1);
    tile_box *DRUST_OWNED b = make_matrix(tiles, tile, 5);
    tile_box *DRUST_OWNED c = multiply(a, b, tiles, tile); /* a and b are dropped by multiply */

    double checksum = 0;
    for (size_t i = 0; i < tiles * tiles; i++)
        checksum += tile_checksum(c[i], tile, i / tiles, i % tiles);
    printf("size %zu checksum %.0f\n", size, checksum);
    return 0;
}
